"""Somebody new: a person, the company they work for, and what they told of themselves."""

from __future__ import annotations

from truce.base import contact
from truce.ingest.demo import names
from truce.ingest.demo.book import named
from truce.ingest.demo.plan import Brings
from truce.ingest.demo.world import Firm, Someone, World
from truce.people.models import Company, Domain, EmailAddress, Person, Phone
from truce.people.rules import COMPANY_ADDED, COMPANY_CHANGED, PERSON_ADDED, PERSON_CHANGED, Origin
from truce.teams.models import User


def meet(
    world: World,
    brings: Brings,
    *,
    name: str = "",
    firm: Firm | None = None,
    facts: dict | None = None,
    by: User | None = None,
) -> Someone:
    """Somebody new: the person, the company they work for, and what they told."""
    rng, book = world.rng, world.book
    firm = firm or _employer(world, brings)
    by = by or world.automation
    name = name or names.person(rng)
    person: Person = book.new(
        "people.Person",
        **named(name),
        company_id=firm.company.pk,
        created_at=world.now,
        known={},
    )
    book.people.append(person)
    book.record(PERSON_ADDED, person, by=by, at=world.now, created=person)
    who = Someone(person, firm, brings)
    address = f"{_slug(world, names.slug(name).replace('-', '.', 1), firm.domain)}@{firm.domain}"
    book.emails.append(EmailAddress(person_id=person.pk, address=address, key=address, is_sample=True))
    number = names.phone(firm.country, rng) if rng.random() < 0.72 else ""
    if number:
        book.phones.append(
            Phone(person_id=person.pk, number=number, key=contact.phone_key(number) or None, is_sample=True)
        )
    told = {"name": name, **(_told(world, brings, firm) if facts is None else facts)}
    fields = book.learn(person, told, by=by, at=world.now, origin=Origin.FORM)
    book.record(PERSON_CHANGED, person, by=by, at=world.now, data={"fields": fields})
    who.last_fact_at = world.now
    firm.people.append(who)
    world.everybody.append(who)
    return who


def _told(world: World, brings: Brings, firm: Firm) -> dict[str, object]:
    rng = world.rng
    title, seniority, department = rng.choice(names.OPERATORS if rng.random() < brings.runs else names.COLLEAGUES)
    told: dict[str, object] = {
        "job_title": title,
        "seniority": seniority,
        "department": department,
        "country": firm.country if rng.random() < 0.93 else None,
        "language": names.LANGUAGES[firm.country],
        "zone": names.ZONES[firm.country] if rng.random() < 0.5 else None,
    }
    if rng.random() < brings.need:
        told["need"] = rng.choice(names.NEEDS)
    if rng.random() < brings.budget:
        told["budget"] = rng.randrange(10, 320) * 1000
    if rng.random() < 0.75:
        soon = rng.random() < brings.soon * 1.3
        told["timeframe"] = rng.choice(("now", "3_months", "6_months") if soon else ("12_months", "later"))
    if rng.random() < brings.decides:
        told["decides"] = True
    elif rng.random() < 0.3:
        told["decides"] = False
    return told


def _employer(world: World, brings: Brings) -> Firm:
    rng = world.rng
    is_ours = rng.random() < brings.ours
    is_large = rng.random() < brings.large
    if world.firms and rng.random() < 0.76:
        for _ in range(12):
            firm = rng.choice(world.firms)
            size = firm.company.known.get("employees") or 0
            if firm.is_ours == is_ours and (size >= 200) == is_large and not firm.customers and len(firm.people) < 14:
                return firm
    industry = rng.choice(names.OURS if is_ours else names.OTHERS)
    employees = round(200 * 6 ** rng.random()) if is_large else round(8 * 24 ** (rng.random() ** 0.7))
    country = rng.choice(names.COUNTRIES)
    return found(world, names.company(industry, rng), industry, employees, country)


def found(world: World, name: str, industry: str, employees: int, country: str, *, owner: User | None = None) -> Firm:
    """A company that nobody knew until now."""
    rng, book = world.rng, world.book
    domain = f"{_slug(world, names.slug(name), '')}.example"
    if owner is None and rng.random() < 0.03:
        owner = world.user(rng.choice(("maya", "ines", "dana", "emre")))
    company: Company = book.new(
        "people.Company",
        **named(name),
        owner_id=owner.pk if owner else None,
        created_at=world.now,
        known={},
    )
    book.companies.append(company)
    book.domains.append(Domain(company_id=company.pk, name=domain, is_sample=True))
    book.record(COMPANY_ADDED, company, by=world.automation, at=world.now, created=company)
    facts = {
        "company_name": name,
        "industry": industry if rng.random() < 0.93 or owner else None,
        "employees": employees if rng.random() < 0.92 or owner else None,
        "company_country": country,
        "region": rng.choice(names.REGIONS.get(country, ("europe",))),
        "website": f"https://www.{domain}",
    }
    fields = book.learn(company, facts, by=world.automation, at=world.now, origin=Origin.ENRICHMENT)
    book.record(COMPANY_CHANGED, company, by=world.automation, at=world.now, data={"fields": fields})
    firm = Firm(company, industry in names.OURS, domain, country, scans=rng.random() < 0.18)
    world.firms.append(firm)
    return firm


def _slug(world: World, text: str, within: str) -> str:
    count = world.slugs[f"{text}@{within}"] = world.slugs.get(f"{text}@{within}", 0) + 1
    return text if count == 1 else f"{text}{'' if within else '-'}{count}"
