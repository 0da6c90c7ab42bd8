"""Everything that happened, append-only.

Answers for events (typed, one schema for each kind, written with the change they tell of), acts (what one
person did at once, and its undo), idempotency keys and seals. Events name their subject by kind and id.
Folding the events again gives the rows; `bin/truce ledger verify` proves it.
"""
