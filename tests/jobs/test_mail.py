import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError

from tests.cast import NOON
from truce.jobs import actions
from truce.jobs.models import OutgoingMail
from truce.jobs.rules import LEASE, MailState
from truce.ledger import actions as ledger

pytestmark = pytest.mark.django_db

MINUTE = timedelta(seconds=60)


@pytest.fixture
def server(settings):
    """A mail server is set up; what reaches it is in `mail.outbox`."""
    settings.SMTP = {"EMAIL_HOST": "mail.example"}


@pytest.fixture
def down(server, settings):
    """The mail server says no, for now (450) or for good (550)."""

    def break_with(code):
        settings.EMAIL_BACKEND = f"tests.jobs.test_mail.Says{code}"

    return break_with


class Says450(BaseEmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPDataError(450, b"later")


class Says550(BaseEmailBackend):
    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"nobody here")})


def write(**more):
    return actions.send_mail("priya@halden.example", "Your call", "Hello", at=NOON, **more)


def state():
    return OutgoingMail.objects.get().state


def test_a_mail_waits_a_minute_before_it_leaves(server):
    write()

    assert actions.send_due_mail(at=NOON + MINUTE - timedelta(seconds=1)) == 0
    assert actions.send_due_mail(at=NOON + MINUTE) == 1
    assert [sent.subject for sent in mail.outbox] == ["Your call"]


def test_an_invitation_leaves_at_once(server):
    write(wait=0)

    assert actions.send_due_mail(at=NOON) == 1


def test_a_mail_that_has_not_left_is_stopped_by_undoing_its_act(server):
    write(act_id=7)
    write(act_id=8)

    assert actions.cancel_mails(act_id=7, at=NOON) == 1
    assert actions.send_due_mail(at=NOON + MINUTE) == 1


def test_a_mail_that_has_left_cannot_be_stopped(server):
    write(act_id=7)
    actions.send_due_mail(at=NOON + MINUTE)

    assert actions.cancel_mails(act_id=7, at=NOON + MINUTE) == 0


def test_without_a_mail_server_mails_are_kept_to_be_read(settings):
    settings.SMTP = None
    write()

    actions.send_due_mail(at=NOON + MINUTE)

    assert (state(), mail.outbox) == (MailState.KEPT, [])


def test_a_kept_mail_can_be_sent_once_there_is_a_server(settings):
    settings.SMTP = None
    mail_id = write()
    actions.send_due_mail(at=NOON + MINUTE)

    settings.SMTP = {"EMAIL_HOST": "mail.example"}
    actions.retry_mail(mail_id, at=NOON + MINUTE)
    actions.send_due_mail(at=NOON + MINUTE)

    assert state() == MailState.SENT


def test_a_mail_that_left_cannot_be_sent_again_by_hand(server):
    mail_id = write(wait=0)
    actions.send_due_mail(at=NOON)

    with pytest.raises(actions.CannotSend):
        actions.retry_mail(mail_id, at=NOON)


def test_a_mail_that_the_server_cannot_take_now_is_tried_again_later(down):
    down(450)
    write(wait=0)

    assert actions.send_due_mail(at=NOON) == 0

    row = OutgoingMail.objects.get()
    assert (row.state, row.send_after) == (MailState.WAITING, NOON + timedelta(seconds=5))


def test_a_mail_that_the_server_refuses_for_good_has_failed(down):
    down(550)
    write(wait=0)

    actions.send_due_mail(at=NOON)

    row = OutgoingMail.objects.get()
    assert (row.state, "nobody here" in row.error) == (MailState.FAILED, True)


def test_a_mail_whose_worker_died_is_sent_again_as_the_same_mail(server, monkeypatch):
    monkeypatch.setattr("truce.jobs.actions._mail.worker_name", lambda: "elsewhere/1.1")
    write(wait=0)
    from truce.jobs.actions import _mail

    _mail._claim(NOON)
    actions.send_due_mail(at=NOON + LEASE)

    row = OutgoingMail.objects.get()
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [row.message_id]


def test_the_same_mail_is_written_once():
    assert write(key="notice:7") == write(key="notice:7")
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("to", "subject"),
    [
        ("priya@halden.example\nBcc: x@y.example", "Hi"),
        ("priya@halden.example", "Hi\r\nBcc: x@y.example"),
        ("nobody", "Hi"),
        ("", "Hi"),
    ],
)
def test_a_line_break_or_a_wrong_address_is_refused(to, subject):
    with pytest.raises(actions.CannotSend):
        actions.send_mail(to, subject, "Hello")


def test_a_mail_may_have_a_written_and_a_laid_out_form(server):
    write(html="<p>Hello</p>", wait=0)

    actions.send_due_mail(at=NOON)

    assert mail.outbox[0].alternatives[0].mimetype == "text/html"


@pytest.mark.parametrize("wrong", [{"state": "sending"}, {"state": "sent"}, {"ended_at": NOON}, {"state": "?"}])
def test_the_database_refuses_a_mail_whose_columns_contradict_each_other(wrong):
    mail_id = write()

    with pytest.raises(IntegrityError):
        OutgoingMail.objects.filter(pk=mail_id).update(**wrong)


def test_undoing_an_act_stops_the_mail_that_it_caused(server, maya):
    act = ledger.act("Do something", by=maya, at=NOON)
    write(act_id=act.pk)

    ledger.undo(act.pk, by=maya, at=NOON)

    assert state() == MailState.CANCELLED
