"""What we do to reach them: calls, mails, meetings, notes, tasks and the promised next step.

Answers for logging in two keys, and for each activity starting or stopping the right clock.
"""
