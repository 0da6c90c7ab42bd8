"""The leads list, its menus, many leads at once and the undo log, as pages."""

import re

import pytest
from django.urls import reverse

from tests.cast import NOON
from tests.crowd import crowd, selling
from truce.automation.rules import Change
from truce.base import clock
from truce.ingest.actions import Arrival, add_lead
from truce.insight import actions
from truce.journey.models import Lead
from truce.ledger.models import Act
from truce.people import actions as people

HTMX = {"HX-Request": "true"}
CHANGED = '{"changed": {}}'


@pytest.fixture(autouse=True)
def _noon(tmp_path, monkeypatch):
    """The clock of the pages stands at NOON."""
    seconds = tmp_path / "seconds"
    monkeypatch.setenv("TRUCE_CLOCK", str(seconds))
    seconds.write_text(str((NOON - clock.now()).total_seconds()))


@pytest.fixture
def as_maya(client, maya, terms):
    client.force_login(maya)
    return client


@pytest.fixture
def as_tomas(client, tomas, terms):
    client.force_login(tomas)
    return client


@pytest.fixture
def as_vera(client, vera, terms):
    client.force_login(vera)
    return client


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_somebody_who_is_not_signed_in_sees_no_leads(client, db):
    assert client.get("/leads").status_code == 302


def test_the_first_visit_shows_the_view_of_the_role_the_next_one_the_last(as_maya):
    assert as_maya.get("/leads")["Location"] == "/leads?view=turn"

    as_maya.get("/leads?view=all&sort=name&after=x")
    assert as_maya.get("/leads")["Location"] == "/leads?view=all&sort=name"


def test_the_list_shows_rows_chips_and_the_sentence(as_maya, accepted):
    page = text(as_maya.get("/leads?view=turn"))

    assert 'href="/l/' in page and "Priya Nair" in page and "Halden Foods" in page
    assert "where holder is me" in page
    assert 'aria-label="Take away: holder is me"' in page


@pytest.mark.parametrize("view", ["turn", "mine", "late", "ready", "marketing", "sales", "recycled", "closed", "all"])
def test_the_list_asks_at_most_eight_questions(as_maya, maya, jo, view, django_assert_max_num_queries):
    crowd(120, holders=(maya, jo))
    as_maya.get(f"/leads?view={view}")

    with django_assert_max_num_queries(8):
        assert as_maya.get(f"/leads?view={view}").status_code == 200


def test_the_number_is_asked_apart(as_maya, maya):
    selling(61, [maya])

    assert 'hx-get="/leads/count?view=turn' in text(as_maya.get("/leads?view=turn"))
    counted = text(as_maya.get("/leads/count?view=turn&list=1", headers=HTMX))
    assert counted.startswith("61 leads") and "61 matching" in counted


def test_a_condition_of_the_form_is_put_into_the_address(as_maya):
    where = {"view": "all", "field": "stage", "op": "one_of", "value": ["lead", "mql"]}
    assert as_maya.get("/leads", where)["Location"] == "/leads?view=all&f=stage:one_of:lead,mql"

    either = {"view": "all", "f": "stage:is:lead", "field": "late", "op": "is_true", "place": "0", "how": "or"}
    assert as_maya.get("/leads", either)["Location"].startswith("/leads?view=all&f=~")


def test_a_condition_without_a_value_is_asked_for_again(as_maya):
    response = as_maya.get("/leads", {"view": "all", "field": "score", "op": "at_least", "value": ""})

    assert response.status_code == 422
    assert "say what it is compared with" in text(response)


def test_the_form_shows_the_questions_and_values_that_fit_the_field(as_maya):
    page = text(as_maya.get("/leads/filter?view=all&field=stage&op=one_of", headers=HTMX))

    assert 'type="checkbox" name="value" value="mql"' in page
    assert "is known" not in page
    assert 'name="value"' not in text(as_maya.get("/leads/filter?view=all", headers=HTMX))


