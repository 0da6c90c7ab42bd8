"""Doing to many leads at once what can be done to one, and taking it back, each as one act."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from truce.automation.queries import plan
from truce.automation.rules import AT_ONCE, MOST, Change, Done, Fate, Plan, Wanted, by_reason
from truce.base.errors import Refused
from truce.handoff import actions as handoff
from truce.insight.queries.undo import FOR_GOOD
from truce.jobs import actions as jobs
from truce.jobs.queries import latest
from truce.ledger import actions as ledger
from truce.ledger.models import Act, Event
from truce.outreach import actions as outreach
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import EDITORS, Role


@dataclass(frozen=True)
class Undoing:
    """What was taken back, or is being taken back by a job."""

    act: Act
    job_id: int = 0


class TooMany(Refused):
    pass


class NothingToDo(Refused):
    pass


class OtherThanSeen(Refused):
    """Something changed between the preview and the press of the button; `plan` is what would happen now."""

    def __init__(self, found: Plan):
        super().__init__("Some of these leads changed meanwhile. Look again at what would happen.")
        self.plan = found


@operation("automation.bulk", "Change many leads at once", roles=EDITORS)
def bulk(wanted: Wanted, lead_ids: Iterable[int], *, seen: str = "", by: User, at: datetime, key: str = "") -> Done:
    """Do one thing to many leads as one act: up to 200 at once, more by a job in the worker.

    Takes   seen: the digest of the plan that the person saw; what would do something else is refused.
    Gives   what was done, or the number of the job that does it.
    Raises  OtherThanSeen, NothingToDo, TooMany, NotAllowed (also of the single verb), ledger.AlreadyDone.
    """
    ids = list(lead_ids)
    if len(ids) > MOST:
        raise TooMany(f"At most {MOST:,} leads can be changed at once: narrow the filter first.")
    act = ledger.act("Changed many leads", by=by, at=at, key=key, operation="automation.bulk")
    found = plan(wanted, ids, by=by)
    if seen and seen != found.digest:
        raise OtherThanSeen(found)
    if not found.to_do:
        raise NothingToDo("None of these leads can be changed so.")
    act.label = _label(found)
    act.save(update_fields=["label"])
    if len(found.to_do) > AT_ONCE:
        return Done(act.pk, [], found.skipped, job_id=_enqueue(found, act, by))
    given, late = carry_out(wanted, found.to_do, act_id=act.pk, by_id=by.pk, at=at)
    skipped = by_reason([(reason, pk) for reason, ids in found.skipped for pk in ids] + late)
    return Done(act.pk, [(name, given.get(pk, 0)) for pk, name in found.targets.items()], skipped)


def carry_out(
    wanted: Wanted, fates: list[Fate], *, act_id: int, by_id: int, at: datetime
) -> tuple[dict[int, int], list[tuple[str, int]]]:
    """Do what was planned with the single verbs, under one act.

    Gives   how many leads each target got; which leads were refused after all, and why.
    """
    act, users = Act.objects.get(pk=act_id), User.objects.in_bulk({fate.to for fate in fates} - {0} | {by_id})
    given: dict[int, int] = {}
    skipped = []
    for fate in fates:
        try:
            _do(wanted, fate.lead_id, users.get(fate.to), act=act, by=users[by_id], at=at)
            given[fate.to] = given.get(fate.to, 0) + 1
        except Refused as refusal:
            skipped.append((str(refusal), fate.lead_id))
    return given, skipped


def _do(wanted: Wanted, lead_id: int, to: User | None, **how) -> None:
    if wanted.change == Change.CLOSE:
        outreach.close(lead_id, reason=wanted.reason, note=wanted.note, **how)
    elif wanted.change == Change.HAND_OVER:
        handoff.hand_over(lead_id, to=to, note=wanted.note, **how)
    else:
        outreach.assign(lead_id, to=to, **how)


def _enqueue(found: Plan, act: Act, by: User) -> int:
    args = {
        "act": act.pk,
        "wanted": found.wanted.to_json(),
        "fates": [[fate.lead_id, fate.to] for fate in found.to_do],
        "skipped": found.skipped,
    }
    return jobs.enqueue("automation.bulk", key=job_key(act.pk), args=args, by=by.pk)


def job_key(act_id: int) -> str:
    """Return the key under which the job of an act is found."""
    return f"bulk:{act_id}"


def _label(found: Plan) -> str:
    number = len(found.to_do)
    leads = "1 lead" if number == 1 else f"{number:,} leads"
    names = [name for name, count in found.counts if count]
    if found.wanted.change == Change.CLOSE:
        return f"Closed {leads}: {names[0].lower()}"
    if found.wanted.change == Change.HAND_OVER and not found.wanted.to:
        return f"Handed {leads} to sales"
    whom = names[0] if len(names) == 1 else f"{len(names)} people"
    return f"Handed {leads} to {whom}" if found.wanted.change == Change.HAND_OVER else f"Gave {leads} to {whom}"


@operation("automation.undo", "Undo what was done", roles=EDITORS)
def undo(act_id: int, *, by: User, at: datetime) -> Undoing:
    """Take back one act, however many leads it changed: a large one by a job in the worker.

    Gives   the act of undoing, and the number of the job, 0 where it is done.
    Raises  ledger.CannotUndo: not yours (operations may undo anybody's), undone already, changed since, still running.
    """
    job = latest(key=job_key(act_id), at=at)
    if job and not job.has_ended:
        raise ledger.CannotUndo("This is still being done: stop it first, or wait until it is through.")
    made = Act.objects.filter(pk=act_id).values_list("operation", flat=True).first()
    if made in FOR_GOOD:
        raise ledger.CannotUndo(FOR_GOOD[made])
    others = by.role == Role.OPERATIONS
    if Event.objects.filter(act=act_id)[: AT_ONCE + 1].count() <= AT_ONCE:
        return Undoing(ledger.undo(act_id, by=by, at=at, may_undo_others=others))
    undoing = ledger.begin_undo(act_id, by=by, at=at, may_undo_others=others)
    args = {"act": undoing.pk, "total": Event.objects.filter(act=act_id).count()}
    return Undoing(undoing, jobs.enqueue("automation.undo", key=job_key(undoing.pk), args=args, by=by.pk))


def undo_on(undoing_id: int, *, by_id: int, at: datetime, below: int | None, most: int) -> ledger.Undone:
    """Take back the next events of a large act."""
    return ledger.undo_some(undoing_id, by=User.objects.get(pk=by_id), at=at, below=below, most=most)
