"""Companies: who is there, what is open, and what both sides did with them."""
