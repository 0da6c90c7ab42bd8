"""Adding a lead by hand."""

import pytest

from truce.campaigns.models import Touchpoint
from truce.journey.models import Lead
from truce.ledger.models import Act, Note

TYPED = {
    "name": "Kim Larsen",
    "emails": "kim@norrvik.se, k.larsen@norrvik.se",
    "phones": "+46 8 123 456 78",
    "company": "Norrvik Timber",
    "job_title": "Plant manager",
    "came": "call_in",
    "source": "Fair in Malmö",
    "note": "Wants two sites",
}


@pytest.fixture
def as_maya(client, maya, terms):
    client.force_login(maya)
    return client


def words_of(answer):
    return answer.content.decode()


def test_a_sellers_own_lead_stays_with_the_seller(as_maya, maya):
    answer = as_maya.post("/leads/new", TYPED)

    lead = Lead.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/l/{lead.pk}")
    assert (lead.holder_user, lead.side, lead.person.emails.count()) == (maya, "sales", 2)
    assert (lead.company.name, lead.person.job_title) == ("Norrvik Timber", "Plant manager")


def test_how_it_came_about_and_the_first_note_are_kept(as_maya):
    as_maya.post("/leads/new", TYPED)

    touch = Touchpoint.objects.get()
    assert (touch.kind, touch.channel, touch.source) == ("call_in", "phone", "Fair in Malmö")
    assert Note.objects.get().text == "Wants two sites"


def test_the_first_note_belongs_to_the_act_that_added_the_lead(as_maya):
    as_maya.post("/leads/new", TYPED)

    assert Note.objects.get().event.act == Act.objects.get()


def test_the_campaign_that_brought_them_is_kept(as_maya, webinar):
    as_maya.post("/leads/new", TYPED | {"campaign": webinar.pk})

    assert Lead.objects.get().first_campaign_id == webinar.pk


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "", "emails": ""}, "A lead needs a name or an e-mail address."),
        ({"emails": "kim@"}, "email"),
        ({"phones": "12"}, ""),
    ],
)
def test_what_is_wrong_is_said_under_its_field_and_nothing_is_lost(as_maya, typed, says):
    answer = as_maya.post("/leads/new", TYPED | typed)

    assert answer.status_code == 422
    assert says in words_of(answer) and "Plant manager" in words_of(answer) and "Wants two sites" in words_of(answer)
    assert not Lead.objects.exists()


def test_somebody_with_an_open_lead_is_not_added_twice(as_maya, priya):
    answer = as_maya.post("/leads/new", TYPED | {"emails": "PRIYA@halden.co.uk"})

    assert answer.status_code == 422
    assert "is here already" in words_of(answer) and f'href="/l/{priya.pk}"' in words_of(answer)


def test_the_same_form_twice_makes_one_lead(as_maya):
    for _ in range(2):
        as_maya.post("/leads/new", TYPED | {"act_key": "k1"})

    assert Lead.objects.count() == 1


def test_while_typing_one_sees_who_is_here_already(as_maya, priya):
    words = words_of(as_maya.get("/leads/new/known", {"emails": "priya@halden.co.uk"}, HTTP_HX_REQUEST="true"))

    assert "Priya Nair is here already" in words and "held by Lena Fischer" in words
    assert f'href="/l/{priya.pk}"' in words and "Halden Foods" in words


def test_while_typing_one_sees_what_is_no_address(as_maya):
    answer = as_maya.get("/leads/new/known", {"emails": "kim@"}, HTTP_HX_REQUEST="true")

    assert answer.status_code == 422 and "late-ink" in words_of(answer)


def test_a_viewer_adds_no_lead(client, vera, terms):
    client.force_login(vera)

    assert client.get("/leads/new").status_code == 403
    assert client.post("/leads/new", TYPED).status_code == 403
