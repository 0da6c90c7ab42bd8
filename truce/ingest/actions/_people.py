"""Contacts of a file: who is known already, who is new, and what was missing of the known ones."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from truce.campaigns.rules import TouchKind
from truce.ingest.actions._book import domain_for
from truce.ingest.actions._chunk import Chunk, Outcome
from truce.ingest.actions._companies import Companies, pick
from truce.ingest.actions._fields import company_facts, person_facts
from truce.ingest.actions._links import Campaigns
from truce.ingest.rules import Fate, Prepared, RecordKind, Remark
from truce.people.models import Company, Consent, EmailAddress, Person, Phone
from truce.people.queries import match_many, name_key
from truce.people.rules import PERSON_CHANGED, Purpose


class People:
    """The people of some rows: recognised by the one matching function, and by each other within the rows."""

    def __init__(self, chunk: Chunk, rows: list[Prepared], known: Iterable[Person] = ()) -> None:
        self._chunk = chunk
        self._fresh_by_email: dict[str, Person] = {}
        self._fresh_by_phone: dict[tuple[str, str], list[Person]] = defaultdict(list)
        keys = [(tuple(c.key for c in row.emails), tuple(c.key for c in row.phones), _name(row)) for row in rows]
        self._matches = dict(zip((row.line for row in rows), match_many(keys), strict=True))
        people = {match.person.pk for match in self._matches.values() if match} | {person.pk for person in known}
        self._addresses = _by_person(EmailAddress, people)
        self._numbers = _by_person(Phone, people)
        self._known = chunk.people(people, lock=True)
        self._consents: dict[tuple[int, str], Consent] = {
            (consent.person_id, consent.purpose): consent for consent in Consent.objects.filter(person_id__in=people)
        }
        wanted = {key for emails, _, _ in keys for key in emails if key}
        self._taken = dict(EmailAddress.objects.filter(key__in=wanted).values_list("key", "person_id"))
        self._companies = _Employers(chunk, rows)
        self._campaigns = Campaigns(chunk, rows)

    def person(self, row: Prepared, notes: list[Remark]) -> tuple[Person, bool]:
        """Return whom a row is about, and whether they are new; what a known one lacks is filled in."""
        match = self._matches[row.line]
        person = self._known[match.person.pk] if match else self._fresh(row)
        if person:
            self.fill(person, row, notes)
            return person, False
        person = self._add(row, notes)
        for found in row.emails:
            self._fresh_by_email.setdefault(found.key, person)
        for found in row.phones:
            if found.key:
                self._fresh_by_phone[found.key, person.name_key].append(person)
        return person, True

    def fill(self, person: Person, row: Prepared, notes: list[Remark]) -> None:
        """Fill in what is empty of a known person: fields, company, addresses. Nothing is overwritten."""
        at = _when(self._chunk, row)
        changed = self._chunk.book.learn(person, person_facts(self._chunk.house, row), at=at)
        changed += self._reach(person, row, notes)
        set = {}
        if not person.company_id and not person.company:
            company = self._companies.of(row, notes)
            if company:
                set = {"company_id": company}
                changed.append("company")
        if changed and person.pk:
            self._chunk.book.tell(PERSON_CHANGED, person, at=at, set=set, data={"fields": sorted(changed)})
        if set:
            person.company = set["company_id"]
        self._limit(person, row, at)

    def source(self, person: Person, row: Prepared, notes: list[Remark]):
        """Write down where the file says that somebody came from, None where it says nothing."""
        values = row.values
        campaign = self._campaigns.of(row, notes)
        is_told = values.get("source") or campaign or values.get("utm_source") or values.get("utm_campaign")
        if not is_told:
            return None
        return self._chunk.book.touch(
            person,
            kind=TouchKind.IMPORTED,
            channel=campaign.channel if campaign and not values.get("source") else values["channel"],
            at=_when(self._chunk, row),
            campaign=campaign,
            source=values.get("source") or values.get("utm_source", ""),
            detail=values.get("source_detail", ""),
            medium=values.get("utm_medium", ""),
            utm_campaign=values.get("utm_campaign", ""),
            term=values.get("utm_term", ""),
            content=values.get("utm_content", ""),
        )

    def _fresh(self, row: Prepared) -> Person | None:
        for found in row.emails:
            if found.key in self._fresh_by_email:
                return self._fresh_by_email[found.key]
        for found in row.phones:
            same = self._fresh_by_phone.get((found.key, name_key(_name(row))), ()) if found.key and _name(row) else ()
            if len(same) == 1:
                return same[0]
        return None

    def _add(self, row: Prepared, notes: list[Remark]) -> Person:
        at = _when(self._chunk, row)
        facts = person_facts(self._chunk.house, row)
        person = self._chunk.book.add_person(_name(row), facts=facts, at=at, company=self._companies.of(row, notes))
        self._reach(person, row, notes)
        self._limit(person, row, at)
        return person

    def _reach(self, person: Person, row: Prepared, notes: list[Remark]) -> list[str]:
        """Add addresses and numbers that a person lacks; what is somebody else's is left to them, and told."""
        book, changed = self._chunk.book, []
        addresses = self._addresses[person.pk or id(person)]
        for found in row.emails:
            owner = self._taken.get(found.key)
            other = self._fresh_by_email.get(found.key)
            if found.key in addresses:
                continue
            if (owner and owner != person.pk) or (other and other is not person):
                notes.append(Remark("taken_address", "", f"{found.typed} is somebody else's address: it stays theirs."))
                continue
            book.add_email(person, found.typed, found.key, is_primary=not addresses)
            self._fresh_by_email[found.key] = person
            addresses.add(found.key)
            changed.append("email")
        numbers = self._numbers[person.pk or id(person)]
        for found in row.phones:
            if (found.key or found.typed) not in numbers:
                book.add_phone(person, found.typed, found.key, is_primary=not numbers)
                numbers.add(found.key or found.typed)
                changed.append("phone")
        return changed

    def _limit(self, person: Person, row: Prepared, at: datetime) -> None:
        """Write down that somebody wants no mail or no calls."""
        for name, purpose in (("opted_out", Purpose.EMAIL), ("do_not_call", Purpose.PHONE)):
            if row.values.get(name):
                key = (person.pk or id(person), purpose.value)
                self._consents[key] = self._chunk.book.withdraw(person, purpose.value, self._consents.get(key), at=at)


