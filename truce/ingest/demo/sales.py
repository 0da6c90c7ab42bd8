"""Sales' side of the story: hand-offs answered, first touches, calls again, meetings, customers and losses."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import exp
from zoneinfo import ZoneInfo

from truce.agreement.rules import Grade
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer
from truce.ingest.demo import handing, marketing, texts, touching, truths
from truce.ingest.demo.cast import CAST, ZONE
from truce.ingest.demo.world import Someone, Work, World
from truce.journey.rules import Stage, StepKind
from truce.outreach.rules import Channel, Direction, Outcome
from truce.people.rules import Origin
from truce.teams.models import User
from truce.teams.rules import Role, Side

EARLY = {Grade.A: 0.75, Grade.B: 0.0, Grade.C: -0.8, Grade.D: -1.4}
LATE = {Grade.A: 0.35, Grade.B: 0.0, Grade.C: -0.4, Grade.D: -0.6}


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
        world.at(handoff.accept_due_at + timedelta(seconds=world.rng.randrange(2, 12)), handing.expire, who, handoff)
    else:
        minutes = min(minutes, promised * 0.9)
        world.at(world.open_at(minutes), answer, who, handoff, world.member_user(by))


def answer(world: World, who: Someone, handoff: HandOff, by: User) -> None:
    """Say yes or no to a hand-off."""
    if handoff.answer != Answer.OPEN:
        return
    reason = _reason_to_return(world, who, handoff)
    if reason:
        handing.give_back(world, who, handoff, reason, by=by)
    else:
        handing.accept(world, who, handoff, by=by)


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


def accepted(world: World, who: Someone, handoff: HandOff) -> None:
    """A lead was taken over: whoever took it will work it in their way."""
    if not who.is_placed:
        who.plan = _plan(world, who, handoff, world.member_user(who.lead.holder_user_id))
        world.at(world.open_at(who.plan.first_minutes), reach_out, who)


def _plan(world: World, who: Someone, handoff: HandOff, by: User) -> Work:
    """Decide how a lead will be worked and, by the planted effects, what comes of it."""
    rng, member = world.rng, world.member(by.pk)
    has_dropped = truths.FOLLOW_UP_DROPPED.window.holds(world.now, world.until)
    fast = world.evenly(("fast", member.key), 0.34 / member.pace)
    minutes = rng.uniform(4, 57) if fast else 60 + rng.lognormvariate(0, 0.7) * 170 * member.pace
    if world.is_calm:
        minutes = min(minutes, world.terms.body.promises.first_touch_minutes * 0.85)
    keeps = rng.random() < member.keeps
    tries = rng.randint(5, 7) if keeps else rng.randint(2, 4)
    if has_dropped and world.chance(0.78):
        keeps, tries = False, 1
    again = tries > 1 and world.evenly(("again", member.key), member.again)
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
    is_sql = world.evenly(("sql", member.key), _share(early))
    answers_at = 1
    while answers_at < tries and rng.random() > 0.42:
        answers_at += 1
    if not is_sql and rng.random() < (0.9 if tries == 1 else 0.55):
        answers_at = 0
    is_won = is_sql and world.evenly(("won", member.key), _share(late))
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
        touching.log(world, who, Channel.CALL, by=by, outcome=Outcome.NO_ANSWER, text=world.rng.choice(texts.NO_ANSWER))
    else:
        touching.log(world, who, Channel.EMAIL, by=by, text=world.rng.choice(texts.MAIL_OUT))
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
        handing.give_back(
            world, who, work.handoff, world.rng.choice(("wrong_data", "too_early", "wrong_person")), by=by
        )
    else:
        lose(world, who, by, "no_reply" if world.chance(0.85) else "unreachable")


def lose(world: World, who: Someone, by: User, reason: str) -> None:
    note = world.rng.choice(texts.LOST.get(reason, ("",)))
    who.plan = None
    handing.close(world, who, reason, by=by, note=note)


def answered(world: World, who: Someone, by: User, *, is_call: bool) -> None:
    """Somebody answered: it goes on to a meeting, or it ends soon."""
    rng = world.rng
    if is_call:
        touching.log(
            world,
            who,
            Channel.CALL,
            by=by,
            outcome=Outcome.REACHED,
            text=rng.choice(texts.REACHED),
            seconds=rng.randrange(90, 1500),
        )
        _goes_on(world, who, by)
    else:
        touching.log(world, who, Channel.EMAIL, by=by, text=rng.choice(texts.MAIL_OUT))
        world.at(world.open_at(rng.uniform(20, 300)), reply, who)


def reply(world: World, who: Someone) -> None:
    """A mail is answered, and the next step promised with it."""
    lead = who.lead
    if not who.plan or not lead.is_open or lead.side != Side.SALES:
        return
    by = world.member_user(lead.holder_user_id)
    touching.log(
        world,
        who,
        Channel.EMAIL,
        by=by,
        direction=Direction.IN,
        outcome=Outcome.REPLIED,
        text=world.rng.choice(texts.REPLIED),
    )
    _goes_on(world, who, by)


def _goes_on(world: World, who: Someone, by: User) -> None:
    if who.plan.is_sql:
        promise(world, who, StepKind.MEETING, world.rng.randint(3, 9), by=by)
    elif world.chance(0.25):
        world.at(world.open_at(world.rng.uniform(30, 900)), _talk_ends, who, "back")
    else:
        promise(world, who, StepKind.CALL, world.rng.randint(4, 12), by=by)


def _talk_ends(world: World, who: Someone, how: str) -> None:
    lead, work = who.lead, who.plan
    if not work or not lead.is_open or lead.side != Side.SALES:
        return
    by = world.member_user(lead.holder_user_id)
    if how == "back":
        handing.give_back(
            world, who, work.handoff, world.rng.choice(("too_early", "wrong_person", "not_our_kind")), by=by
        )
    else:
        lose(world, who, by, world.rng.choice(("no_decision", "chose_another", "never_fits", "no_decision")))


def promise(world: World, who: Someone, kind: StepKind, days: int, *, by: User, text: str = "") -> None:
    """Promise the next step for a working day, and keep it then."""
    on = world.now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=days)
    while not world.terms.hours.is_working_day(on):
        on += timedelta(days=1)
    due = touching.promise(world, who, kind, on, by=by, text=text or world.rng.choice(texts.STEPS[kind.value]))
    slack = world.rng.uniform(10, 420)
    if not world.is_calm and world.chance(0.06):
        when = world.open_at(world.rng.uniform(30, 900), due)
    else:
        when = due - timedelta(minutes=slack)
    if not who.is_placed:
        world.at(max(when, world.now + timedelta(minutes=10)), keep, who, due)


def keep(world: World, who: Someone, due: datetime) -> None:
    """Do what was promised, and say what comes next."""
    lead, work = who.lead, who.plan
    if not work or not lead.is_open or lead.side != Side.SALES or lead.step_due_at != due:
        return
    by = world.member_user(lead.holder_user_id)
    kind, rng = StepKind(lead.step_kind), world.rng
    if kind == StepKind.OTHER:
        touching.keep_step(world, who, by)
    elif kind == StepKind.MEETING:
        touching.log(
            world,
            who,
            Channel.MEETING,
            by=by,
            outcome=Outcome.HELD,
            text=rng.choice(texts.MEETING),
            seconds=rng.randrange(1500, 5400),
        )
    elif kind == StepKind.CALL:
        touching.log(
            world,
            who,
            Channel.CALL,
            by=by,
            outcome=Outcome.REACHED,
            text=rng.choice(texts.REACHED),
            seconds=rng.randrange(60, 900),
        )
    else:
        touching.log(world, who, Channel.EMAIL, by=by, text=rng.choice(texts.MAIL_OUT))
    if not work.is_sql:
        _talk_ends(world, who, "lost")
    else:
        _go_on(world, who, by)


def _go_on(world: World, who: Someone, by: User) -> None:
    work, rng = who.plan, world.rng
    if who.lead.stage == Stage.SALES_ACCEPTED:
        touching.qualify(world, who, by=by)
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
    rng = world.rng
    asked: dict[str, object] = {}
    if not who.person.known.get("budget") and rng.random() < 0.25:
        asked["budget"] = rng.randrange(15, 260) * 1000
    if not who.person.known.get("timeframe"):
        asked["timeframe"] = rng.choice(("3_months", "6_months", "12_months", "12_months"))
    if not who.person.known.get("need"):
        asked["need"] = "Cold room, size to be settled"
    if asked:
        marketing.learn(world, who, asked, by=by, origin=Origin.SALES)


def win(world: World, who: Someone, *, by: User) -> None:
    act = world.book.act(f"Won {who.person}", by=by, at=world.now, operation="lead.win")
    who.plan = None
    who.firm.customers += 1
    handing.end(world, who, Stage.CUSTOMER, "won", by=by, act=act, note=world.rng.choice(texts.WON))


def _sellers(world: World) -> list[User]:
    return [world.user(member.key) for member in CAST if member.role == Role.SELLER]
