"""Who is this? The one matching function, and what we know of a person or company."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from truce.base.queries import Question
from truce.people.models import Company, Domain, EmailAddress, FieldDefinition, Person, Phone


@dataclass(frozen=True)
class Match:
    """A person that we know already, and by what they were recognised."""

    person: Person
    by: str


def name_key(name: str) -> str:
    """Return a name as it is compared: case-folded, spaces collapsed."""
    return " ".join(name.casefold().split())[:200]


def root(person: Person) -> Person:
    """Return the person that a merged one was merged into, or the person itself."""
    while person.merged_into_id:
        person = person.merged_into
    return person


def match(*, emails: Collection[str] = (), phones: Collection[str] = (), name: str = "") -> Match | None:
    """Recognise a person: by any e-mail address, else by phone and the same name. UI, import and capture all ask this.

    Takes   emails: keys (base.contact.email_key); phones: keys (phone_key); name: as typed.
    Gives   the root person, None when nobody is known; several people with the same phone and name count as nobody.
    Cost    one or two queries.
    """
    return match_many([(tuple(emails), tuple(phones), name)])[0]


def match_many(wanted: list[tuple[tuple[str, ...], tuple[str, ...], str]]) -> list[Match | None]:
    """Recognise many people at once: see `match`.

    Cost    two queries, whatever the number.
    """
    keys = {key for emails, _, _ in wanted for key in emails if key}
    by_email = {
        found.key: found.person
        for found in EmailAddress.objects.filter(key__in=keys).select_related("person__merged_into")
    }
    unmatched = {key for emails, phones, _ in wanted if not any(e in by_email for e in emails) for key in phones if key}
    by_phone: dict[tuple[str | None, str], list[Person]] = {}
    for found in Phone.objects.filter(key__in=unmatched).select_related("person__merged_into") if unmatched else ():
        by_phone.setdefault((found.key, found.person.name_key), []).append(found.person)
    return [_matched(emails, phones, name, by_email, by_phone) for emails, phones, name in wanted]


def _matched(emails, phones, name, by_email, by_phone) -> Match | None:
    for key in emails:
        if key in by_email:
            return Match(root(by_email[key]), "email")
    for key in phones:
        people = by_phone.get((key, name_key(name)), [])
        if key and name and len(people) == 1:
            return Match(root(people[0]), "phone and name")
    return None


def match_companies(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Company]:
    """Recognise companies by (domain, name): the domain decides, else the same name if only one company has it.

    Takes   pairs of a domain key (may be "") and a name as typed (may be "").
    Cost    two queries.
    """
    domains = {domain for domain, _ in wanted if domain}
    keys = {name_key(name) for _, name in wanted if name}
    by_domain = {
        found.name: found.company for found in Domain.objects.filter(name__in=domains).select_related("company")
    }
    by_name: dict[str, list[Company]] = {}
    for company in Company.objects.filter(name_key__in=keys):
        by_name.setdefault(company.name_key, []).append(company)
    found = {}
    for domain, name in wanted:
        same = by_name.get(name_key(name), []) if name else []
        if domain in by_domain:
            found[domain, name] = by_domain[domain]
        elif len(same) == 1:
            found[domain, name] = same[0]
    return found


def definitions() -> dict[str, FieldDefinition]:
    """Return the fields in use, by key."""
    return {found.key: found for found in _DEFINITIONS()}


_DEFINITIONS = Question(lambda: FieldDefinition.objects.filter(archived_at=None).order_by("pk"))


def known(person: Person) -> Mapping[str, object]:
    """Return what is known of a person and their company, by field key."""
    return {**(person.company.known if person.company else {}), **person.known}
