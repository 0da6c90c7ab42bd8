"""Sales' side of the story: hand-offs answered, first touches, calls again, meetings, customers and losses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import exp
from zoneinfo import ZoneInfo

from truce.agreement.rules import Grade
from truce.campaigns.rules import Channel as TouchChannel
from truce.campaigns.rules import TouchKind
from truce.handoff.models import HandOff
from truce.handoff.rules import ACCEPTED, EXPIRED, RETURNED, Answer, ReturnAnswer
from truce.ingest.demo import marketing, texts, truths
from truce.ingest.demo.cast import CAST, ZONE
from truce.ingest.demo.world import Someone, World
from truce.journey import actions as journey
from truce.journey.rules import LEAD_MOVED, NOTHING_DUE, Stage, StepKind, Turn, skipped
from truce.outreach.rules import LOGGED, STEP_KEPT, STEP_PROMISED, Channel, Direction, Outcome
from truce.people.rules import Origin
from truce.teams.models import User
from truce.teams.rules import QueueKind, Role, Side

EARLY = {Grade.A: 0.75, Grade.B: 0.0, Grade.C: -0.8, Grade.D: -1.4}
LATE = {Grade.A: 0.35, Grade.B: 0.0, Grade.C: -0.4, Grade.D: -0.6}


@dataclass
class Work:
    """How one accepted lead will be worked, and what comes of it if nobody interferes."""

    handoff: HandOff
    first_minutes: float
    tries: int
    again_on_day_3: bool
    answers_at: int
    is_sql: bool
    is_won: bool
    rounds: int
    knew_budget: bool
    tried: int = 0


def offered(world: World, who: Someone, handoff: HandOff) -> None:
    """A hand-off came: somebody answers it, or its time runs out."""
    if who.is_placed:
        return
    promised = world.terms.body.promises.answer_minutes[handoff.promise]
    by = handoff.offered_to_user_id
    if not by:
        minutes = world.rng.uniform(40, 300)
        world.at(world.open_at(minutes), answer, who, handoff, world.rng.choice(_sellers(world)))
        return
    member = world.member(by)
    minutes = world.rng.lognormvariate(0, 0.75) * min(promised * 0.3, 170) * member.pace
    late = 0.03 if world.is_calm else 0.055 * member.pace
    if world.chance(late) and not world.is_calm or minutes > promised and not world.is_calm:
        world.at(handoff.accept_due_at + timedelta(seconds=world.rng.randrange(2, 12)), expire, who, handoff)
    else:
        minutes = min(minutes, promised * 0.9)
        world.at(world.open_at(minutes), answer, who, handoff, world.member_user(by))


def expire(world: World, who: Someone, handoff: HandOff) -> None:
    """Pass an unanswered hand-off on: see `handoff.actions.expire`."""
    if handoff.answer != Answer.OPEN:
        return
    world.book.record(
        EXPIRED,
        who.lead,
        by=world.automation,
        at=world.now,
        also=[(handoff, {"answer": Answer.EXPIRED.value, "answered_at": world.now})],
        agreement_version=world.terms.version,
        data={"handoff": handoff.pk, "to_user": handoff.offered_to_user_id},
    )
    everybody = {candidate.user_id for candidate in world.candidates()}
    is_enough = who.attempts > world.terms.body.promises.max_reroutes
    exclude = everybody if is_enough else who.asked | who.returned_by
    marketing.offer(world, who, world.score(who), exclude=exclude, looks=handoff.looks)


def answer(world: World, who: Someone, handoff: HandOff, by: User) -> None:
    """Say yes or no to a hand-off."""
    if handoff.answer != Answer.OPEN:
        return
    reason = _reason_to_return(world, who, handoff)
    if reason:
        give_back(world, who, handoff, reason, by=by)
    else:
        accept(world, who, handoff, by=by)


def _reason_to_return(world: World, who: Someone, handoff: HandOff) -> str:
    share = {"A": 0.09, "B": 0.15, "C": 0.27, "D": 0.5}[handoff.grade]
    share += 0.03 * min(handoff.missing_n, 2) + max(0.0, -who.brings.odds) * 0.25
    if handoff.looks or who.lead.returns:
        share *= 0.6
    if not world.chance(share):
        return ""
    weights = {
        "not_our_kind": 1.0 + 3 * (not who.firm.is_ours),
        "wrong_person": 1.0 + 2 * (who.person.known.get("department") not in ("operations", "production", "logistics")),
        "too_early": 1.2,
        "wrong_data": 0.5 + 0.8 * handoff.missing_n,
        "already_open": 0.4,
        "not_real": 0.25,
        "other": 0.25,
    }
    known = {reason.key for reason in world.terms.body.return_reasons}
    keys = [key for key in weights if key in known] or sorted(known)
    return world.rng.choices(keys, [weights.get(key, 1.0) for key in keys])[0]


def accept(world: World, who: Someone, handoff: HandOff, *, by: User) -> None:
    """Take an offered lead over: see `handoff.actions.accept`."""
    lead, terms, at = who.lead, world.terms, world.now
    act = world.book.act(f"Accepted {who.person}", by=by, at=at, operation="handoff.accept")
    promises = terms.body.promises
    if lead.first_touched_at:
        due = {"follow_up_due_at": terms.hours.due_in_days(at, promises.touch_gap_days)}
    else:
        due = {"first_touch_due_at": terms.due(lead.accepted_at or at, promises.first_touch_minutes)}
    world.move(
        lead,
        ACCEPTED,
        by=by,
        act=act,
        set={
            **NOTHING_DUE,
            **due,
            **journey.to_user(by),
            "side": Side.SALES.value,
            "stage": Stage.SALES_ACCEPTED.value,
            "accepted_at": lead.accepted_at or at,
        },
        also=[(handoff, {"answer": Answer.ACCEPTED.value, "answered_at": at, "answered_by_id": by.pk})],
        agreement_version=handoff.agreement_version,
        data={"handoff": handoff.pk, "minutes": round(terms.hours.elapsed(handoff.offered_at, at) / 60)},
    )
    who.open_offer = None
    if not who.is_placed:
        who.plan = _plan(world, who, handoff, by)
        world.at(world.open_at(who.plan.first_minutes), reach_out, who)


def give_back(
    world: World,
    who: Someone,
    handoff: HandOff,
    reason: str,
    *,
    by: User,
    note: str | None = None,
    again_on: date | None = None,
) -> None:
    """Return a lead to marketing, before or after it was accepted: see `handoff.actions.return_`."""
    lead, terms, at = who.lead, world.terms, world.now
    why = terms.body.return_reason(reason)
    if note is None:
        note = world.rng.choice(texts.RETURNS.get(why.key, ("Does not fit us at the moment.",)))
    if why.needs == "month" and not again_on:
        again_on = (at + timedelta(days=world.rng.choice((60, 90, 150, 240)))).date().replace(day=1)
    operation = "handoff.return" if handoff.answer == Answer.OPEN else "handoff.give_back"
    label = f"Returned {who.person} to marketing: {why.label.lower()}"
    act = world.book.act(label, by=by, at=at, operation=operation)
    to = (
        world.member_user(lead.sent_by_id)
        if lead.sent_by_id
        else world.user(who.came_by.owner)
        if who.campaign
        else None
    )
    due = terms.due(at, terms.body.promises.return_answer_minutes)
    said = {}
    if handoff.answer == Answer.OPEN:
        said = {"answer": Answer.RETURNED.value, "answered_at": at, "answered_by_id": by.pk}
    back = {
        **said,
        "reason": why.key,
        "reason_type": why.type.value,
        "again_on": again_on,
        "return_to_id": to.pk if to else None,
        "return_due_at": due,
        "return_answer": ReturnAnswer.WAITING.value,
    }
    holder = journey.to_user(to) if to else journey.to_queue(world.queues[QueueKind.RETURNS])
    world.move(
        lead,
        RETURNED,
        by=by,
        act=act,
        note=note,
        set={
            **NOTHING_DUE,
            **holder,
            "return_due_at": due,
            "side": Side.MARKETING.value,
            "stage": Stage.RECYCLED.value,
            "cycle_no": lead.cycle_no + 1,
            "returns": lead.returns + 1,
            "accepted_at": None,
            "first_touched_at": None,
            "touches": 0,
            "step_kind": "",
            "step_is_day": False,
        },
        also=[(handoff, back)],
        agreement_version=handoff.agreement_version,
        data={
            "handoff": handoff.pk,
            "reason": why.key,
            "type": why.type.value,
            "to_user": to.pk if to else None,
        },
    )
    who.open_offer, who.plan, who.attempts = None, None, 0
    who.returned_by.add(by.pk)
    who.asked = set()
    marketing.returned(world, who, handoff)


def _plan(world: World, who: Someone, handoff: HandOff, by: User) -> Work:
    """Decide how a lead will be worked and, by the planted effects, what comes of it."""
    rng, member = world.rng, world.member(by.pk)
    has_dropped = truths.FOLLOW_UP_DROPPED.window.holds(world.now, world.until)
    fast = rng.random() < 0.34 / member.pace
    minutes = rng.uniform(4, 57) if fast else 60 + rng.lognormvariate(0, 0.7) * 170 * member.pace
    if world.is_calm:
        minutes = min(minutes, world.terms.body.promises.first_touch_minutes * 0.85)
    keeps = rng.random() < member.keeps
    tries = rng.randint(5, 7) if keeps else rng.randint(2, 4)
    if has_dropped and world.chance(0.78):
        keeps, tries = False, 1
    again = tries > 1 and world.chance(member.again)
    grade = Grade(handoff.grade)
    odds = who.brings.odds + 0.02 * (handoff.engagement / 1000 - 35)
    early = -0.95 + EARLY[grade] + odds + 0.5 * member.skill
    early += truths.SPEED.effect if fast else 0.0
    early += 0.25 if keeps else truths.FOLLOW_UP_DROPPED.effect if tries == 1 else -0.35
    early += 0.3 * truths.AGAIN_ON_DAY_3.effect if again else 0.0
    if truths.QUALITY_FELL.window.holds(who.lead.created_at, world.until):
        early += truths.QUALITY_FELL.effect
    knows_budget = bool(who.person.known.get("budget"))
    late = -0.85 + LATE[grade] + 0.7 * odds + member.skill
    late += truths.AGAIN_ON_DAY_3.effect if again else 0.0
    late += 0.35 if knows_budget else truths.DATA_GAP.effect
    is_sql = rng.random() < _share(early)
    answers_at = 1
    while answers_at < tries and rng.random() > 0.42:
        answers_at += 1
    if not is_sql and rng.random() < (0.9 if tries == 1 else 0.55):
        answers_at = 0
    is_won = is_sql and rng.random() < _share(late)
    return Work(handoff, minutes, tries, again, answers_at, is_sql, is_won, rng.randint(2, 5), knows_budget)


def _share(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def reach_out(world: World, who: Someone) -> None:
    """Make the next try of a lead that was accepted: call or write, and see whether somebody answers."""
    lead, work = who.lead, who.plan
    if not work or not lead.is_open or lead.side != Side.SALES:
        return
    by = world.member_user(lead.holder_user_id)
    work.tried += 1
    is_call = work.tried == 1 and world.chance(0.7) or work.tried == 2 and work.again_on_day_3 or world.chance(0.5)
    if work.answers_at == work.tried:
        answered(world, who, by, is_call=is_call)
        return
    if is_call:
        log(world, who, Channel.CALL, by=by, outcome=Outcome.NO_ANSWER, text=world.rng.choice(texts.NO_ANSWER))
    else:
        log(world, who, Channel.EMAIL, by=by, text=world.rng.choice(texts.MAIL_OUT))
    _schedule_next_try(world, who, work)


def _schedule_next_try(world: World, who: Someone, work: Work) -> None:
    hours, rng = world.terms.hours, world.rng
    due = who.lead.follow_up_due_at
    if work.tried >= work.tries:
        if work.tries == 1:
            when = hours.due(world.now, 8 * 3600 * rng.uniform(15, 32))
        else:
            when = due - timedelta(minutes=rng.uniform(5, 900 if world.is_calm else 200))
        world.at(when, give_up, who)
        return
    if work.tried == 1 and work.again_on_day_3:
        when = hours.due(due - timedelta(hours=8), rng.uniform(600, 24_000))
        when = min(when, due - timedelta(minutes=5))
    elif work.tried == 1:
        when = (
            world.open_at(rng.uniform(200, 900))
            if rng.random() < 0.5 or world.is_calm
            else world.open_at(rng.uniform(1950, 3400))
        )
    else:
        when = world.open_at(rng.uniform(380, 1300) if rng.random() < 0.9 or world.is_calm else rng.uniform(1900, 2600))
    world.at(max(when, world.now + timedelta(minutes=3)), reach_out, who)


def give_up(world: World, who: Someone) -> None:
    """Nobody answered: close it, or give it back to marketing."""
    lead, work = who.lead, who.plan
    if not work or not lead.is_open or lead.side != Side.SALES or work.answers_at and work.tried < work.answers_at:
        return
    by = world.member_user(lead.holder_user_id)
    if world.chance(0.2):
        give_back(world, who, work.handoff, world.rng.choice(("wrong_data", "too_early", "wrong_person")), by=by)
    else:
        lose(world, who, by, "no_reply" if world.chance(0.85) else "unreachable")


def lose(world: World, who: Someone, by: User, reason: str) -> None:
    note = world.rng.choice(texts.LOST.get(reason, ("",)))
    who.plan = None
    marketing.close(world, who, reason, by=by, note=note)


def answered(world: World, who: Someone, by: User, *, is_call: bool) -> None:
    """Somebody answered: it goes on to a meeting, or it ends soon."""
    work, rng = who.plan, world.rng
    if is_call:
        log(
            world,
            who,
            Channel.CALL,
            by=by,
            outcome=Outcome.REACHED,
            text=rng.choice(texts.REACHED),
            seconds=rng.randrange(90, 1500),
        )
    else:
        log(world, who, Channel.EMAIL, by=by, text=rng.choice(texts.MAIL_OUT))
        world.at(world.open_at(rng.uniform(20, 300)), reply, who)
    if work.is_sql:
        promise(world, who, StepKind.MEETING, rng.randint(3, 9), by=by)
        return
    if rng.random() < 0.25:
        world.at(world.open_at(rng.uniform(30, 900)), _talk_ends, who, "back")
    else:
        promise(world, who, StepKind.CALL, rng.randint(4, 12), by=by)


def reply(world: World, who: Someone) -> None:
    lead = who.lead
    if lead.is_open and lead.side == Side.SALES and lead.holder_user_id:
        by = world.member_user(lead.holder_user_id)
        log(
            world,
            who,
            Channel.EMAIL,
            by=by,
            direction=Direction.IN,
            outcome=Outcome.REPLIED,
            text=world.rng.choice(texts.REPLIED),
        )


def _talk_ends(world: World, who: Someone, how: str) -> None:
    lead, work = who.lead, who.plan
    if not work or not lead.is_open or lead.side != Side.SALES:
        return
    by = world.member_user(lead.holder_user_id)
    if how == "back":
        give_back(world, who, work.handoff, world.rng.choice(("too_early", "wrong_person", "not_our_kind")), by=by)
    else:
        lose(world, who, by, world.rng.choice(("no_decision", "chose_another", "never_fits", "no_decision")))


def promise(world: World, who: Someone, kind: StepKind, days: int, *, by: User, text: str = "") -> None:
    """Promise the next step for a working day, and keep it then."""
    on = world.now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)
    while not world.terms.hours.is_working_day(on):
        on += timedelta(days=1)
    due = promise_on(world, who, kind, on, by=by, text=text or world.rng.choice(texts.STEPS[kind.value]))
    slack = world.rng.uniform(10, 420)
    if not world.is_calm and world.chance(0.06):
        when = world.open_at(world.rng.uniform(30, 900), due)
    else:
        when = due - timedelta(minutes=slack)
    if not who.is_placed:
        world.at(max(when, world.now + timedelta(minutes=10)), keep, who, due)


def promise_on(world: World, who: Someone, kind: StepKind, on: date, *, by: User, text: str) -> datetime:
    """Promise a step for a plain date: see `outreach.actions.promise`."""
    lead = who.lead
    due = datetime.combine(on, time(17), ZoneInfo(by.zone)).astimezone(world.now.tzinfo)
    act = world.book.act(f"Promised {who.person} a next step", by=by, at=world.now, operation="outreach.promise")
    columns: dict[str, object] = {"step_due_at": due, "step_kind": kind.value, "step_is_day": True}
    if lead.side == Side.SALES and lead.first_touched_at:
        columns |= {"follow_up_due_at": None, "wake_at": None}
    world.move(lead, STEP_PROMISED, by=by, act=act, note=text, set=columns, data={"kind": kind.value, "due": due})
    return due


def keep(world: World, who: Someone, due: datetime) -> None:
    """Do what was promised, and say what comes next."""
    lead, work = who.lead, who.plan
    if not work or not lead.is_open or lead.side != Side.SALES or lead.step_due_at != due:
        return
    by = world.member_user(lead.holder_user_id)
    kind, rng = StepKind(lead.step_kind), world.rng
    if kind == StepKind.OTHER:
        _done(world, who, by)
    elif kind == StepKind.MEETING:
        log(
            world,
            who,
            Channel.MEETING,
            by=by,
            outcome=Outcome.HELD,
            text=rng.choice(texts.MEETING),
            seconds=rng.randrange(1500, 5400),
        )
    elif kind == StepKind.CALL:
        log(
            world,
            who,
            Channel.CALL,
            by=by,
            outcome=Outcome.REACHED,
            text=rng.choice(texts.REACHED),
            seconds=rng.randrange(60, 900),
        )
    else:
        log(world, who, Channel.EMAIL, by=by, text=rng.choice(texts.MAIL_OUT))
    if not work.is_sql:
        _talk_ends(world, who, "lost")
    else:
        _go_on(world, who, by)


def _go_on(world: World, who: Someone, by: User) -> None:
    work, rng = who.plan, world.rng
    if who.lead.stage == Stage.SALES_ACCEPTED:
        qualify(world, who, by=by)
        _ask(world, who, by)
        promise(world, who, StepKind.EMAIL, rng.randint(2, 6), by=by)
    elif work.rounds > 0:
        work.rounds -= 1
        kind = rng.choice((StepKind.CALL, StepKind.MEETING, StepKind.OTHER, StepKind.EMAIL))
        promise(world, who, kind, rng.randint(5, 18), by=by)
    elif work.is_won:
        win(world, who, by=by)
    else:
        lose(world, who, by, _why_lost(world, who))


def _why_lost(world: World, who: Someone) -> str:
    told = who.plan.knew_budget
    if not told and world.chance(0.62):
        return "no_budget"
    return world.rng.choice(("chose_another", "chose_another", "price", "no_decision"))


def _ask(world: World, who: Someone, by: User) -> None:
    """Sales learns what marketing did not know."""
    rng, asked = world.rng, {}
    if not who.person.known.get("budget") and rng.random() < 0.25:
        asked["budget"] = rng.randrange(15, 260) * 1000
    if not who.person.known.get("timeframe"):
        asked["timeframe"] = rng.choice(("3_months", "6_months", "12_months", "12_months"))
    if not who.person.known.get("need"):
        asked["need"] = "Cold room, size to be settled"
    if asked:
        marketing.learn(world, who, asked, by=by, origin=Origin.SALES)


def _done(world: World, who: Someone, by: User) -> None:
    lead = who.lead
    act = world.book.act(f"Kept a step with {who.person}", by=by, at=world.now, operation="outreach.keep")
    data = {"kind": lead.step_kind, "due": lead.step_due_at}
    columns: dict[str, object] = {"step_due_at": None, "step_kind": "", "step_is_day": False}
    if not (lead.first_touch_due_at or lead.follow_up_due_at or lead.answer_due_at):
        gap = world.terms.body.promises.touch_gap_days
        columns["follow_up_due_at"] = world.terms.hours.due_in_days(world.now, gap)
    world.move(lead, STEP_KEPT, by=by, act=act, set=columns, data=data)


def qualify(world: World, who: Someone, *, by: User) -> None:
    act = world.book.act(f"Qualified {who.person}", by=by, at=world.now, operation="lead.qualify")
    passed = [stage.value for stage in skipped(who.lead.stage, Stage.SALES_QUALIFIED)]
    world.move(
        who.lead, LEAD_MOVED, by=by, act=act, set={"stage": Stage.SALES_QUALIFIED.value}, data={"skipped": passed}
    )


def win(world: World, who: Someone, *, by: User) -> None:
    act = world.book.act(f"Won {who.person}", by=by, at=world.now, operation="lead.win")
    who.plan = None
    who.firm.customers += 1
    marketing.end(world, who, Stage.CUSTOMER, "won", by=by, act=act, note=world.rng.choice(texts.WON))


def log(
    world: World,
    who: Someone,
    channel: Channel,
    *,
    by: User,
    direction: Direction = Direction.OUT,
    outcome: Outcome | None = None,
    text: str = "",
    seconds: int | None = None,
) -> None:
    """Write down a touch: see `outreach.actions.log`."""
    lead, at = who.lead, world.now
    direction = Direction.INTERNAL if channel == Channel.NOTE else direction
    act = world.book.act(f"Logged a {channel.label.lower()} with {who.person}", by=by, at=at, operation="outreach.log")
    is_first = direction == Direction.IN and not lead.first_touched_at or None
    world.move(
        lead,
        LOGGED[channel],
        by=by,
        act=act,
        note=text,
        set=_after_touch(world, who, channel, direction),
        data={
            "direction": direction.value,
            "outcome": outcome.value if outcome else None,
            "is_human": True,
            "duration_s": seconds,
            "cycle_no": lead.cycle_no,
            "customer_first": is_first,
        },
    )
    if direction == Direction.IN or (channel == Channel.MEETING and outcome == Outcome.HELD):
        kind = {Channel.CALL: TouchKind.CALL_IN, Channel.MEETING: TouchKind.MEETING}.get(channel, TouchKind.REPLY)
        way = {Channel.CALL: TouchChannel.PHONE, Channel.EMAIL: TouchChannel.EMAIL}.get(channel, TouchChannel.DIRECT)
        world.touch(who, kind, by=by, channel=way.value, is_direct=True)
        world.at(at + timedelta(seconds=1), marketing.reconsider, who)


def _after_touch(world: World, who: Someone, channel: Channel, direction: Direction) -> dict[str, object]:
    lead, at = who.lead, world.now
    if direction == Direction.INTERNAL:
        return {}
    columns: dict[str, object] = {"last_touched_at": at}
    if lead.side != Side.SALES:
        return columns
    if direction == Direction.OUT:
        columns["touches"] = lead.touches + 1
    columns |= {
        "first_touched_at": lead.first_touched_at or at,
        "first_touch_due_at": None,
        "wake_at": None,
        "follow_up_due_at": world.terms.hours.due_in_days(at, world.terms.body.promises.touch_gap_days),
    }
    if lead.step_due_at and lead.turn == Turn.STEP and lead.step_kind == channel:
        columns |= {"step_due_at": None, "step_kind": "", "step_is_day": False}
    return columns


def _sellers(world: World) -> list[User]:
    return [world.user(member.key) for member in CAST if member.role == Role.SELLER]
