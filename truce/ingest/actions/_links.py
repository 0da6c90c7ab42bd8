"""Whom and what rows point at: by their id in the other system, by address, by a name that only one has."""

from collections import defaultdict
from typing import NamedTuple

from truce.campaigns.models import Campaign
from truce.campaigns.queries import by_names
from truce.ingest.actions._chunk import Chunk, several
from truce.ingest.rules import Link, Prepared, RecordKind, Remark, name_key
from truce.journey.models import Lead
from truce.people.models import Company, EmailAddress, Person
from truce.people.queries import root

_LEAD, _PERSON, _COMPANY = RecordKind.LEAD.value, RecordKind.PERSON.value, RecordKind.COMPANY.value
_HUMANS = ("lead", "person", "who")
_KINDS = {"lead": (_LEAD,), "person": (_PERSON,), "who": (_LEAD, _PERSON)}
_WORDS = {"lead": "lead", "person": "contact", "who": "lead or contact"}
_SHOWN = 5


class About(NamedTuple):
    """Whom a row is about: a lead, where the person has one; else the person; else a company."""

    lead: Lead | None = None
    person: Person | None = None
    company: Company | None = None


class Campaigns:
    """The campaigns that some rows name."""

    def __init__(self, chunk: Chunk, rows: list[Prepared]) -> None:
        links = [row.links["campaign"] for row in rows if "campaign" in row.links]
        known = chunk.known({(RecordKind.CAMPAIGN.value, link.key) for link in links if link.key})
        found = Campaign.objects.in_bulk(set(known.values())) if known else {}
        self._by_key = {key: found[pk] for (_, key), pk in known.items()}
        names = {link.name for link in links if link.name}
        self._by_name = by_names(names) if names else {}
        self._by_name |= {found.name: found for found in (Campaign.objects.filter(name__in=names) if names else ())}

    def find(self, link: Link) -> Campaign | None:
        """Return the campaign that is meant: by id, by its name to the letter, else whatever its case."""
        return self._by_key.get(link.key) or self._by_name.get(link.name)

    def of(self, row: Prepared, notes: list[Remark]) -> Campaign | None:
        """Return the campaign that a row names, and tell where it is not here."""
        link = row.links.get("campaign")
        if link is None:
            return None
        campaign = self.find(link)
        if campaign is None:
            notes.append(Remark("unknown_campaign", "", f"The campaign {link.name or link.key} is not here."))
        return campaign


class Subjects:
    """Whom some rows are about. `leads` are locked: what happened to them changes their counters."""

    def __init__(self, chunk: Chunk, rows: list[Prepared]) -> None:
        links = [link for row in rows for role, link in row.links.items() if role in _HUMANS]
        keys = {(kind, link.key) for link in links if link.key for kind in _KINDS[link.role]}
        firms = {link.key for row in rows for role in ("company", "what") if (link := row.links.get(role)) and link.key}
        self._known = chunk.known(keys | {(_COMPANY, key) for key in firms})
        self._companies = Company.objects.in_bulk({pk for (kind, _), pk in self._known.items() if kind == _COMPANY})
        by_lead = self._locked({pk for (kind, _), pk in self._known.items() if kind == _LEAD})
        people = {pk for (kind, _), pk in self._known.items() if kind == _PERSON}
        self._by_email = self._emails({link.email for link in links if link.email})
        self._by_name = self._names({name_key(link.name) for link in links if link.name})
        people |= {lead.person_id for lead in by_lead.values()} | set(self._by_email.values())
        people |= {pk for same in self._by_name.values() for pk in same[:_SHOWN]}
        self._people = chunk.people(people)
        self._leads = by_lead
        self._leads_of: dict[int, list[Lead]] = defaultdict(list)
        rest = Lead.objects.filter(person_id__in=people, merged_into=None).order_by("pk")
        for lead in rest.select_for_update(of=("self",)) if people else ():
            self._leads_of[self._people[lead.person_id].pk].append(self._leads.setdefault(lead.pk, lead))

    def of(self, row: Prepared, notes: list[Remark]) -> About | Remark:
        """Return whom a row is about, or why that cannot be told."""
        company = self._firm(row, notes)
        for role in _HUMANS:
            if role in row.links:
                found = self._human(row.links[role], row)
                if isinstance(found, Remark):
                    return found
                self._compare(found, company, notes)
                return found
        if company:
            return About(company=company)
        return Remark("unknown_company", "", "The company that the row names is not here.")

    def lead_of(self, person: Person, at) -> Lead | None:
        """Return the lead of a person at a time: the one that began last before it, else their first."""
        leads = self._leads_of.get(person.pk, [])
        before = [lead for lead in leads if lead.created_at <= at]
        return max(before, key=lambda lead: lead.created_at) if before else next(iter(leads), None)

    def _human(self, link: Link, row: Prepared) -> About | Remark:
        at = row.values["at"]
        for kind in _KINDS[link.role]:
            if link.key and (number := self._known.get((kind, link.key))):
                if kind == _LEAD:
                    lead = self._leads[number]
                    return About(lead, self._people[lead.person_id])
                return self._of_person(self._people[number], at)
        if link.email and link.email in self._by_email:
            return self._of_person(self._people[self._by_email[link.email]], at)
        if link.key and not link.name:
            return Remark(f"unknown_{link.role}", "", f"The {_WORDS[link.role]} {link.key} is not here.")
        return self._namesake(link, at)

    def _namesake(self, link: Link, at) -> About | Remark:
        if not link.name:
            return Remark(f"unknown_{link.role}", "", f"Nobody here has the address {link.email}.")
        same = self._by_name.get(name_key(link.name), [])
        if not same:
            return Remark("unknown_name", "", f"Nobody here is called {link.name}.")
        if len(same) > 1:
            shown = [_shown(self._people[pk]) for pk in same[:_SHOWN]]
            return several("several_people", "people", link.name, [*shown, *map(str, same[_SHOWN:])])
        return self._of_person(self._people[same[0]], at)

    def _of_person(self, person: Person, at) -> About:
        return About(self.lead_of(person, at), person)

    def _firm(self, row: Prepared, notes: list[Remark]) -> Company | None:
        deal = row.links.get("deal")
        for role in ("company", "what"):
            link = row.links.get(role)
            if link is None or not link.key:
                continue
            number = self._known.get((_COMPANY, link.key))
            if number:
                return self._companies[number]
            if role == "company" or not deal or deal.key != link.key:
                notes.append(Remark("unknown_company", "", f"The company {link.key} is not here."))
        return None

    def _compare(self, about: About, company: Company | None, notes: list[Remark]) -> None:
        theirs = about.person.company_id if about.person else None
        if company and company.pk != theirs:
            text = f"It names the company {company}, and the contact is of another: the contact counts."
            notes.append(Remark("other_company", "", text))

    def _locked(self, ids: set[int]) -> dict[int, Lead]:
        rows = Lead.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk") if ids else ()
        return {lead.pk: lead for lead in rows}

    def _emails(self, keys: set[str]) -> dict[str, int]:
        rows = EmailAddress.objects.filter(key__in=keys).select_related("person__merged_into") if keys else ()
        return {row.key: root(row.person).pk for row in rows}

    def _names(self, keys: set[str]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        rows = Person.objects.filter(name_key__in=keys, merged_into=None).order_by("pk")
        for key, pk in rows.values_list("name_key", "pk") if keys else ():
            found[key].append(pk)
        return found


def _shown(person: Person) -> str:
    return f"{person}{f' of {person.company}' if person.company else ''} ({person.pk})"
