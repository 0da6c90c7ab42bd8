"""What both sides signed: what ready means, the promises, the reasons, the routing.

Answers for one document with one version number and one draft at a time, kept as data. Every score,
hand-off and clock names the version it was made under.
"""
