"""Saved views: whose they are, who sees them, and when they are changed."""

import pytest

from tests.cast import NOON
from truce.base.errors import Refused
from truce.insight import actions
from truce.insight.queries.leads import Asked, leads_page, views_for
from truce.insight.rules import ShownTo
from truce.teams.models import Team

SAL = {"f": "stage:is:sal", "sort": "-score", "cols": "stage,score"}


def save(by, name="Accepted", shown_to=ShownTo.ME, **more):
    return actions.save_view(name, **{**SAL, **more}, shown_to=shown_to, by=by, at=NOON)


def names(user):
    return [view.name for view in views_for(user) if view.is_saved]


@pytest.fixture
def team(maya, jo):
    """The team of Maya and Jo."""
    team = Team.objects.create(name="North", side="sales")
    for user in (maya, jo):
        user.team = team
        user.save()
    return team


def test_a_private_view_is_seen_by_its_owner_only(maya, jo):
    save(maya)

    assert names(maya) == ["Accepted"] and not names(jo)


def test_a_view_of_the_team_is_seen_by_the_team(team, maya, jo, lena):
    save(maya, shown_to=ShownTo.TEAM)

    assert names(jo) == ["Accepted"] and not names(lena)


def test_a_shared_view_is_seen_by_everybody(maya, vera):
    save(maya, shown_to=ShownTo.EVERYBODY)

    assert names(vera) == ["Accepted"]


def test_a_saved_view_holds_filter_order_and_columns(maya):
    view = save(maya)

    page = leads_page(maya, Asked(f"v{view.pk}"), at=NOON)
    assert (page.f, page.sort, page.cols) == tuple(SAL.values())
    assert not page.is_changed


def test_a_changed_view_can_be_saved_by_its_owner_only(maya, jo):
    view = save(maya, shown_to=ShownTo.EVERYBODY)
    assert leads_page(jo, Asked(f"v{view.pk}", sort="due"), at=NOON).is_changed

    with pytest.raises(actions.NotYourView, match="Maya"):
        actions.change_view(view.pk, **SAL | {"sort": "due"}, by=jo, at=NOON)
    actions.change_view(view.pk, **SAL | {"sort": "due"}, by=maya, at=NOON)
    assert not leads_page(jo, Asked(f"v{view.pk}", sort="due"), at=NOON).is_changed


def test_a_view_is_renamed_shared_and_deleted_by_its_owner(maya, jo):
    view = save(maya)

    actions.rename_view(view.pk, name="  Mine  now ", shown_to=ShownTo.EVERYBODY, by=maya, at=NOON)
    assert names(jo) == ["Mine now"]
    with pytest.raises(actions.NotYourView):
        actions.delete_view(view.pk, by=jo, at=NOON)
    actions.delete_view(view.pk, by=maya, at=NOON)
    assert not names(maya)


@pytest.mark.parametrize("name", ["", "  ", "Accepted"])
def test_a_view_needs_a_name_of_its_own(maya, name):
    save(maya)

    with pytest.raises(actions.CannotKeep):
        save(maya, name)


def test_a_view_is_not_shared_with_a_team_by_somebody_without_one(maya):
    with pytest.raises(actions.CannotKeep, match="team"):
        save(maya, shown_to=ShownTo.TEAM)


def test_a_viewer_keeps_views_but_shares_none(vera):
    save(vera)

    with pytest.raises(actions.CannotKeep):
        save(vera, "Ours", shown_to=ShownTo.EVERYBODY)


def test_a_filter_that_cannot_be_read_or_is_too_long_is_not_kept(maya):
    with pytest.raises(Refused):
        save(maya, f="ghost:is:1")
    with pytest.raises(actions.CannotKeep, match="long"):
        save(maya, f=";".join(f"name:is_not:{'x' * 150}{n}" for n in range(40)))


def test_a_view_that_is_gone_shows_the_first_one_and_says_so(maya):
    page = leads_page(maya, Asked("v99"), at=NOON)

    assert page.lost_view and page.view.key == "turn"
