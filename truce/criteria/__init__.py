"""Conditions as data: a tree, its sentence, its compilers.

Answers for one small typed tree that point rules, list filters, segments and required fields share.
On one record it gives reasons, over a list it becomes a query; it is never evaluated as code.
The fields it may use are passed in as data by the part that owns them.
"""
