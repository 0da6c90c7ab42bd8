from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.handoff import actions as handoff
from truce.jobs.models import OutgoingMail
from truce.ledger import actions as ledger
from truce.ledger import queries
from truce.ledger.models import Act
from truce.teams import actions
from truce.teams.access import NotAllowed
from truce.teams.models import Invitation
from truce.teams.rules import Role

URL = "http://truce.test"


def test_an_invitation_is_mailed_at_once_and_its_link_lets_in(olu):
    actions.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=NOON)
    mail = OutgoingMail.objects.get()

    user = actions.join(_token(mail), name="New One", password="correct horse battery", at=NOON)

    assert (user.email, user.side, user.check_password("correct horse battery")) == ("new@truce.test", "sales", True)


def test_only_the_hash_of_a_link_is_kept(olu):
    actions.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=NOON)

    assert _token(OutgoingMail.objects.get()) not in Invitation.objects.get().token_sha


def test_a_link_works_once(olu):
    actions.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=NOON)
    token = _token(OutgoingMail.objects.get())
    actions.join(token, name="New One", password="correct horse battery", at=NOON)

    with pytest.raises(actions.LinkDead):
        actions.join(token, name="New Two", password="correct horse battery", at=NOON)


def test_a_link_dies_after_a_week(olu):
    actions.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=NOON)

    with pytest.raises(actions.LinkDead):
        actions.invitation(_token(OutgoingMail.objects.get()), at=NOON + timedelta(days=7))


def test_a_second_invitation_makes_the_first_link_useless(olu):
    for _ in range(2):
        actions.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=NOON)

    first = OutgoingMail.objects.order_by("pk").first()
    with pytest.raises(actions.LinkDead):
        actions.invitation(_token(first), at=NOON)


@pytest.mark.parametrize("password", ["short", "password1", "truce.test"])
def test_a_weak_password_is_refused(olu, password):
    actions.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=NOON)

    with pytest.raises(actions.WeakPassword):
        actions.join(_token(OutgoingMail.objects.get()), name="New", password=password, at=NOON)


def test_who_works_here_is_not_invited_again(olu, maya):
    with pytest.raises(actions.AlreadyHere):
        actions.invite("MAYA@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=NOON)


def test_only_operations_and_the_revenue_lead_invite(tomas):
    with pytest.raises(NotAllowed):
        actions.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=tomas, at=NOON)


def test_nobody_leaves_while_holding_a_lead(offered, maya, olu):
    with pytest.raises(actions.StillHolds, match="1 leads"):
        actions.deactivate(maya.pk, by=olu, at=NOON)


def test_leads_handed_on_keep_their_clocks_and_then_the_user_can_leave(offered, maya, jo, olu, priya):
    priya.refresh_from_db()
    due = priya.due_at
    assert handoff.hand_on(maya.pk, to=[jo], by=olu, at=NOON) == 0

    actions.deactivate(maya.pk, by=olu, at=NOON)

    priya.refresh_from_db()
    offered.refresh_from_db()
    assert (priya.holder_user, priya.due_at, offered.offered_to_user) == (jo, due, jo)
    assert queries.verify().is_whole


def test_handing_on_is_one_undo(offered, maya, jo, olu, priya):
    handoff.hand_on(maya.pk, to=[jo], by=olu, at=NOON)

    ledger.undo(Act.objects.latest("pk").pk, by=olu, at=NOON)

    priya.refresh_from_db()
    assert priya.holder_user == maya


def test_somebody_must_take_them(offered, maya, olu):
    with pytest.raises(handoff.NobodyToTakeIt):
        handoff.hand_on(maya.pk, to=[], by=olu, at=NOON)


def test_the_last_of_operations_stays(olu, ana):
    with pytest.raises(actions.LastOne):
        actions.deactivate(olu.pk, by=ana, at=NOON)


def test_a_seller_with_leads_does_not_change_sides(offered, maya, olu):
    with pytest.raises(actions.StillHolds):
        actions.change(maya.pk, role=Role.MARKETER, by=olu, at=NOON)


def test_an_absence_ends_after_it_begins(maya):
    with pytest.raises(actions.WrongDates):
        actions.be_away(maya.pk, start=NOON.date(), end=NOON.date() - timedelta(days=1), by=maya, at=NOON)


def _token(mail) -> str:
    return mail.text.partition("/join/")[2].split()[0]
