from django.urls import path

from truce.web.users import views

urlpatterns = [
    path("users", views.users, name="users"),
    path("users/teams", views.teams, name="users-teams"),
    path("users/roles", views.roles, name="users-roles"),
    path("users/invitations", views.invite, name="user-invite"),
    path("users/invitations/<int:invitation_id>/again", views.invite_again, name="invitation-again"),
    path("users/invitations/<int:invitation_id>/withdrawal", views.withdraw, name="invitation-withdraw"),
    path("users/<int:user_id>", views.user, name="user"),
    path("users/<int:user_id>/place", views.change, name="user-change"),
    path("users/<int:user_id>/absence", views.absence, name="user-absence"),
    path("users/<int:user_id>/leaving", views.leaving, name="user-leaving"),
    path("users/<int:user_id>/leave", views.leave, name="user-leave"),
    path("users/<int:user_id>/return", views.come_back, name="user-back"),
    path("teams", views.add_team, name="team-add"),
    path("teams/<int:team_id>/name", views.rename_team, name="team-rename"),
]
