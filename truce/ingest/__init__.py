"""How leads get in, clean: imports, forms, capture, duplicates found.

Answers for every row of a file being accounted for (new, updated, duplicate or refused, with its reason),
for the same file twice changing nothing, and for never guessing what a value means.
"""
