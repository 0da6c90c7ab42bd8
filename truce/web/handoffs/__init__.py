"""Hand-offs: leads that wait for an answer, and what was said to the others."""
