from datetime import timedelta

import pytest
from django.test import Client
from markupsafe import escape

from tests.cast import NOON
from truce.handoff import actions as handoff
from truce.jobs import actions as jobs
from truce.jobs.models import OutgoingMail
from truce.journey.models import Lead
from truce.ledger.queries import verify
from truce.teams import actions
from truce.teams.models import Invitation, Team
from truce.teams.rules import Role

pytestmark = pytest.mark.django_db
INVITED = {"email": "new@truce.test", "role": "seller", "team": ""}


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(olu):
    return sign_in(olu)


def test_everybody_sees_who_works_here_and_what_they_hold(accepted, maya, vera):
    words = sign_in(vera).get("/users").content.decode()

    assert "Maya Okafor" in words and "Seller" in words and "maya@truce.test" in words


def test_only_those_who_may_are_offered_to_invite(vera, admin):
    assert "Invite somebody" not in sign_in(vera).get("/users").content.decode()
    assert "Invite somebody" in admin.get("/users").content.decode()


def test_the_page_of_users_takes_few_queries(accepted, admin, tomas, jo, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert admin.get("/users").status_code == 200


def test_truces_own_users_are_not_shown_and_not_changed(admin):
    from truce.teams.queries import automation

    assert "truce.invalid" not in admin.get("/users").content.decode()
    for path in ("", "/place", "/leave", "/return"):
        url = f"/users/{automation().pk}{path}"
        assert (admin.post(url) if path else admin.get(url)).status_code == 404


def test_inviting_sends_a_link_to_our_own_address(admin, settings):
    settings.BASE_URL = "https://crm.example"
    admin.post("/users/invitations", INVITED, HTTP_HOST="localhost")

    assert "https://crm.example/join/" in OutgoingMail.objects.get().text
    assert "new@truce.test" in admin.get("/users").content.decode()


def test_who_works_here_already_is_not_invited_and_the_form_says_why(admin, maya):
    answer = admin.post("/users/invitations", INVITED | {"email": "maya@truce.test"})

    assert answer.status_code == 422 and "works here already" in answer.content.decode()


def test_nobody_is_invited_as_truce_itself(admin):
    assert admin.post("/users/invitations", INVITED | {"role": "system"}).status_code == 422
    assert not Invitation.objects.exists()


def test_an_invitation_is_sent_again_and_withdrawn(admin):
    admin.post("/users/invitations", INVITED)
    admin.post(f"/users/invitations/{Invitation.objects.get().pk}/again")
    assert OutgoingMail.objects.count() == 2

    admin.post(f"/users/invitations/{Invitation.objects.latest('pk').pk}/withdrawal")
    assert not Invitation.objects.filter(withdrawn_at=None).exists()


def test_a_role_changes_at_the_next_click(admin, maya):
    hers = sign_in(maya)
    assert hers.post("/users/invitations", INVITED).status_code == 403

    admin.post(f"/users/{maya.pk}/place", {"role": "operations", "team": "", "capacity": "10", "territories": "North"})

    assert hers.post("/users/invitations", INVITED).status_code == 303
    maya.refresh_from_db()
    assert (maya.role, maya.side, maya.capacity, maya.territories) == ("operations", "both", 10, ["North"])


def test_a_seller_with_leads_keeps_the_side_and_the_form_says_why(accepted, maya, admin):
    answer = admin.post(f"/users/{maya.pk}/place", {"role": "marketer", "capacity": "10"})

    assert answer.status_code == 422 and "give them to somebody else first" in answer.content.decode()


def test_one_says_oneself_that_one_is_away_but_not_others(maya, jo):
    days = {"start": "2026-03-02", "end": "2026-03-06", "stand_in": str(jo.pk)}
    sign_in(maya).post(f"/users/{maya.pk}/absence", days)
    answer = sign_in(maya).post(f"/users/{jo.pk}/absence", days)

    maya.refresh_from_db()
    assert maya.stand_in == jo and answer.status_code == 422
    assert "Save" not in sign_in(maya).get(f"/users/{jo.pk}").content.decode()


def test_nobody_leaves_without_saying_who_takes_the_leads(accepted, maya, admin):
    answer = admin.post(f"/users/{maya.pk}/leave")

    maya.refresh_from_db()
    assert answer.status_code == 422 and maya.is_active


def test_the_step_before_leaving_shows_what_is_held_and_who_could_take_it(offered, maya, jo, vera, lena, admin):
    words = admin.get(f"/users/{maya.pk}/leaving").content.decode()

    assert "Give away 1 lead and deactivate" in words and "Jo Berg" in words
    assert "Vera Blick" not in words and "Lena Fischer" not in words


def test_who_is_deactivated_leaves_no_lead_without_a_holder(offered, maya, jo, admin):
    answer = admin.post(f"/users/{maya.pk}/leave", {"to": [jo.pk]}, follow=True)

    assert "Leads without a holder: 0." in answer.content.decode()
    assert Lead.objects.get().holder_user == jo and verify().is_whole


def test_the_sessions_of_who_is_deactivated_end_at_the_next_click_on_every_device(maya, admin):
    phone, desk = sign_in(maya), sign_in(maya)
    assert phone.get("/me").status_code == desk.get("/me").status_code == 200

    admin.post(f"/users/{maya.pk}/leave")

    assert [client.get("/me")["Location"] for client in (phone, desk)] == ["/in?next=/me"] * 2


def test_the_live_stream_of_who_is_deactivated_ends(maya, admin):
    from truce.teams import live

    hers = sign_in(maya)
    ticket = live.Ticket(maya.pk, hers.session.session_key)
    assert live.still_in([ticket], at=NOON) == {ticket}

    admin.post(f"/users/{maya.pk}/leave")

    assert live.still_in([ticket], at=NOON) == set() and live.listener(ticket, at=NOON) is None


def test_who_was_let_in_again_signs_in_again(maya, admin):
    admin.post(f"/users/{maya.pk}/leave")
    admin.post(f"/users/{maya.pk}/return")

    assert sign_in(maya).get("/me").status_code == 200


def test_many_leads_are_given_away_by_a_job_that_the_page_follows(offered, bring, maya, jo, lena, admin, monkeypatch):
    monkeypatch.setattr("truce.handoff.actions._leave.MOST_AT_ONCE", 1)
    handoff.hand_over(bring("Bo Ek").pk, by=lena, at=NOON, to=maya)

    answer = admin.post(f"/users/{maya.pk}/leave", {"to": [jo.pk]}, follow=True)
    assert "Giving the leads to others" in answer.content.decode()

    jobs.run_due(at=NOON + timedelta(hours=1))
    maya.refresh_from_db()
    assert not maya.is_active and "Leads without a holder: <b>0</b>" in admin.get(f"/users/{maya.pk}").content.decode()


def test_the_table_of_roles_is_the_registry_that_the_verbs_ask(vera):
    from truce.teams.access import everything

    words = sign_in(vera).get("/users/roles").content.decode()

    assert all(escape(operation.label) in words for operation in everything().values())


def test_teams_are_added_and_renamed_once_each(admin):
    admin.post("/teams", {"name": "North", "side": "sales"})
    assert admin.post("/teams", {"name": "north", "side": "sales"}).status_code == 422

    admin.post(f"/teams/{Team.objects.get().pk}/name", {"name": "South"})
    assert Team.objects.get().name == "South"


def test_the_list_goes_on_by_name(admin, monkeypatch):
    monkeypatch.setattr("truce.insight.queries.users.PAGE", 2)
    for name in "abc":
        actions.User.objects.create_user(f"{name}@truce.test", name=f"Anna {name}", role=Role.SELLER)

    first = admin.get("/users").content.decode()
    after = actions.User.objects.get(name="Anna b").pk
    assert "Anna b" in first and f"after={after}" in first
    assert "Anna c" in admin.get(f"/users?after={after}").content.decode()
