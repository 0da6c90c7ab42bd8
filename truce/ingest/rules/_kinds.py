"""What each kind of record makes of its values, and the contradictions that are told, not repaired."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from truce.base.contact import domain_of
from truce.ingest.rules._fields import RecordKind
from truce.ingest.rules._texts import full_name, split_name
from truce.ingest.rules._trade import (
    LEAD_STATUS,
    STAGES,
    call_of,
    campaign_status,
    channel_of_campaign,
    channel_of_source,
    touch_of_member,
    word_key,
)
from truce.journey.rules import CLOSED, Stage
from truce.outreach.rules import Direction, Outcome

if TYPE_CHECKING:
    from truce.ingest.rules._mapping import Mapping

LONGEST_MEETING = timedelta(hours=24)


class Remark(NamedTuple):
    """A sentence about one row: `code` says of what sort, `column` where."""

    code: str
    column: str
    text: str


class Link(NamedTuple):
    """Another record that a row points at, by its id in the other system, its name, its address or its domain."""

    role: str
    key: str = ""
    name: str = ""
    email: str = ""
    domain: str = ""


@dataclass(slots=True)
class Draft:
    """A row on its way to a prepared record."""

    values: dict[str, Any]
    links: dict[str, Link] = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def point(self, role: str, **by: str) -> None:
        """Point at another record, or say more of how."""
        self.links[role] = self.links.get(role, Link(role))._replace(**by)

    def note(self, code: str, column: str, text: str) -> None:
        """Tell something odd that does not stop the row."""
        self.notes.append(Remark(code, column, text))

    def refuse(self, code: str, column: str, text: str) -> None:
        """Tell why the row cannot come in."""
        self.problems.append(Remark(code, column, text))


def _name(draft: Draft) -> None:
    """Put one `name` in the place of its parts; a human without one goes by address or number."""
    values = draft.values
    given, family = values.pop("first_name", ""), values.pop("last_name", "")
    whole = values.pop("full_name", "")
    if whole and not (given or family):
        given, family = split_name(whole)
    values["name"] = full_name(given, family)
    if not values["name"]:
        contact = values.get("email") or values.get("mobile") or values.get("phone")
        values["name"] = contact.typed if contact else ""


def _times(draft: Draft) -> None:
    created, changed = draft.values.get("created_at"), draft.values.get("modified_at")
    if created and changed and changed < created:
        draft.note("changed_before_created", "", "It was changed before it was created.")


def _source(draft: Draft) -> None:
    draft.values["channel"] = channel_of_source(draft.values.get("source", ""))


def _company_link(draft: Draft) -> None:
    domain = domain_of(draft.values.get("website", ""))
    if "company" in draft.links:
        draft.point("company", domain=domain)
    elif domain:
        draft.links["company"] = Link("company", domain=domain)


def _user(draft: Draft, mapping: "Mapping") -> None:
    _name(draft)
    if not draft.values.get("email"):
        draft.refuse("missing", "", "A user needs an e-mail address to sign in.")


def _company(draft: Draft, mapping: "Mapping") -> None:
    values = draft.values
    _times(draft)
    values["domain"] = domain_of(values.get("website", ""))
    if not values.get("name"):
        values["name"] = values["domain"]
        if values["domain"]:
            draft.note("no_name", "", f"The company has no name: it goes by {values['domain']}.")
        else:
            draft.refuse("missing", "", "A company needs a name or a website.")


def _person(draft: Draft, mapping: "Mapping") -> None:
    _name(draft)
    _source(draft)
    _times(draft)
    _company_link(draft)
    if not draft.values["name"]:
        draft.refuse("missing", "", "The row names nobody: no name, e-mail address or phone number.")


def _lead(draft: Draft, mapping: "Mapping") -> None:
    _person(draft, mapping)
    values = draft.values
    status = values.pop("status", "")
    stage = _stage(status, mapping)
    if stage is None:
        draft.refuse("status", "", f'Nobody has said which stage the status "{status}" stands for.')
        return
    values |= {"raw_status": status, "stage": _after_conversion(draft, status, stage)}
    if values["stage"] in CLOSED:
        values["close_reason"] = word_key(status)[:40]


def _stage(status: str, mapping: "Mapping") -> str | None:
    if not status:
        return Stage.LEAD.value
    given = mapping.statuses and {word_key(word): stage for word, stage in mapping.statuses.items()}
    known = given.get(word_key(status)) or LEAD_STATUS.get(mapping.source, {}).get(word_key(status))
    stage = known or mapping.other_status
    return stage if stage in STAGES else None


def _after_conversion(draft: Draft, status: str, stage: str) -> str:
    """Let "converted" win over the status: it is what was done, the status is what somebody once wrote."""
    if not draft.values.get("converted"):
        return stage
    if stage in CLOSED and stage != Stage.CUSTOMER:
        text = f'The status is "{status}", yet the lead was converted: it comes in as an opportunity.'
        draft.note("closed_but_converted", "", text)
    elif word_key(status) in ("notcontacted", "opennotcontacted"):
        text = f'The status is "{status}", yet the lead was converted: it comes in as an opportunity.'
        draft.note("untouched_but_converted", "", text)
    return stage if stage == Stage.CUSTOMER else Stage.OPPORTUNITY.value


def _campaign(draft: Draft, mapping: "Mapping") -> None:
    values = draft.values
    _times(draft)
    values["raw_type"], values["raw_status"] = values.pop("type", ""), values.pop("status", "")
    values["channel"] = channel_of_campaign(values["raw_type"])
    values["status"] = campaign_status(values["raw_status"])
    if not values.get("name"):
        draft.refuse("missing", "", "A campaign needs a name.")
    if not values["status"]:
        draft.refuse("status", "", f'The campaign\'s status "{values["raw_status"]}" is not known.')
    start, end = values.get("starts_on"), values.get("ends_on")
    if start and end and end < start:
        draft.note("ends_before_start", "", "It ends before it starts.")


def _member(draft: Draft, mapping: "Mapping") -> None:
    values = draft.values
    given, family = values.pop("first_name", ""), values.pop("last_name", "")
    email = values.pop("email", None)
    if given or family or email:
        draft.point("lead", name=full_name(given, family), email=email.key if email else "")
    if "campaign" not in draft.links:
        draft.refuse("missing", "", "The row names no campaign.")
    if not draft.links.keys() & {"lead", "person"}:
        draft.refuse("missing", "", "The row names no lead and no contact.")
    values["raw_status"] = values.pop("status", "")
    values["touch"] = touch_of_member(values["raw_status"])
    if values.pop("responded", False) and values["touch"] in ("member", "mail_sent", "mail_opened"):
        values["touch"] = "reply"
    if not values["touch"]:
        draft.refuse("status", "", f'The member\'s status "{values["raw_status"]}" is not known.')
    values["withdraws_mail"] = values["touch"] == "unsubscribed"


_ABOUT = ("lead", "person", "who", "company", "what")


def _activity(draft: Draft) -> None:
    """Refuse what is about nobody that can be found, and say when it was."""
    values = draft.values
    _times(draft)
    if not draft.links.keys() & set(_ABOUT):
        deal = draft.links.get("deal")
        found = (
            f"Only the deal {deal.key or deal.name} is named, and deals are not here."
            if deal
            else "The row names nobody."
        )
        draft.refuse("deal_only" if deal else "nobody", "", found)
    moment = values.get("at") or values.get("created_at")
    if moment is None:
        draft.refuse("missing", "", "The row has no time.")
    values["at"] = moment


def _call(draft: Draft, mapping: "Mapping") -> None:
    _activity(draft)
    values = draft.values
    seconds, minutes = values.pop("seconds", None), values.pop("minutes", None)
    if seconds is not None and minutes is not None and abs(seconds / 60 - minutes) >= 1:
        draft.note("two_durations", "", f"It lasts {seconds} seconds or {minutes} minutes: the seconds count.")
    values["seconds"] = int(seconds if seconds is not None else (minutes or 0) * 60)
    said = values.pop("direction", "")
    known = call_of(said) if said else (Direction.OUT, Outcome.REACHED)
    if known is None:
        draft.refuse("direction", "", f'The kind of call "{said}" is not known.')
        return
    values["direction"], values["outcome"] = str(known[0]), str(known[1])
    if seconds == 0 and values["outcome"] == Outcome.REACHED:
        values["outcome"] = Outcome.NO_ANSWER.value
        draft.note("no_duration", "", "It lasted 0 seconds: taken as not answered.")


def _meeting(draft: Draft, mapping: "Mapping") -> None:
    _activity(draft)
    values = draft.values
    minutes = values.pop("minutes", None)
    start, end = values.get("at"), values.pop("ends_at", None)
    lasts = timedelta(minutes=float(minutes)) if minutes is not None else end - start if start and end else None
    values["seconds"] = None
    if lasts is not None and not timedelta(0) <= lasts <= LONGEST_MEETING:
        words = f"lasts {lasts.days} days" if lasts > LONGEST_MEETING else "ends before it starts"
        draft.note("odd_duration", "", f"The meeting {words}: its length is left out.")
    elif lasts is not None:
        values["seconds"] = int(lasts.total_seconds())


def _task(draft: Draft, mapping: "Mapping") -> None:
    values = draft.values
    values["at"] = values.get("due_at") or values.get("created_at")
    _activity(draft)
    values["raw_status"] = values.pop("status", "")
    values["is_done"] = word_key(values["raw_status"]) in ("completed", "complete", "done", "closed", "erledigt")


FINISH: dict[str, Callable[[Draft, "Mapping"], None]] = {
    RecordKind.USER: _user,
    RecordKind.COMPANY: _company,
    RecordKind.PERSON: _person,
    RecordKind.LEAD: _lead,
    RecordKind.CAMPAIGN: _campaign,
    RecordKind.MEMBER: _member,
    RecordKind.CALL: _call,
    RecordKind.MEETING: _meeting,
    RecordKind.TASK: _task,
}
