"""A whole Zoho export comes in, and every count is what a recount of its files by the csv module alone says."""

import csv
from collections import Counter
from datetime import date, datetime

import pytest

from tests.cast import NOON
from tests.ingest.bringing import counts, imported
from truce.campaigns.models import Campaign, Touchpoint
from truce.ingest.models import ImportRow
from truce.journey.models import Lead
from truce.ledger import queries as ledger
from truce.ledger.models import Event
from truce.people.models import Company, Consent, Domain, Person

TABLES = ("Users", "Accounts", "Contacts", "Leads", "Campaigns", "Campaign_Lead_Status", "Calls", "Events", "Tasks")
STAGES = {"Pre Qualified": "mql", "Junk Lead": "disqualified", "Lost Lead": "lost"}
# Sites that lend mailboxes to anybody: a person there is of no company, so the site is no company's domain.
LENT = {"dayrep.com", "armyspy.com"}
OURS = {"zone": "Europe/Berlin", "currency": "USD", "region": "US"}


class Said:
    """What the files say, counted without Truce."""

    def __init__(self, folder):
        for name in TABLES:
            with (folder / f"{name}.csv").open(newline="", encoding="utf-8-sig") as text:
                setattr(self, name, list(csv.DictReader(text)))
        self.lead_ids = {lead["LEADID"] for lead in self.Leads}
        self.contact_ids = {contact["CONTACTID"] for contact in self.Contacts}
        self.account_ids = {account["ACCOUNTID"] for account in self.Accounts}
        self.namesakes = Counter(lead["Last Name"] for lead in self.Leads)
        self.placed = [member for member in self.Campaign_Lead_Status if self.namesakes[member["Lead Last Name"]] == 1]

    def about(self, row):
        """Return whom a call or an event is about: the lead or the contact if it names one, else the company."""
        if row["LEADID"] in self.lead_ids:
            return "lead"
        if row["CONTACTID"] in self.contact_ids:
            return "contact"
        return "company" if row["ACCOUNTID"] in self.account_ids else "nobody"

    def fates(self, name):
        """Return new, updated, duplicate, refused of one file."""
        rows = getattr(self, name)
        if name == "Tasks":
            distinct = len({tuple(task.values()) for task in rows})
            return 0, 0, len(rows) - distinct, distinct
        if name == "Campaign_Lead_Status":
            return len(self.placed), 0, 0, len(rows) - len(self.placed)
        lost = sum(self.about(row) == "nobody" for row in rows) if name in ("Calls", "Events") else 0
        return len(rows) - lost, 0, 0, lost

    def companies(self):
        """Return how many companies and domains there must be: accounts, then leads' whose name and site are new."""
        accounts = {account["ACCOUNTID"]: account for account in self.Accounts}
        pairs = Counter((one["Account Name"], one["Website"].lower()) for one in self.Accounts)
        sites = {one["Website"].lower() for one in self.Accounts}
        of_contact = {contact["Email"]: accounts[contact["Account Id"]] for contact in self.Contacts}
        more = set()
        for lead in self.Leads:
            pair = lead["Company"], lead["Website"].lower()
            if lead["Email"] not in of_contact and not pairs[pair]:
                more.add(pair)
        sites |= {site for _, site in more}
        return len(self.Accounts) + len(more), len(sites - LENT)


def stage(lead):
    return "opportunity" if lead["CONVERTED"] == "Yes" else STAGES.get(lead["Lead Status"], "lead")


def tally(queryset, *columns):
    return Counter(queryset.values_list(*columns, flat=len(columns) == 1))


def runs_of(said, runs):
    return {name: counts(run) for name, run in runs.items()}, {name: said.fates(name) for name in TABLES}


def leads_by_status(said, runs):
    return tally(Lead.objects, "raw_status", "stage"), Counter((x["Lead Status"], stage(x)) for x in said.Leads)


def leads_by_source(said, runs):
    return tally(Lead.objects, "source"), Counter(x["Lead Source"].lower().replace(" ", "_") for x in said.Leads)


def open_leads_by_holder(said, runs):
    found = tally(Lead.objects.open(), "holder_user__name")
    return found, Counter(x["Lead Owner"] for x in said.Leads if stage(x) not in ("disqualified", "lost"))


def touchpoints_by_source(said, runs):
    found = tally(Touchpoint.objects.filter(kind="imported"), "source")
    return found, Counter(x["Lead Source"] for x in (*said.Leads, *said.Contacts))


def people_and_companies(said, runs):
    people = {x["Email"].lower() for x in (*said.Leads, *said.Contacts)}
    return (Person.objects.count(), (Company.objects.count(), Domain.objects.count())), (len(people), said.companies())


