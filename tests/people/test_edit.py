import pytest

from tests.cast import NOON
from truce.people import actions, queries
from truce.people.models import Fact
from truce.teams.access import NotAllowed


def test_an_edit_is_a_dated_fact_with_its_author(priya, lena):
    actions.edit(priya.person, "job_title", old="Head of Operations", new="COO", by=lena, at=NOON)

    fact = Fact.objects.latest("seq")
    assert (fact.value, fact.actor_id, fact.happened_at, fact.origin) == ("COO", lena.pk, NOON, "marketing")


def test_the_second_of_two_editors_sees_both_values(priya, lena, maya):
    actions.edit(priya.person, "job_title", old="Head of Operations", new="COO", by=lena, at=NOON)

    with pytest.raises(actions.Changed) as clash:
        actions.edit(priya.person, "job_title", old="Head of Operations", new="CEO", by=maya, at=NOON)

    assert (clash.value.theirs, clash.value.who) == ("COO", "Lena Fischer")


def test_saying_the_same_twice_writes_once(priya, lena, maya):
    actions.edit(priya.person, "job_title", old="Head of Operations", new="COO", by=lena, at=NOON)

    assert actions.edit(priya.person, "job_title", old="Head of Operations", new="COO", by=maya, at=NOON) == []


def test_a_viewer_edits_nothing(priya, vera):
    with pytest.raises(NotAllowed):
        actions.edit(priya.person, "job_title", old="Head of Operations", new="COO", by=vera, at=NOON)


def test_an_unknown_field_is_refused(priya, lena):
    with pytest.raises(actions.NotAField):
        actions.edit(priya.person, "shoe_size", old=None, new="44", by=lena, at=NOON)


def test_a_shared_phone_with_the_same_name_is_the_same_person(priya):
    assert queries.match(phones=["+441134960000"], name="priya  NAIR").person == priya.person
    assert queries.match(phones=["+441134960000"], name="Sam Ode") is None


def test_an_address_belongs_to_one_person(priya, bring):
    other = bring("Bo Ek").person

    with pytest.raises(actions.TakenAddress, match="Priya Nair"):
        actions.add_email(other, "priya@halden.co.uk")


def test_a_merged_person_is_read_as_the_one_that_was_kept(priya, bring):
    other = bring("Bo Ek").person
    other.merged_into = priya.person
    other.save()

    assert queries.match(emails=["bo@ek.test"]).person == priya.person
