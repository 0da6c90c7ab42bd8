"""Who we are: users, their role, and the side each answers for.

Answers for users, teams, capacity, absence, invitations and who may do what: every verb a person can
call is an operation, registered here with the roles that may call it.
"""