def test_the_form_tells_how_many_leads_would_match(as_maya, maya):
    selling(3, [maya])

    query = {"view": "all", "field": "stage", "op": "is", "value": "sal"}
    assert text(as_maya.get("/leads/count", query, headers=HTMX)).strip() == "3 leads"
    assert text(as_maya.get("/leads/count", query | {"value": ""}, headers=HTMX)).strip() == ""


def test_the_menus_are_pages_too_for_those_without_scripts(as_maya):
    for path in ("filter", "columns", "views", "count"):
        assert "<html" in text(as_maya.get(f"/leads/{path}?view=turn"))


def test_chosen_columns_stand_in_the_address_and_in_the_table(as_maya, accepted):
    to = as_maya.get("/leads", {"view": "turn", "col": ["stage", "employees"]})["Location"]

    assert to == "/leads?view=turn&cols=stage,employees"
    page = text(as_maya.get(to))
    assert "Employees" in page and "420" in page and "Job title" not in page


def test_a_link_whose_filter_cannot_be_read_says_so(as_maya):
    page = text(as_maya.get("/leads?view=all&f=ghost:is:1"))

    assert "This filter cannot be read" in page and "ghost" in page


def test_no_match_offers_to_clear_each_condition_and_no_leads_offers_to_bring_some(as_maya, maya):
    assert "No leads yet" in text(as_maya.get("/leads?view=all"))

    selling(2, [maya])
    page = text(as_maya.get("/leads?view=all&f=name:is:Nobody;stage:is:sal"))
    assert "0 of 2 leads match" in page
    assert 'href="/leads?view=all&amp;f=stage:is:sal"' in page and "Clear “name is Nobody”" in page


def test_a_view_is_saved_changed_and_deleted_from_the_page(as_maya, maya):
    made = as_maya.post("/leads/views", {"view": "all", "f": "stage:is:sal", "name": "Accepted", "shown_to": "me"})
    url = made["Location"]
    assert "Accepted" in text(as_maya.get(url))

    changed = text(as_maya.get(f"{url}&sort=name"))
    assert "changed, not saved" in changed and ">Save<" in changed.replace("> Save", ">Save")
    view_id = int(url.rpartition("v")[2])
    as_maya.post(f"/leads/views/{view_id}", {"view": f"v{view_id}", "sort": "name"})
    assert "changed, not saved" not in text(as_maya.get(f"{url}&sort=name"))
    as_maya.post(f"/leads/views/{view_id}", {"do": "delete"})
    assert "not there any more" in text(as_maya.get(url))


def test_a_shared_view_of_somebody_else_offers_save_as_only(as_maya, jo):
    view = actions.save_view("Jo's", f="", sort="due", cols="stage", shown_to="everybody", by=jo, at=NOON)

    page = text(as_maya.get(f"/leads?view=v{view.pk}&sort=name"))
    assert "Save as" in page and f'action="/leads/views/{view.pk}"' not in page


def test_a_viewer_sees_rows_but_nothing_to_change(as_vera, accepted):
    page = text(as_vera.get("/leads?view=all"))

    assert "Priya Nair" in page
    assert "data-edit" not in page and "data-select" not in page and 'id="bulk"' not in page


def test_a_viewer_cannot_change_many_leads(as_vera, accepted, maya):
    response = as_vera.post("/leads/bulk", {"what": "assign", "to": maya.pk, "id": accepted.pk, "go": ""})

    assert response.status_code == 403
    assert Lead.objects.get().holder_user == maya


def test_two_people_who_change_one_field_see_both_values(as_maya, accepted, lena):
    person = accepted.person
    people.edit(person, "job_title", old="Head of Operations", new="COO", by=lena, at=NOON)

    where = f"/l/{accepted.pk}/fields"
    cell = {"field": "job_title", "old": "Head of Operations", "value": "CEO"}
    response = as_maya.post(where, cell, headers=HTMX)
    assert "Keep mine: CEO" in text(response) and "<b>COO</b>" in text(response)
    as_maya.post(where, cell | {"old": "COO"}, headers=HTMX)
    person.refresh_from_db()
    assert person.job_title == "CEO"


