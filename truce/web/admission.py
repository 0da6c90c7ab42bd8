"""The sign-in rules that allauth asks us for."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from truce.jobs import actions


class Admission(DefaultAccountAdapter):
    """Nobody signs up by themselves, and too many wrong passwords are answered by 429."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise ImmediateHttpResponse(respond_429(request)) from None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the mail into the outbox, to leave at once; its links lead to our own address.

        allauth builds links from the Host header, which the visitor sends.
        """
        named = self.request.build_absolute_uri("/")
        ours = {
            name: f"{settings.BASE_URL}/{value.removeprefix(named)}"
            for name, value in context.items()
            if isinstance(value, str) and value.startswith(named)
        }
        mail = self.render_mail(template_prefix, email, {"email": email, **context, **ours})
        actions.send_mail(email, mail.subject, str(mail.body), wait=0, key=f"sign-in:{uuid4().hex}")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts for each Host header apart, and its port is the visitor's to invent.
        return str(credentials.get("email", "")).lower()

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Stay silent: the page one comes to says enough."""
