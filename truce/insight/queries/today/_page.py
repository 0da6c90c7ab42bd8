from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2s
from itertools import islice
from zoneinfo import ZoneInfo

from truce.agreement.queries import NoAgreement, Terms, current
from truce.insight.queries import promises, returns, turns
from truce.insight.queries.promises import Kept
from truce.insight.queries.returns import Outcome, Returns, Unclear
from truce.insight.queries.today._groups import MOST, Group, Wanted, beside, own, waiting
from truce.insight.queries.today._panel import Panel, next_of, panel_of
from truce.insight.queries.today._team import Load, loads, team_of
from truce.insight.queries.turns import Counts, TurnRow, known_of, rows_of
from truce.insight.rules import NextBest
from truce.jobs import queries as jobs
from truce.teams.models import User
from truce.teams.rules import MANAGERS, SALES, Role

# Of how many answers to returns the words are looked at.
TOLD = 10


@dataclass(frozen=True)
class TodayPage:
    """Everything that Today shows.

    Takes   user: whose page it is; reader: who looks; total: their own turns; nears: by lead, the cheapest thing
            that would make it ready; week: the span that the promises are counted in.
    """

    user: User
    reader: User
    at: datetime
    counts: Counts
    terms: Terms | None
    groups: tuple[Group, ...]
    panel: Panel | None
    show: str
    nears: Mapping[int, NextBest]
    returns: Returns
    promises: tuple[Kept, ...]
    week: tuple[datetime, datetime]
    outcome: Outcome | None
    team: tuple[Load, ...]
    unclear: tuple[Unclear, ...]
    failed_jobs: int

    @property
    def is_own(self) -> bool:
        return self.user.pk == self.reader.pk

    @property
    def total(self) -> int:
        return self.counts.now

    @property
    def late(self) -> int:
        return next((group.count for group in self.groups if group.key == "late"), 0)

    @property
    def mine(self) -> tuple[TurnRow, ...]:
        """The person's own turns, in the order of the page."""
        return tuple(row for group in self.groups if group.is_mine for row in group.rows)

    @property
    def away(self) -> tuple[Load, ...]:
        """Who is away and holds leads."""
        return tuple(load for load in self.team if load.away_until and load.open)

    @property
    def version(self) -> str:
        """A short word that changes whenever a turn comes, goes or gets another clock."""
        turns = [(group.key, row.id, row.turn, row.clock.due_at) for group in self.groups for row in group.rows]
        return blake2s(repr((turns, self.counts)).encode(), digest_size=6).hexdigest()


def horizon_of(at: datetime, zone: str) -> datetime:
    """Return the end of a person's day: what is due later waits on the customer."""
    day = at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(day, time(), ZoneInfo(zone))


def today(user: User, *, reader: User, at: datetime, show: str = "", skip: Sequence[int] = ()) -> TodayPage:
    """Return somebody's Today as another or they themselves look at it.

    Takes   show: "waiting" for the turns that wait on the customer; skip: leads left for later in focus mode.
    Cost    9 to 15 queries, whatever the number of turns.
    """
    terms, zone = _terms(), reader.zone
    horizon, week = horizon_of(at, user.zone), promises.week_of(at, zone)
    counts = turns.counts(user, horizon=horizon)
    team = team_of(user) if user.role in MANAGERS else []
    if show == "waiting":
        wanted = waiting(user, horizon=horizon, count=counts.waiting)
    else:
        mine = own(user, at=at, horizon=horizon) if counts.now else []
        wanted = mine + beside(user, team, terms, at=at)
    groups = _groups(wanted, terms, at=at, zone=zone, skip=skip)
    rows = [row for group in groups for row in group.rows]
    nears = [row for group in groups if group.key == "near" for row in group.rows]
    known = known_of({row.person_id for row in [*rows[:1], *nears]})
    return TodayPage(
        user=user,
        reader=reader,
        at=at,
        counts=counts,
        terms=terms,
        groups=tuple(groups),
        panel=panel_of(rows[0], known.get(rows[0].person_id, {}), terms, at=at) if rows else None,
        show=show,
        nears=_nears(nears, known, terms, at=at),
        returns=returns.returns_of(user, terms, at=at, words_of=TOLD) if user.role in SALES else returns.NONE,
        promises=tuple(_promises(user, reader, terms, week, at)),
        week=week,
        outcome=returns.outcome_of(user, terms, at=at) if user.role == Role.MARKETER else None,
        team=tuple(loads(team, at=at, zone=zone)) if team else (),
        unclear=returns.unclear(team, at=at) if user.role == Role.SALES_MANAGER else (),
        failed_jobs=jobs.counts()["failed"] if user.role == Role.OPERATIONS else 0,
    )


def panel(lead_id: int, *, at: datetime, zone: str) -> Panel | None:
    """Return the panel of one lead, None where it is closed or gone.

    Cost    six queries.
    """
    terms = _terms()
    rows = rows_of([lead_id], terms, at=at, zone=zone, whole=lead_id)
    if not rows:
        return None
    return panel_of(rows[0], known_of({rows[0].person_id}).get(rows[0].person_id, {}), terms, at=at)


def _terms() -> Terms | None:
    try:
        return current()
    except NoAgreement:
        return None


def _groups(
    wanted: Sequence[Wanted], terms: Terms | None, *, at: datetime, zone: str, skip: Sequence[int]
) -> list[Group]:
    """Return groups with their rows; a lead stands in the first group that wants it, and there are MOST at most."""
    taken = set(skip)
    kept: list[tuple[Wanted, list[int]]] = []
    room = MOST
    for group in wanted:
        ids = list(islice((pk for pk in group.ids if pk not in taken), room))
        taken.update(ids)
        room -= len(ids)
        kept.append((group, ids))
    ids = [pk for _, group_ids in kept for pk in group_ids]
    rows = {row.id: row for row in rows_of(ids, terms, at=at, zone=zone, whole=ids[0] if ids else 0)}
    groups = [
        Group(group.key, tuple(rows[pk] for pk in ids if pk in rows), group.count, group.is_capped)
        for group, ids in kept
    ]
    return [group for group in groups if group.rows or group.is_mine]


def _nears(rows: Sequence[TurnRow], known: Mapping[int, dict], terms: Terms | None, *, at: datetime) -> dict:
    if terms is None:
        return {}
    found = {row.id: next_of(row, known.get(row.person_id, {}), terms, at=at) for row in rows}
    return {pk: best for pk, best in found.items() if best}


def _promises(user: User, reader: User, terms: Terms | None, week: tuple[datetime, datetime], at: datetime):
    if not promises.may_see(reader, user):
        return []
    return promises.promises_of(user, terms, since=week[0], until=week[1], at=at)
