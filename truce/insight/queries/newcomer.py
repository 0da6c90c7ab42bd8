"""Is this somebody we know already? Asked while a lead is typed in."""

from collections.abc import Collection
from dataclasses import dataclass

from truce.base import contact
from truce.campaigns.models import Campaign
from truce.campaigns.rules import CampaignStatus
from truce.journey.models import Lead
from truce.people.queries import match, match_companies
from truce.teams.models import User

MOST_CAMPAIGNS = 200


@dataclass(frozen=True)
class Known:
    """Somebody who is here already. Takes by: what they were recognised by; lead_id: their open lead, if any."""

    name: str
    by: str
    lead_id: int | None
    holder: str


@dataclass(frozen=True)
class KnownCompany:
    """A company that is here already, with its open leads."""

    id: int
    name: str
    open: int


def known(*, emails: Collection[str], phones: Collection[str], name: str, region: str, user: User) -> Known | None:
    """Return who somebody typed in is, None for nobody we know.

    Takes   emails, phones, name: as typed.
    Cost    at most three queries.
    """
    keys = [key for text in emails if (key := contact.email_key(text))]
    numbers = [key for text in phones if (key := contact.phone_key(text, region))]
    found = match(emails=keys, phones=numbers, name=name)
    if found is None:
        return None
    open_ones = Lead.objects.visible_to(user).open().select_related("holder_user", "holder_queue")
    lead = open_ones.filter(person=found.person).first()
    holder = str(lead.holder_user or lead.holder_queue) if lead else ""
    return Known(str(found.person), found.by, lead.pk if lead else None, holder)


def known_company(*, name: str, emails: Collection[str]) -> KnownCompany | None:
    """Return the company that a name or an address stands for, None for an unknown one.

    Cost    at most three queries.
    """
    domain = next((found for text in emails if (found := contact.company_domain(text))), "")
    if not (name.strip() or domain):
        return None
    company = match_companies([(domain, name)]).get((domain, name))
    return KnownCompany(company.pk, company.name, company.leads.open().count()) if company else None


def campaigns() -> list[Campaign]:
    """Return the campaigns that may have brought somebody now, by name."""
    running = Campaign.objects.filter(status__in=[CampaignStatus.ACTIVE, CampaignStatus.ENDED])
    newest = list(running.order_by("-created_at", "-pk")[:MOST_CAMPAIGNS])
    return sorted(newest, key=lambda campaign: campaign.name_key)
