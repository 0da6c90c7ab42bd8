"""Today: whose turn it is now, and why."""
