"""One lead passed over: offer, accept, return with a reason, reroute.

Answers for a ready lead crossing by itself, for one answer to each hand-off, for the return going to a
marketing holder with a clock, and for an unanswered hand-off moving on when its clock runs out.
"""
