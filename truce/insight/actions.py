"""Keeping one's own way of looking: saved views of the leads list. The ledger has none of it: it is no history."""

from datetime import datetime

from truce.base.errors import Refused
from truce.insight.models import SavedView
from truce.insight.queries import leads
from truce.insight.rules import ShownTo
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import EDITORS, PEOPLE

LONGEST = SavedView._meta.get_field("query").max_length


class CannotKeep(Refused):
    pass


class NotYourView(Refused):
    pass


@operation("view.save", "Save a view", roles=PEOPLE)
def save_view(
    name: str, *, f: str, sort: str, cols: str, shown_to: ShownTo = ShownTo.ME, by: User, at: datetime
) -> SavedView:
    """Keep a filter, an order and a choice of columns under a name.

    Raises  CannotKeep: no name, a name used already, or nobody to share it with; BadCriteria.
    """
    view = SavedView(owner=by, made_at=at, changed_at=at)
    _name(view, name, shown_to, by)
    _fill(view, f, sort, cols, by)
    view.save()
    return view


@operation("view.change", "Change a saved view", roles=PEOPLE)
def change_view(view_id: int, *, f: str, sort: str, cols: str, by: User, at: datetime) -> SavedView:
    """Let a saved view hold what is on the screen now.

    Raises  NotYourView, BadCriteria.
    """
    view = _own(view_id, by)
    _fill(view, f, sort, cols, by)
    view.changed_at = at
    view.save()
    return view


@operation("view.rename", "Rename or share a view", roles=PEOPLE)
def rename_view(view_id: int, *, name: str, shown_to: ShownTo, by: User, at: datetime) -> SavedView:
    """Give a view another name, or let others see it.

    Raises  NotYourView, CannotKeep.
    """
    view = _own(view_id, by)
    _name(view, name, shown_to, by)
    view.changed_at = at
    view.save()
    return view


@operation("view.delete", "Delete a view", roles=PEOPLE)
def delete_view(view_id: int, *, by: User, at: datetime) -> str:
    """Delete a view and return its name; the leads in it stay as they are.

    Raises  NotYourView.
    """
    view = _own(view_id, by)
    view.delete()
    return view.name


def _own(view_id: int, by: User) -> SavedView:
    view = SavedView.objects.filter(pk=view_id).select_related("owner").first()
    if view is None:
        raise NotYourView("This view is not there any more.")
    if view.owner_id != by.pk:
        raise NotYourView(f"This view belongs to {view.owner}; save it under a name of your own.")
    return view


def _name(view: SavedView, name: str, shown_to: ShownTo, by: User) -> None:
    view.name = " ".join(name.replace("\0", "").split())[:80]
    if not view.name:
        raise CannotKeep("Give the view a name.")
    if SavedView.objects.filter(owner=by, name=view.name).exclude(pk=view.pk).exists():
        raise CannotKeep(f"You have a view called “{view.name}” already.")
    if shown_to != ShownTo.ME and by.role not in EDITORS:
        raise CannotKeep("Viewers keep views for themselves only.")
    if shown_to == ShownTo.TEAM and not by.team_id:
        raise CannotKeep("You are in no team yet: keep it for yourself, or share it with everybody.")
    view.is_shared = shown_to == ShownTo.EVERYBODY
    view.team = by.team if shown_to == ShownTo.TEAM else None


def _fill(view: SavedView, f: str, sort: str, cols: str, by: User) -> None:
    leads.read(f, by)
    view.query = leads.query_of(f=f, sort=sort, cols=cols)
    if len(view.query) > LONGEST:
        raise CannotKeep("This filter is too long to be kept.")