def test_a_changed_name_draws_the_list_anew(as_maya, accepted):
    cell = {"field": "name", "old": "Priya Nair", "value": "Priya K. Nair"}
    response = as_maya.post(f"/leads/{accepted.pk}/name", cell, headers=HTMX)

    assert response["HX-Trigger"] == CHANGED
    assert "Priya K. Nair" in text(as_maya.get("/leads?view=turn"))


def bulk(client, what, leads, **more):
    ids = ",".join(str(lead.pk) for lead in leads)
    return client.post("/leads/bulk", {"what": what, "ids": ids, "act_key": "k", **more}, headers=HTMX)


def digest(response):
    return re.search(r'name="go" value="(\w+)"', response.content.decode())[1]


def test_the_sheet_shows_what_would_happen_then_does_exactly_that(as_tomas, maya, jo):
    mine = selling(4, [maya, jo])

    seen = bulk(as_tomas, "assign", mine, to=[jo.pk])
    assert "Give 2 leads" in text(seen) and "Jo Berg has this lead already." in text(seen)
    done = bulk(as_tomas, "assign", mine, to=[jo.pk], go=digest(seen))
    assert "2 leads changed" in text(done) and done["HX-Trigger"] == CHANGED
    assert Lead.objects.filter(holder_user=jo).count() == 4


def test_a_preview_that_is_no_longer_true_is_shown_again(as_tomas, maya, jo):
    mine = selling(2, [maya])
    seen = bulk(as_tomas, "assign", mine, to=[jo.pk])

    response = bulk(as_tomas, "assign", mine[:1], to=[jo.pk], go=digest(seen))
    assert response.status_code == 409 and "Look again" in text(response)
    assert not Lead.objects.filter(holder_user=jo).exists()


def test_all_matching_are_meant_when_all_is_ticked(as_tomas, maya, jo):
    selling(60, [maya])

    response = as_tomas.post("/leads/bulk", {"what": "close", "all": "1", "view": "sales"}, headers=HTMX)
    assert "Close 60 leads" in text(response)


def test_without_scripts_the_sheet_is_a_page(as_tomas, maya, jo):
    [lead] = selling(1, [maya])

    page = text(as_tomas.post("/leads/bulk", {"what": "assign", "id": lead.pk}))
    assert "<html" in page and "Who shall have them?" in page


@pytest.mark.parametrize("form", [{}, {"what": "melt", "id": 1}, {"what": "assign"}, {"what": "assign", "id": "x"}])
def test_a_form_that_names_no_change_or_no_lead_is_refused(as_tomas, form):
    assert as_tomas.post("/leads/bulk", form).status_code == 422


def test_the_undo_log_shows_own_acts_and_takes_them_back(as_tomas, maya, jo):
    mine = selling(3, [maya])
    bulk(as_tomas, "assign", mine, to=[jo.pk], go=digest(bulk(as_tomas, "assign", mine, to=[jo.pk])))

    page = as_tomas.get("/undo")
    assert "Gave 3 leads to Jo Berg" in text(page) and "3 leads" in text(page)
    action = re.search(r'action="(/undo/\d+)"', page.content.decode())[1]
    assert as_tomas.post(action, headers=HTMX)["HX-Trigger"] == CHANGED
    assert Lead.objects.filter(holder_user=maya).count() == 3
    assert "Undone" in text(as_tomas.get("/undo"))


def test_the_undo_log_says_why_something_cannot_be_taken_back(as_tomas, tomas, maya, jo):
    mine = selling(1, [maya])
    bulk(as_tomas, "assign", mine, to=[jo.pk], go=digest(bulk(as_tomas, "assign", mine, to=[jo.pk])))
    from truce.outreach import actions as outreach

    outreach.assign(mine[0].pk, to=maya, by=jo, at=NOON)
    assert "Something was done after it: given to somebody else. Undo that first." in text(as_tomas.get("/undo"))


def test_operations_see_what_everybody_did_others_their_own(client, as_tomas, olu, maya, jo):
    mine = selling(1, [maya])
    bulk(as_tomas, "assign", mine, to=[jo.pk], go=digest(bulk(as_tomas, "assign", mine, to=[jo.pk])))

    client.force_login(maya)
    assert "Nothing to take back" in text(client.get(reverse("undo")))
    client.force_login(olu)
    assert "Tomas Lind" in text(client.get(reverse("undo")))


