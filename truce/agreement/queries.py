"""What is in force, and what it says of a lead."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from truce.agreement.models import Agreement
from truce.agreement.rules import FACTS, Body, BusinessTime, Occurrence, Score, business_time, score
from truce.agreement.words import AgreementState
from truce.base import contact
from truce.base.errors import Refused
from truce.base.queries import Question
from truce.campaigns.models import Touchpoint
from truce.campaigns.queries import touches_of
from truce.campaigns.rules import TouchKind
from truce.criteria import Field, Kind, Vocabulary
from truce.journey.models import Lead
from truce.journey.rules import Stage
from truce.people.models import FieldDefinition, Person
from truce.people.queries import known
from truce.people.rules import ConsentState, FieldKind


class NoAgreement(Refused):
    pass


@dataclass(frozen=True)
class Terms:
    """One version of the agreement, ready to be asked. Times in its promises are business minutes of its calendar."""

    version: int
    state: AgreementState
    body: Body
    hours: BusinessTime

    @property
    def is_agreed(self) -> bool:
        return self.state == AgreementState.IN_FORCE

    def due(self, at: datetime, minutes: int) -> datetime:
        """Return when so many business minutes after an instant have passed."""
        return self.hours.due(at, minutes * 60)


@dataclass(frozen=True)
class Scored:
    """A lead's score with the facts it was made of."""

    score: Score
    facts: dict
    occurrences: tuple[Occurrence, ...]


def current() -> Terms:
    """Return the version in force, or the provisional one.

    Raises  NoAgreement: the first-run wizard has not been done.
    Cost    one query; a version is parsed once in a process.
    """
    found = _CURRENT()
    if not found:
        raise NoAgreement("There is no agreement yet: finish setting Truce up first.")
    return _terms(*found[0])


_CURRENT = Question(lambda: Agreement.objects.filter(is_current=True).values_list("version", "state", "made_at"))


def is_there() -> bool:
    """Return whether any agreement is in force."""
    return Agreement.objects.filter(is_current=True).exists()


def version(number: int) -> Terms | None:
    """Return one version by its number, None for 0 (before the first)."""
    found = Agreement.objects.filter(version=number).values_list("version", "state", "made_at").first()
    return _terms(*found) if found else None


@lru_cache(maxsize=64)
def _terms(number: int, state: str, made_at: datetime) -> Terms:
    body = Body.from_json(Agreement.objects.values_list("body", flat=True).get(version=number))
    return Terms(number, AgreementState(state), body, business_time(body.calendar))


def score_of(lead: Lead, terms: Terms, *, at: datetime) -> Scored:
    """Score a lead as of an instant by one version.

    Takes   lead: with its person and company loaded.
    Cost    four queries.
    """
    touches = [touch for touch in touches_of([lead.person_id]) if touch.happened_at <= at]
    facts = facts_of(lead.person, touches)
    occurrences = occurrences_of(touches)
    return Scored(score(terms.body, facts, occurrences, at), facts, occurrences)


def facts_of(person: Person, touches: list[Touchpoint]) -> dict:
    """Return all that the conditions of an agreement may ask of a person: facts, and what follows from the records."""
    company = person.company
    return facts_from(
        known(person),
        emails=[email.key for email in person.emails.all() if email.key],
        consents={consent.state for consent in person.consents.all()},
        touches=touches,
        is_customer=bool(company and company.leads.filter(stage=Stage.CUSTOMER).exists()),
    )


def facts_from(
    known: Mapping[str, object],
    *,
    emails: Collection[str],
    consents: Collection[str],
    touches: Iterable[Touchpoint],
    is_customer: bool,
) -> dict:
    """Return the same from what the caller has loaded already. Takes emails: their keys; consents: their states."""
    kinds = {touch.kind for touch in touches}
    return {
        **known,
        "is_free_mail": any(contact.is_free_mail(key.rpartition("@")[2]) for key in emails) if emails else None,
        "is_customer": is_customer,
        "has_opted_out": ConsentState.WITHDRAWN in consents or TouchKind.UNSUBSCRIBED in kinds,
        "has_bounced": TouchKind.BOUNCED in kinds,
    }


def occurrences_of(touches: Iterable[Touchpoint]) -> tuple[Occurrence, ...]:
    """Return touchpoints as the rules of an agreement count them."""
    return tuple(
        Occurrence(t.seq, t.kind, t.channel, t.campaign_id, t.happened_at, t.is_human, t.detail) for t in touches
    )


def vocabulary() -> Vocabulary:
    """Return what conditions may speak of here: the fields that Truce knows and those made in this house.

    Cost    one query.
    """
    kinds = {kind: Kind(kind) for kind in FieldKind.values}
    own = [
        Field(made.key, made.label, kinds[made.kind])
        for made in FieldDefinition.objects.filter(archived_at=None)
        if made.key not in FACTS
    ]
    return Vocabulary((*FACTS.fields, *own))
