"""Telling each user what they must know, once: in Truce, and by mail where they want it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from truce.automation import queries
from truce.automation.models import Bookmark, Notification
from truce.automation.rules import KINDS, News, gathered, news_of, notice_of, sentence
from truce.jobs import actions as jobs
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.ledger.queries import last_seq
from truce.ledger.rules import gaps
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import PEOPLE, Notice

MOST = 500
MOST_MISSING = 1_000
# An event that is not there after so long was never committed.
PATIENCE = timedelta(minutes=10)
SET_BACK = timedelta(hours=1)
# A mail about what happened longer ago would come too late.
MAILED_FOR = timedelta(days=1)

# By user and lead, the newest event by which the one did something to the other.
Acted = Mapping[tuple[int, int], int]


@transaction.atomic
def notify(*, at: datetime) -> dict[str, int]:
    """Tell users what happened since the last time, and whose clocks ran out; each thing once.

    Gives   told: how many notices; mailed: how many mails; is_behind: 1 when there is more to read.
    Cost    four queries when nothing happened; else a dozen and two inserts, and one for each mail.
    """
    mark, _ = Bookmark.objects.select_for_update().get_or_create(name="notices")
    last = last_seq()
    has_more = last > mark.seq or bool(mark.missing)
    missing = [int(seq) for seq in mark.missing]
    events = queries.happened(mark.seq, last, missing=missing, at=at, most=MOST) if has_more else []
    is_behind = len(events) == MOST
    last = events[-1].seq if is_behind else last
    since = mark.looked_at or at
    late = queries.ran_out(min(since, at - SET_BACK) if since > at else since, at=at, most=MOST)
    acted = queries.acted(mark.seq, last, at=at) if has_more else {}
    _read_by_acting(acted, at)
    told = _give([*_still_true(news_of(events), acted), *(one for _, one in late)], at=at)
    mailed = _mail(told, at=at)
    mark.missing = _missing(mark, last, at)
    mark.seq = max(mark.seq, last)
    mark.looked_at = late[-1][0] if len(late) == MOST else at
    mark.save()
    return {"told": len(told), "mailed": mailed, "is_behind": int(is_behind or len(late) == MOST)}


@operation("news.read", "Mark my notices as read", roles=PEOPLE)
def read(notice_id: int | None = None, *, by: User, at: datetime) -> None:
    """Mark one of one's own notices as read, or all."""
    own = Notification.objects.filter(user=by, read_at__isnull=True)
    (own.filter(pk=notice_id) if notice_id else own).update(read_at=at)


def take_back(act: Act, *, by, at: datetime, undoing: Act) -> None:
    """Take back what users were told of an act that is undone, and have not read."""
    seqs = act.events.filter(kind__in=KINDS).values("seq")
    Notification.objects.filter(event_seq__in=seqs, read_at__isnull=True).delete()


ledger.on_undo(take_back)


def _still_true(news: list[News], acted: Acted) -> list[News]:
    """Leave out turns that somebody else has by now, or that the user has acted on since."""
    holders = queries.holders(one.lead_id for one in news) if news else {}
    return [
        one
        for one in news
        if one.kind != Notice.TURN
        or (holders.get(one.lead_id) == one.user_id and one.seq > acted.get((one.user_id, one.lead_id), 0))
    ]


def _give(news: list[News], *, at: datetime) -> list[News]:
    """Write the notices that were not given yet, to people who work here, and return them."""
    if not news:
        return []
    people = set(
        User.objects.people().filter(pk__in={one.user_id for one in news}, is_active=True).values_list("pk", flat=True)
    )
    known = set(
        Notification.objects.filter(event_seq__in={one.seq for one in news}).values_list("user", "kind", "event_seq")
    )
    fresh = [one for one in news if one.user_id in people and (one.user_id, str(one.kind), one.seq) not in known]
    told = gathered(fresh)
    Notification.objects.bulk_create(
        Notification(
            user_id=one.user_id,
            kind=one.kind,
            lead_id=one.lead_id,
            event_seq=one.seq,
            text=sentence("", one.words, one.more).strip(),
            at=one.at,
            is_sample=one.is_sample,
        )
        for one in told
    )
    return told


def _mail(told: list[News], *, at: datetime) -> int:
    """Write one mail to each user for what one act, or one look, brought them; undoing the act stops it."""
    if not told:
        return 0
    users = User.objects.in_bulk({one.user_id for one in told})
    names = queries.names_of({one.lead_id for one in told})
    letters: dict[tuple, list[News]] = {}
    for one in (one for one in told if one.at > at - MAILED_FOR):
        user = users[one.user_id]
        if user.notify.get(notice_of(one.kind), True) and not (user.is_sample and settings.SMTP):
            letters.setdefault((one.user_id, one.act_id), []).append(one)
    for (user_id, act_id), news in letters.items():
        lines = [_line(one, names) for one in news]
        subject = lines[0] if len(lines) == 1 else f"{lines[0]} and {len(lines) - 1} more"
        first = news[0]
        # Somebody whose address takes no mail reads it in Truce.
        with suppress(jobs.CannotSend):
            jobs.send_mail(
                users[user_id].email,
                subject,
                _text(zip(lines, news, strict=True)),
                key=f"notice:{user_id}:{first.kind}:{first.seq}",
                act_id=act_id,
                at=at,
            )
    return len(letters)


def _line(one: News, names: dict[int, str]) -> str:
    """Return a notice as one line: a name may hold anything, a subject no line break."""
    return " ".join(sentence(names.get(one.lead_id, "A lead"), one.words, one.more).split()).rstrip(".")


def _text(lines: Iterable[tuple[str, News]]) -> str:
    parts = [f"{line}.\n{settings.BASE_URL}/l/{one.lead_id}\n" for line, one in lines]
    return "\n".join([*parts, f"Which notices come by mail is yours to say: {settings.BASE_URL}/me\n"])


def _read_by_acting(acted: Acted, at: datetime) -> None:
    """Take what somebody has acted on since as read."""
    if not acted:
        return
    unread = Notification.objects.filter(
        read_at__isnull=True, user__in={user for user, _ in acted}, lead_id__in={lead for _, lead in acted}
    )
    rows = unread.values_list("pk", "user", "lead_id", "event_seq")
    done = [pk for pk, user, lead, seq in rows if (seq or 0) < acted.get((user, lead), -1)]
    Notification.objects.filter(pk__in=done).update(read_at=at)


def _missing(mark: Bookmark, last: int, at: datetime) -> dict[str, str]:
    """Return the numbers to be read when they appear: those skipped just now, and those that may still come."""
    if connection.vendor == "sqlite":
        return {}  # one writer at a time: a number that is not there was never used
    fresh = gaps(max(mark.seq, last - queries.RECENT), queries.numbers(mark.seq, last))
    came = queries.there_are(int(seq) for seq in mark.missing)
    still = {
        seq: since
        for seq, since in mark.missing.items()
        if int(seq) not in came and datetime.fromisoformat(since) > at - PATIENCE
    }
    return dict(sorted((still | {str(seq): at.isoformat() for seq in fresh}).items())[-MOST_MISSING:])
