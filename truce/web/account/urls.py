"""The addresses of signing in. The names are those that allauth looks for."""

from allauth.account import views
from django.urls import path, re_path

urlpatterns = [
    path("in", views.login, name="account_login"),
    path("out", views.logout, name="account_logout"),
    path("in/closed", views.account_inactive, name="account_inactive"),
    path("in/code", views.request_login_code, name="account_request_login_code"),
    path("in/code/confirm", views.confirm_login_code, name="account_confirm_login_code"),
    path("in/forgot", views.password_reset, name="account_reset_password"),
    path("in/forgot/sent", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^in/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[\w-]+)$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("in/new-password/done", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("me/password", views.password_change, name="account_change_password"),
    path("me/password/first", views.password_set, name="account_set_password"),
]
