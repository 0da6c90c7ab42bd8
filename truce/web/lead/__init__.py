"""The page of a lead: its whole story, and everything that can be done with it."""
