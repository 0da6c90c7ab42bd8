"""Getting to know people: who they are, how to reach them, what we learn, what they allow."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from truce.base import contact
from truce.base.errors import Refused
from truce.jobs import actions as jobs
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.people.models import Company, Consent, Domain, EmailAddress, Fact, Person, Phone
from truce.people.queries import definitions, name_key
from truce.people.rules import (
    COMPANY_ADDED,
    COMPANY_CHANGED,
    CONSENT_CHANGED,
    FIELDS,
    PERSON_ADDED,
    PERSON_CHANGED,
    ConsentState,
    Origin,
)
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import EDITORS

COLUMN_OF = {field.key: field.column for field in FIELDS if field.column}


class Changed(Refused):
    """Somebody else changed the value meanwhile: both are shown, nothing is lost."""

    def __init__(self, label: str, theirs: object, who: str, at: datetime | None):
        super().__init__(f"{who} changed {label} meanwhile to “{'nothing' if theirs in (None, '') else theirs}”.")
        self.theirs, self.who, self.at = theirs, who, at


class NotAField(Refused):
    pass


class NotAnAddress(Refused):
    pass


class TakenAddress(Refused):
    pass


def add_company(
    name: str, *, by: User, at: datetime, domain: str = "", owner: User | None = None, facts=None, **how
) -> Company:
    """Add a company and its first facts; its domain makes its people recognisable.

    Takes   domain: a key (contact.company_domain) that no other company has, or "".
    """
    company = Company(name=name[:200], name_key=name_key(name), owner=owner, created_at=at, **_where(how))
    ledger.create(COMPANY_ADDED, company, by=by, at=at, act=how.get("act"), is_sample=company.is_sample)
    if domain:
        Domain.objects.create(company=company, name=domain, is_sample=company.is_sample)
    learn(company, {"company_name": name, **(facts or {})}, by=by, at=at, **how)
    return company


def add_person(
    name: str,
    *,
    by: User,
    at: datetime,
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    company: Company | None = None,
    region: str = "",
    facts: Mapping[str, object] | None = None,
    **how,
) -> Person:
    """Add a person with their addresses and first facts.

    Takes   emails, phones: as typed, the first is the primary one; region: country for phones without +.
    Raises  NotAnAddress, TakenAddress (ask people.queries.match first).
    """
    person = Person(
        name=name[:200],
        name_key=name_key(name),
        job_title=str((facts or {}).get("job_title") or "")[:200],
        company=company,
        created_at=at,
        **_where(how),
    )
    ledger.create(PERSON_ADDED, person, by=by, at=at, act=how.get("act"), is_sample=person.is_sample)
    for address in emails:
        add_email(person, address)
    for number in phones:
        add_phone(person, number, region=region)
    learn(person, {"name": name, **(facts or {})}, by=by, at=at, **how)
    return person


def add_email(person: Person, address: str) -> EmailAddress:
    """Add an e-mail address to a person; the first one is the primary one.

    Raises  NotAnAddress; TakenAddress: it belongs to somebody already.
    """
    if problem := contact.email_problem(address):
        raise NotAnAddress(problem)
    key = contact.email_key(address)
    taken = EmailAddress.objects.filter(key=key).select_related("person").first()
    if taken and taken.person_id == person.pk:
        return taken
    if taken:
        raise TakenAddress(f"{address} belongs to {taken.person} already.")
    is_first = not person.emails.filter(is_primary=True).exists()
    return person.emails.create(address=address.strip(), key=key, is_primary=is_first, is_sample=person.is_sample)


def add_phone(person: Person, number: str, *, region: str = "") -> Phone:
    """Add a phone number to a person; one that cannot be read is kept as it was typed, without a key."""
    key = contact.phone_key(number, region) or None
    known = person.phones.filter(key=key).first() if key else person.phones.filter(number=number).first()
    if known:
        return known
    is_first = not person.phones.exists()
    return person.phones.create(number=number.strip()[:60], key=key, is_primary=is_first, is_sample=person.is_sample)


def learn(
    of: Person | Company,
    values: Mapping[str, object],
    *,
    by: User,
    at: datetime,
    origin: Origin = Origin.SALES,
    act: Act | None = None,
    known_at: datetime | None = None,
    source_system: str = "truce",
    is_sample: bool = False,
    verified: bool = False,
) -> list[Fact]:
    """Write down what became known, as dated facts, and let the lead's score be reconsidered.

    Takes   values: field key -> JSON value; None says that the field is empty now. Values as before are left out.
    Gives   the facts written.
    Cost    one INSERT per fact, one UPDATE of the row, one event, one job.
    """
    new = {
        key: value
        for key, value in values.items()
        if value != of.known.get(key) and (value not in ("", None) or key in of.known)
    }
    if not new:
        return []
    is_person = isinstance(of, Person)
    facts = [
        Fact(
            person=of if is_person else None,
            company=None if is_person else of,
            field=key,
            value=value if value != "" else None,
            origin=origin,
            verified=verified,
            happened_at=at,
            known_at=known_at or at,
            source_system=source_system,
            actor_id=by.pk,
            actor_side=by.side,
            act_id=act.pk if act else None,
            is_sample=is_sample or of.is_sample,
        )
        for key, value in new.items()
    ]
    Fact.objects.bulk_create(facts)
    project(of, new)
    kind = PERSON_CHANGED if is_person else COMPANY_CHANGED
    ledger.record(
        kind,
        of,
        by=by,
        at=at,
        act=act,
        data={"fields": sorted(new)},
        known_at=known_at,
        source_system=source_system,
    )
    reconsider(of)
    return facts


def project(of: Person | Company, values: Mapping[str, object]) -> None:
    """Lay newest facts over the row that shows them: the JSON `known` and the columns that lists sort by."""
    of.known = {**of.known, **values}
    changed = ["known"]
    for key, value in values.items():
        if column := COLUMN_OF.get(key):
            setattr(of, column, str(value or "")[:200])
            changed.append(column)
            if column == "name":
                of.name_key = name_key(of.name)
                changed.append("name_key")
    of.save(update_fields=changed)


def reconsider(of: Person | Company) -> None:
    """Ask, in this transaction, that the open leads of a person or company be scored again."""
    kind = "person" if isinstance(of, Person) else "company"
    jobs.enqueue("handoff.reconsider", key=f"reconsider:{kind}:{of.pk}", args={kind: of.pk})


@operation("people.edit", "Change a field", roles=EDITORS)
def edit(
    of: Person | Company, field: str, *, old: object, new: object, by: User, at: datetime, key: str = ""
) -> list[Fact]:
    """Change one field if it still holds the value that the editor saw.

    Takes   old: the value shown when editing began; new: "" or None empties the field.
    Raises  NotAField; Changed: it holds another value by now, with whose and when; AlreadyDone.
    """
    known = definitions().get(field)
    if not known:
        raise NotAField(f"There is no field “{field}”.")
    of = type(of).objects.select_for_update().get(pk=of.pk)
    now = of.known.get(field)
    if (now or None) != (old or None) and now != new:
        last = of.facts.filter(field=field).order_by("-seq").first()
        who = User.objects.filter(pk=last.actor_id).first() if last else None
        raise Changed(known.label.lower(), now, str(who or "Somebody"), last.recorded_at if last else None)
    act = ledger.act(f"Changed {known.label.lower()} of {of}", by=by, at=at, key=key, operation="people.edit")
    origin = Origin.MARKETING if by.side == "marketing" else Origin.SALES
    return learn(of, {field: new}, by=by, at=at, origin=origin, act=act)


@operation("people.consent", "Write down a consent", roles=EDITORS)
def consent(person: Person, *, purpose: str, state: ConsentState, by: User, at: datetime, **how) -> Consent:
    """Write down that a person allows, or no longer allows, mails or calls."""
    data = {"purpose": purpose, "state": state.value}
    known = person.consents.filter(purpose=purpose).first()
    if known:
        ledger.record(
            CONSENT_CHANGED,
            person,
            by=by,
            at=at,
            data=data,
            also=[(known, {"state": state.value, "changed_at": at})],
            **how,
        )
        reconsider(person)
        return known
    row = Consent(person=person, purpose=purpose, state=state, changed_at=at, is_sample=person.is_sample)
    ledger.create(CONSENT_CHANGED, row, subject=person, by=by, at=at, data=data, **how)
    reconsider(person)
    return row


def take_back(act: Act, *, by: User, at: datetime, undoing: Act) -> None:
    """Undo the facts of an act: each field gets the value again that it had before, as a newer fact.

    Raises  CannotUndo: a field was changed again since.
    """
    for fact in Fact.objects.filter(act_id=act.pk).select_related("person", "company").order_by("-seq"):
        of = fact.person or fact.company
        same = of.facts.filter(field=fact.field)
        if same.filter(seq__gt=fact.seq).exists():
            raise ledger.CannotUndo(f"{fact.field} was changed again since; change it by hand.")
        before = same.filter(seq__lt=fact.seq).order_by("-seq").first()
        learn(
            of,
            {fact.field: before.value if before else None},
            by=by,
            at=at,
            origin=Origin(fact.origin),
            act=undoing,
        )


ledger.on_undo(take_back)


def _where(how: Mapping[str, object]) -> dict:
    return {"source_system": how.get("source_system", "truce"), "is_sample": bool(how.get("is_sample"))}
