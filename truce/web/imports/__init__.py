"""Imports: files on their way in, what they ask, and what became of each row."""