def test_the_undo_log_asks_at_most_twelve_questions(as_tomas, maya, jo, tomas, django_assert_max_num_queries):
    from truce.outreach import actions as outreach

    for lead in selling(20, [maya]):
        outreach.assign(lead.pk, to=jo, by=tomas, at=NOON)

    with django_assert_max_num_queries(12):
        assert text(as_tomas.get("/undo")).count("Gave Buyer") >= 20


def test_each_change_of_many_has_its_button_only_for_those_who_may(as_maya, accepted):
    page = text(as_maya.get("/leads?view=turn"))

    assert f'value="{Change.ASSIGN.value}"' in page and f'value="{Change.HAND_OVER.value}"' not in page


def test_a_field_that_was_changed_again_is_not_taken_back_by_the_older_act(as_maya, maya, accepted):
    person = accepted.person
    people.edit(person, "job_title", old="Head of Operations", new="COO", by=maya, at=NOON)
    person.refresh_from_db()
    people.edit(person, "job_title", old="COO", new="CEO", by=maya, at=NOON)

    page = text(as_maya.get("/undo"))
    assert page.count("job title was changed again. Undo that first.") == 1


def test_somebody_new_is_not_taken_back(client, lena, terms):
    arrived = add_lead(Arrival("Bo Ek", emails=("bo@ek.test",)), by=lena, at=NOON)
    client.force_login(lena)
    act = Act.objects.get(operation="lead.add")

    assert "Somebody new is not taken back" in text(client.get("/undo"))
    assert client.post(f"/undo/{act.pk}", headers=HTMX).status_code == 422
    assert Lead.objects.get(pk=arrived.lead.pk).is_open


@pytest.mark.parametrize(
    "address",
    [
        "/leads?view=all&sort=name&after=%00~1~1",
        "/leads?view=all&sort=score&after=5~99999999999999999999999999",
        "/leads?view=all&sort=score&before=" + "9" * 4000 + "~1",
        "/leads?view=all&sort=ghost&cols=ghost,,stage",
        "/leads?view=v99999999999999999999999",
        "/leads?view=all&field=late&op=is_true&place=x&how=or",
        "/leads?view=all&field=late&op=is_true&place=7.9",
        "/leads?view=all&field=late&op=is_true&place=0.0&f=stage:is:lead",
        "/leads?view=all&field=ghost&op=is&value=1",
        "/leads?view=all&field=score&op=melt&value=1",
        "/leads?view=all&field=id&op=is&value=" + "9" * 30,
        "/leads?view=all&f=" + "x" * 9000,
        "/leads/filter?view=all&field=score&op=melt",
        "/leads/filter?view=all&place=7.9",
        "/leads/filter?view=all&f=~AAAA",
        "/undo?before=" + "9" * 40,
    ],
)
def test_an_address_made_up_by_somebody_never_breaks_the_page(as_maya, maya, address):
    selling(2, [maya])

    assert as_maya.get(address).status_code < 500


@pytest.mark.parametrize(
    "form",
    [
        {"name": "a\0b", "shown_to": "melt", "view": "all"},
        {"name": "x" * 900, "view": "all", "cols": "y" * 9000},
    ],
)
def test_a_view_form_made_up_by_somebody_never_breaks_the_page(as_maya, form):
    assert as_maya.post("/leads/views", form).status_code < 500
    assert as_maya.post("/leads/views/7", form | {"do": "rename"}).status_code < 500


def test_a_form_for_many_made_up_by_somebody_never_breaks_the_page(as_tomas, maya):
    [lead] = selling(1, [maya])

    for more in ({"to": "²"}, {"to": "9" * 30}, {"ids": "²,-1," + "9" * 30}, {"note": "a\0b"}, {"go": "x"}):
        assert bulk(as_tomas, "assign", [lead], **more).status_code < 500
    assert bulk(as_tomas, "close", [lead], reason="melt").status_code == 422
