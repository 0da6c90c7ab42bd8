"""The outbox: mail waits a minute, then leaves once, or is kept to be read here when there is no mail
server."""

import itertools
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction

from truce.base.clock import now
from truce.base.errors import Refused
from truce.jobs.actions._lease import is_dead, worker_name
from truce.jobs.models import OutgoingMail
from truce.jobs.rules import LEASE, MAIL_WAIT_S, MAX_ATTEMPTS, MailState, retry_after

_claims = itertools.count(1)


class CannotSend(Refused):
    pass


def send_mail(  # noqa: PLR0913  (what a mail is made of)
    to: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    wait: int = MAIL_WAIT_S,
    key: str = "",
    act_id: int | None = None,
    at: datetime | None = None,
) -> int:
    """Put a mail into the outbox, in the caller's transaction.

    Takes   wait: seconds before it may leave (0 for invitations); key: a second mail with it is not made;
            act_id: the act that caused it, so that undoing the act stops a mail that has not left;
            at: when it was written (default: now).
    Gives   the id of the mail.
    Raises  CannotSend: no address, or a line break in the address or the subject.
    """
    if any(sign in part for part in (to, subject) for sign in "\r\n\0"):
        raise CannotSend("An address and a subject are one line each.")
    try:
        validate_email(to)
    except ValidationError:
        raise CannotSend("This is not an e-mail address.") from None
    at = at or now()
    mail = OutgoingMail(
        to=to,
        subject=subject[:250],
        text=text,
        html=html,
        key=key or None,
        act_id=act_id,
        message_id=make_msgid(domain=urlsplit(settings.BASE_URL).hostname),
        send_after=at + timedelta(seconds=wait),
        created_at=at,
    )
    if not key:
        mail.save()
        return mail.pk
    OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
    return OutgoingMail.objects.values_list("pk", flat=True).get(key=key)


def cancel_mails(*, act_id: int, at: datetime) -> int:
    """Stop the mails of an act that have not left, and return how many."""
    mails = OutgoingMail.objects.filter(act_id=act_id, state=MailState.WAITING)
    return mails.update(state=MailState.CANCELLED, ended_at=at)


def cancel_mail(mail_id: int, *, at: datetime) -> None:
    """Stop one mail that has not left.

    Raises  CannotSend: it has left or was stopped already.
    """
    mails = OutgoingMail.objects.filter(pk=mail_id, state=MailState.WAITING)
    if not mails.update(state=MailState.CANCELLED, ended_at=at):
        raise CannotSend("Only a mail that still waits can be stopped.")


def retry_mail(mail_id: int, *, at: datetime) -> None:
    """Try a failed mail again, or send a kept one now that there is a mail server.

    Raises  CannotSend: it has left, waits already or was cancelled.
    """
    mails = OutgoingMail.objects.filter(pk=mail_id, state__in=(MailState.FAILED, MailState.KEPT))
    if not mails.update(state=MailState.WAITING, send_after=at, attempts=0, error="", ended_at=None):
        raise CannotSend("Only a mail that failed or was kept can be sent again.")


def send_due_mail(*, at: datetime, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what has waited long enough; without a mail server keep it readable here.

    A mail is sent between two transactions, so a worker killed in between sends it again, with the same
    Message-ID.

    Gives   how many mails left or were kept.
    Cost    one read when nothing is due.
    """
    sent = 0
    while not is_stopping() and (mail := _claim(at)):
        if settings.SMTP:
            sent += _send(mail, at=at)
        else:
            sent += _end(mail, state=MailState.KEPT, ended_at=at)
    return sent


def _claim(at: datetime) -> OutgoingMail | None:
    _free_the_abandoned(at)
    due = OutgoingMail.objects.filter(state=MailState.WAITING, send_after__lte=at).order_by("send_after", "pk")
    if not due.exists():
        return None
    with transaction.atomic():
        mail = due.select_for_update(skip_locked=True).first()
        if mail:
            mail.state, mail.lease_until = MailState.SENDING, at + LEASE
            mail.leased_by, mail.attempts = f"{worker_name()}/{next(_claims)}", mail.attempts + 1
            mail.save(update_fields=["state", "lease_until", "leased_by", "attempts"])
    return mail


def _free_the_abandoned(at: datetime) -> None:
    for mail in OutgoingMail.objects.filter(state=MailState.SENDING):
        if mail.lease_until <= at or mail.lease_until > at + 3 * LEASE or is_dead(mail.leased_by):
            _end(mail, state=MailState.WAITING)


def _send(mail: OutgoingMail, *, at: datetime) -> int:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={"Message-ID": mail.message_id},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        get_connection().send_messages([message])
    except (smtplib.SMTPException, OSError) as error:
        return _failed(mail, error, at=at)
    return _end(mail, state=MailState.SENT, ended_at=at)


def _failed(mail: OutgoingMail, error: Exception, *, at: datetime) -> int:
    says = f"{type(error).__name__}: {error}"[:500]
    if _is_final(error) or mail.attempts >= MAX_ATTEMPTS:
        return _end(mail, state=MailState.FAILED, ended_at=at, error=says) * 0
    return _end(mail, state=MailState.WAITING, send_after=at + retry_after(mail.attempts), error=says) * 0


def _is_final(error: Exception) -> bool:
    """Tell whether the server will say no however often it is asked: all its codes are 5xx."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600


def _end(mail: OutgoingMail, **values) -> int:
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.SENDING, leased_by=mail.leased_by)
    return mine.update(lease_until=None, leased_by="", **values)