class _Employers:
    """The companies that rows of people name: by id, else by name and website, else by the domain of their address."""

    def __init__(self, chunk: Chunk, rows: list[Prepared]) -> None:
        self._chunk = chunk
        links = [row.links.get("company") for row in rows]
        numbers = chunk.known({(RecordKind.COMPANY.value, link.key) for link in links if link and link.key})
        self._by_key = {key: pk for (_, key), pk in numbers.items()}
        self._by_id = Company.objects.in_bulk(set(self._by_key.values())) if self._by_key else {}
        pairs = [(link.name, link.domain) for link in links if link]
        pairs += [("", domain_for(found.key)) for row in rows for found in row.emails]
        self._companies = Companies(chunk, pairs)

    def of(self, row: Prepared, notes: list[Remark]) -> Company | None:
        link = row.links.get("company")
        if link is None:
            return self._by_address(row)
        if link.key in self._by_key:
            return self._by_id[self._by_key[link.key]]
        if link.key and not (link.name or link.domain):
            notes.append(Remark("unknown_company", "", f"The company {link.key} is not here."))
            return None
        name = link.name or link.domain
        company, is_clear = pick(self._companies, link.name, link.domain, notes)
        if company or not is_clear:
            return company
        if not link.name:
            notes.append(Remark("no_company_name", "", f"Its company has no name: it goes by {name}."))
        at = _when(self._chunk, row)
        facts = company_facts(self._chunk.house, row)
        website = str(row.values.get("website") or "")
        return self._companies.add(name, website=website, facts=facts, at=at, notes=notes)

    def _by_address(self, row: Prepared) -> Company | None:
        for found in row.emails:
            domain = domain_for(found.key)
            if domain and (same := self._companies.candidates("", domain)):
                return same[0]
        return None


def take(chunk: Chunk, rows: list[Prepared]) -> list[Outcome]:
    """Bring contacts in: somebody who is known is updated, and never becomes a lead by it."""
    people = People(chunk, rows)
    outcomes = []
    for row in rows:
        notes = list(row.notes)
        person, is_new = people.person(row, notes)
        people.source(person, row, notes)
        outcomes.append(Outcome(Fate.NEW if is_new else Fate.UPDATED, person, notes=notes))
    return outcomes


def change(chunk: Chunk, row: Prepared, record_id: int) -> Outcome:
    """Fill in what a known person lacks."""
    person = chunk.people([record_id], lock=True)[record_id]
    notes = list(row.notes)
    People(chunk, [row], [person]).fill(person, row, notes)
    return Outcome(Fate.UPDATED, person, notes=notes)


def _when(chunk: Chunk, row: Prepared) -> datetime:
    return row.values.get("created_at") or row.values.get("modified_at") or chunk.at


def _name(row: Prepared) -> str:
    return str(row.values.get("name") or "")


def _by_person(model, people: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    if people:
        typed = "address" if model is EmailAddress else "number"
        for person, key, text in model.objects.filter(person_id__in=people).values_list("person_id", "key", typed):
            found[person].add(key or text)
    return found
