"""Moves nobody has to remember: notifications and follow-ups.

Answers for what is pulled from the ledger after the fact: it reads from the last event it has seen.
"""
