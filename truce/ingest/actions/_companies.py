"""Companies of a file: which one is meant, and the new ones."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from truce.base.contact import domain_of
from truce.ingest.actions._book import domain_for
from truce.ingest.actions._chunk import Chunk, Outcome, several
from truce.ingest.actions._fields import company_facts
from truce.ingest.rules import ROW_KEY, Fate, Prepared, RecordKind, Remark, name_key
from truce.people.models import Company, Domain
from truce.people.rules import COMPANY_CHANGED
from truce.teams.models import User


class Companies:
    """The companies that some rows may mean.

    Name and website must both fit: a name alone stands for several too often, and one website serves several shops.
    """

    def __init__(self, chunk: Chunk, wanted: Iterable[tuple[str, str]]) -> None:
        self._chunk = chunk
        pairs = set(wanted)
        self._named: dict[str, list[Company]] = defaultdict(list)
        self._sites: dict[Company, set[str]] = {}
        self._owned: dict[str, Company] = {}
        self._fresh: dict[int, set[str]] = {}
        keys = {name_key(name)[:200] for name, _ in pairs if name}
        for company in Company.objects.filter(name_key__in=keys).order_by("pk") if keys else ():
            self._named[company.name_key].append(company)
            self._sites[company] = {domain_of(str(company.known.get("website") or ""))} - {""}
        domains = {domain for _, domain in pairs if domain}
        rows = Domain.objects.filter(name__in=domains).select_related("company") if domains else ()
        for row in rows:
            company = next((c for c in self._named[row.company.name_key] if c == row.company), row.company)
            self._owned[row.name] = company
            self._sites.setdefault(company, set()).add(row.name)

    def candidates(self, name: str, domain: str) -> list[Company]:
        """Return the companies that a name and a website may mean; without a name the website decides."""
        if not name:
            return [self._owned[domain]] if domain in self._owned else []
        same = self._named.get(name_key(name)[:200], [])
        return [company for company in same if not domain or domain in self._of(company) or not self._of(company)]

    def add(
        self,
        name: str,
        *,
        website: str,
        facts: Mapping[str, object],
        at: datetime,
        notes: list[Remark],
        owner: User | None = None,
    ) -> Company:
        """Add a company; a domain that another one has already stays there, and that is told."""
        domain = domain_for(website)
        company = self._chunk.book.add_company(name, facts=facts, at=at, owner=owner)
        self._named[company.name_key].append(company)
        self._fresh[id(company)] = {domain_of(website)} - {""}
        if domain in self._owned:
            other = self._owned[domain]
            notes.append(Remark("domain_taken", "", f"{other} has the domain {domain} already: it stays there."))
        elif website and domain_of(website) and not domain:
            text = f"{domain_of(website)} gives mailboxes to anybody: it is not the company's domain."
            notes.append(Remark("mail_domain", "", text))
        elif domain:
            self._owned[domain] = company
            self._chunk.book.add_domain(company, domain)
        return company

    def _of(self, company: Company) -> set[str]:
        return self._sites.get(company, set()) if company.pk else self._fresh.get(id(company), set())


def pick(companies: Companies, name: str, domain: str, notes: list[Remark]) -> tuple[Company | None, bool]:
    """Return the one company that is meant, and whether the row leaves no doubt whether there is one.

    Gives   (None, False) where several are meant: told in notes, with the candidates.
    """
    found = companies.candidates(name, domain)
    if len(found) > 1:
        shown = [f"{company} ({company.pk})" if company.pk else str(company) for company in found]
        notes.append(several("several_companies", "companies", name, shown))
        return None, False
    return (found[0] if found else None), True


def take(chunk: Chunk, rows: list[Prepared]) -> list[Outcome]:
    """Bring companies in. One that is here under no key of its own, and has the same name and website, is that one."""
    companies = Companies(chunk, [(row.values["name"], row.values["domain"]) for row in rows])
    claimed = _claimed(chunk, companies, rows)
    return [_one(chunk, companies, claimed, row) for row in rows]


def change(chunk: Chunk, row: Prepared, record_id: int) -> Outcome:
    """Fill in what a known company lacks."""
    company = Company.objects.select_for_update().get(pk=record_id)
    return _fill(chunk, company, row, list(row.notes))


def _claimed(chunk: Chunk, companies: Companies, rows: list[Prepared]) -> set[int]:
    """Return the companies that another row of the same source stands for already."""
    ids = {
        found.pk for row in rows for found in companies.candidates(row.values["name"], row.values["domain"]) if found.pk
    }
    return chunk.claimed(RecordKind.COMPANY, ids)


def _one(chunk: Chunk, companies: Companies, claimed: set[int], row: Prepared) -> Outcome:
    values, notes = row.values, list(row.notes)
    has_key = not row.key.startswith(ROW_KEY)
    found = companies.candidates(values["name"], values["domain"])
    free = [company for company in found if not has_key or (company.pk and company.pk not in claimed)]
    if len(free) == 1:
        if free[0].pk:
            claimed.add(free[0].pk)
        return _fill(chunk, free[0], row, notes)
    at = values.get("created_at") or chunk.at
    company = companies.add(
        values["name"],
        website=values.get("website", ""),
        facts=company_facts(chunk.house, row),
        at=at,
        notes=notes,
        owner=chunk.owner(row, notes),
    )
    if not values.get("created_at"):
        notes.append(Remark("no_created_time", "", "The row does not say since when: it counts from this import."))
    return Outcome(Fate.NEW, company, notes=notes)


def _fill(chunk: Chunk, company: Company, row: Prepared, notes: list[Remark]) -> Outcome:
    at = row.values.get("modified_at") or row.values.get("created_at") or chunk.at
    new = chunk.book.learn(company, company_facts(chunk.house, row), at=at)
    owner = chunk.owner(row, notes) if company.pk and not company.owner_id else None
    if owner:
        new.append("owner")
    if new and company.pk:
        fields = {"owner_id": owner.pk} if owner else {}
        chunk.book.tell(COMPANY_CHANGED, company, at=at, set=fields, data={"fields": sorted(new)})
    return Outcome(Fate.UPDATED, company, notes=notes)
