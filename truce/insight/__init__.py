"""What the record says: a lead's whole story, lists, search, saved views, metrics.

Answers for every question that reads across parts; it changes nothing that others own.
"""
