"""P8: companies, and one of them."""

from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.insight.queries import companies, company
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel
from truce.people import actions as people


@pytest.fixture
def as_maya(client, maya):
    client.force_login(maya)
    return client


def words_of(answer):
    return answer.content.decode()


def test_the_list_counts_people_open_leads_and_won_ones(accepted, bring, maya):
    bring("Kim Halden", emails=("kim@halden.co.uk",))
    outreach.win(accepted.pk, by=maya, at=NOON + timedelta(hours=1))

    [row] = companies.companies(user=maya).rows
    assert (row.name, row.people, row.open, row.won, row.industry) == ("Halden Foods", 2, 1, 1, "food")


def test_the_list_pages_by_key_and_leaves_nothing_out(maya, lena):
    for number in range(companies.PAGE + 5):
        people.add_company(f"Firm {number % 7}", by=lena, at=NOON)

    first = companies.companies(user=maya)
    second = companies.companies(user=maya, after=first.next)
    assert first.total == companies.PAGE + 5
    assert len({row.id for row in first.rows + second.rows}) == companies.PAGE + 5
    assert second.next == ""


def test_the_list_finds_the_beginning_of_a_name(as_maya, lena):
    for name in ("Halden Foods", "halden 2", "Old Halden", "100% Ølbryg_"):
        people.add_company(name, by=lena, at=NOON)

    words = words_of(as_maya.get("/companies", {"q": "HALDEN"}))
    assert "Halden Foods" in words and "halden 2" in words and "Old Halden" not in words
    assert "Ølbryg" in words_of(as_maya.get("/companies", {"q": "100% øl"}))
    assert "No company begins with" in words_of(as_maya.get("/companies", {"q": "%"}))


def test_a_company_shows_both_sides_in_one_journey(accepted, bring, maya):
    bring("Kim Halden", emails=("kim@halden.co.uk",), touch="download", detail="Guide")
    outreach.log(accepted.pk, channel=Channel.CALL, by=maya, at=NOON + timedelta(hours=1))

    found = company.company(accepted.company_id, user=maya, at=NOON + timedelta(hours=1))
    told = [(line.words, line.about) for line in found.journey.lines]
    assert told[0] == ("Called", "Priya Nair")
    assert ("Downloaded: Guide", "Kim Halden") in told
    assert [(talk.who, talk.whom, talk.count) for talk in found.talks] == [("Maya Okafor", "Priya Nair", 1)]
    assert found.domains == ("halden.co.uk",)


def test_a_company_of_the_same_name_is_pointed_out(as_maya, priya, lena):
    other = people.add_company("HALDEN  foods", by=lena, at=NOON)

    words = words_of(as_maya.get(f"/co/{priya.company_id}"))
    assert "Perhaps twice here." in words and f'href="/co/{other.pk}"' in words


def test_a_company_asks_few_questions(as_maya, accepted, bring, maya, django_assert_max_num_queries):
    for name in ("Kim", "Bo", "Al"):
        bring(f"{name} Halden", emails=(f"{name}@halden.co.uk",))
    outreach.log(accepted.pk, channel=Channel.CALL, by=maya, at=NOON + timedelta(hours=1))

    with django_assert_max_num_queries(12):
        company.company(accepted.company_id, user=maya, at=NOON)
    with django_assert_max_num_queries(20):
        as_maya.get(f"/co/{accepted.company_id}")
    with django_assert_max_num_queries(12):
        as_maya.get("/companies")


def test_a_companys_field_is_edited_where_it_stands(as_maya, priya):
    posted = {"field": "employees", "old": "420", "value": "500"}
    answer = as_maya.post(f"/co/{priya.company_id}/fields", posted, HTTP_HX_REQUEST="true")

    priya.company.refresh_from_db()
    assert answer.status_code == 200 and priya.company.known["employees"] == 500


def test_a_field_of_people_is_no_field_of_companies(as_maya, priya):
    assert as_maya.post(f"/co/{priya.company_id}/fields", {"field": "budget", "value": "1"}).status_code == 404


def test_names_from_outside_are_shown_as_text(as_maya, bring):
    lead = bring("Bo Ek", company="<script>alert(1)</script>")

    for address in ("/companies", f"/co/{lead.company_id}"):
        assert "<script>alert" not in words_of(as_maya.get(address))


def test_a_viewer_sees_no_act(client, vera, priya):
    client.force_login(vera)

    assert "data-edit" not in words_of(client.get(f"/co/{priya.company_id}"))


def test_an_unknown_company_is_not_found(as_maya):
    assert as_maya.get("/co/4711").status_code == 404
