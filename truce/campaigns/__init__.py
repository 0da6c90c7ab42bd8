"""What marketing did: campaigns, channels, touchpoints.

Answers for where a lead came from: its first touch and the last one before it was created, kept apart
and never overwritten. Touchpoints are append-only and belong to a visitor or a person.
"""
