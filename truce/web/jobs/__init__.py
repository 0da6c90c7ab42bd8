"""Jobs: what is running, what was, and the way to stop it or try it again."""
