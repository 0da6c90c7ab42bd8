"""The sample company: made in one click, taken away in one."""