def campaigns_by_status(said, runs):
    found = tally(Campaign.objects, "raw_type", "raw_status"), Campaign.objects.filter(currency="USD").count()
    return found, (Counter((x["Type"], x["Status"]) for x in said.Campaigns), len(said.Campaigns))


def campaign_money(said, runs):
    cents = sum(round(float(x["Actual Cost"].strip("$K").replace(",", "")) * 100_000) for x in said.Campaigns)
    return sum(Campaign.objects.values_list("cost_minor", flat=True)), cents


def members_by_status(said, runs):
    found = tally(Touchpoint.objects.filter(campaign__isnull=False), "campaign__name", "detail")
    return found, Counter((x["Campaign Name"], x["Status"]) for x in said.placed)


def opted_out(said, runs):
    found = Consent.objects.filter(state="withdrawn", purpose="email").count()
    return found, len({x["Lead Last Name"] for x in said.placed if x["Status"] == "Opted Out"})


def calls_by_subject(said, runs):
    found = tally(Event.objects.filter(kind__contains=".call"), "kind", "data__direction")
    kinds = {"lead": "touch.call", "contact": "touch.call", "company": "company_activity.call"}
    ways = {"Inbound": "in", "Outbound": "out"}
    known = ((said.about(call), call) for call in said.Calls)
    return found, Counter((kinds[about], ways[call["Call Type"]]) for about, call in known if about != "nobody")


def meetings(said, runs):
    return tally(Event.objects.filter(kind__contains=".meeting"), "kind"), Counter(
        "touch.meeting" for event in said.Events if said.about(event) != "nobody"
    )


def contradictions(said, runs):
    converted = [x["Lead Status"] for x in said.Leads if x["CONVERTED"] == "Yes"]
    told = runs["Leads"].told
    found = {code: told[code] for code in ("closed_but_converted", "untouched_but_converted", "no_close_time")}
    closed = sum(stage(x) in ("disqualified", "lost") for x in said.Leads)
    return found, {
        "closed_but_converted": sum(status in ("Junk Lead", "Lost Lead") for status in converted),
        "untouched_but_converted": converted.count("Not Contacted"),
        "no_close_time": closed,
    }


def members_out_of_time(said, runs):
    starts = {x["Campaign Name"]: date.fromisoformat(x["Start Date"]) for x in said.Campaigns}
    days = [(datetime.strptime(x["Last Modified Time"], "%d %b, %Y %H:%M:%S"), x["Campaign Name"]) for x in said.placed]  # noqa: DTZ007
    early = sum(day.date() < starts[name] for day, name in days)
    return runs["Campaign_Lead_Status"].told["before_the_campaign"], early


def refused_members_name_their_candidates(said, runs):
    rows = ImportRow.objects.filter(run=runs["Campaign_Lead_Status"], fate="refused").values_list("cells", "reasons")
    return {(int(reasons[0][2].split()[0]), cells[2]) for cells, reasons in rows}, {
        (many, name) for name, many in said.namesakes.items() if many > 1
    }


CHECKS = (
    runs_of,
    leads_by_status,
    leads_by_source,
    open_leads_by_holder,
    touchpoints_by_source,
    people_and_companies,
    campaigns_by_status,
    campaign_money,
    members_by_status,
    opted_out,
    calls_by_subject,
    meetings,
    contradictions,
    members_out_of_time,
    refused_members_name_their_candidates,
)


@pytest.mark.timeout(1800)
def test_a_whole_export_comes_in_as_a_recount_of_its_files_says_and_twice_is_once(trial_data, terms):
    folder = trial_data / "zoho"
    said, runs = Said(folder), {}
    for name in TABLES:
        runs[name] = imported((folder / f"{name}.csv").read_bytes(), name=f"{name}.csv", **answers(said, name))

    found = {check.__name__: check(said, runs) for check in CHECKS}
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}
    assert ImportRow.objects.count() == sum(len(getattr(said, name)) for name in TABLES)

    whole = ledger.verify()
    assert whole.is_whole
    for name in TABLES:
        again = imported((folder / f"{name}.csv").read_bytes(), name=f"{name}.csv", **answers(said, name))
        _, _, _, refused = said.fates(name)
        assert counts(again) == (0, 0, len(getattr(said, name)) - refused, refused)
    assert ledger.verify() == whole


def answers(said, name):
    roles = {x["Email"]: "marketing" if place < 2 else "sales" for place, x in enumerate(said.Users)}
    return {"defaults": OURS, "at": NOON} | ({"roles": roles} if name == "Users" else {})
