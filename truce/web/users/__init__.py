"""Who works here: roles, teams, absence, invitations, and leaving without orphaning a lead."""
