"""Other products' words in Truce's terms: statuses, sources, campaign types, answers to campaigns, kinds of calls."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from truce.campaigns.rules import CampaignStatus, Channel, TouchKind
from truce.journey.rules import Stage
from truce.outreach.rules import Direction, Outcome

_MARKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def word_key(text: str) -> str:
    """Return a header or a word as it is looked up: no case, accents, spaces or marks."""
    plain = text.casefold()
    if not plain.isascii():
        spread = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return _MARKS.sub("", plain)


def _table(**lists: str) -> dict[str, str]:
    return {word_key(word): target for target, words in lists.items() for word in words.split("|")}


# The stage that a lead's status says. A status that is not here has to be given a stage by a person.
LEAD_STATUS: Mapping[str, Mapping[str, str]] = {
    "zoho": _table(
        lead="Not Contacted|Attempted to Contact|Contacted|Contact in Future",
        mql="Pre Qualified|Pre-Qualified",
        disqualified="Junk Lead|Not Qualified",
        lost="Lost Lead",
    ),
    "salesforce": _table(
        lead="Open - Not Contacted|Working - Contacted|Open|New|Working|Contacted|Nurturing",
        mql="Qualified",
        disqualified="Closed - Not Converted|Unqualified|Disqualified",
        opportunity="Closed - Converted|Converted",
    ),
    "hubspot": _table(
        lead="New|Open|In progress|Attempted to contact|Connected|Bad timing|Lead",
        subscriber="Subscriber",
        mql="Marketing Qualified Lead|Marketingqualifiedlead",
        sql="Sales Qualified Lead|Salesqualifiedlead",
        opportunity="Open deal|Opportunity",
        customer="Customer|Evangelist",
        disqualified="Unqualified",
    ),
}
STAGES = frozenset(Stage.values) - {Stage.MERGED}

_CAMPAIGN_TYPE = _table(
    event="Conference|Trade Show|Event|Seminar / Conference|Seminar|Exhibition",
    webinar="Webinar|Online event",
    email="Email|E-mail|Newsletter|Mailing",
    print="Direct mail|Print",
    referral="Referral Program|Referral",
    partner="Partners|Partner",
    display="Advertisement|Banner Ads|Display|Advertising",
    phone="Telemarketing|Phone|Cold call",
    social="Social|Social media|Facebook|LinkedIn",
    search="Search|Google Ads|PPC|SEM",
    content="Public Relations|Content|Blog|PR",
)
_SOURCE = _table(
    search="Web Research|Google Ads|Google AdWords|Organic search|Organic|Paid search|Search engine|SEO|Google|Bing",
    social="Facebook|Facebook Ads|Social media|Paid social|LinkedIn|Instagram|Twitter|Xing|fb|ig",
    email="Sales Mail Alias|Sales email alias|Email marketing|Email|Newsletter",
    event="Trade Show|Seminar - Internal|Event|Conference",
    webinar="Webinar",
    referral="Employee Referral|External Referral|Referral|Referrals|Word of mouth|Customer",
    partner="Partner|Partner Referral|Seminar Partner",
    content="Public Relations|Blog|Content|PR",
    display="Advertisement|Ads|Banner|Display",
    print="Direct mail|Print",
    phone="Cold Call|Phone Inquiry|Phone|Telemarketing",
    direct="Online Store|OnlineStore|Web|Website|Direct|Direct traffic|Walk-in|Web Download|Chat",
)
_CAMPAIGN_STATUS = _table(
    planned="Planning|Planned|Draft",
    active="Active|In Progress|Running",
    ended="Complete|Completed|Ended|Aborted",
    paused="Inactive|Paused|On hold",
)
_MEMBER = _table(
    member="Planned|Invited|Targeted",
    mail_sent="Sent|Received|Delivered",
    mail_opened="Opened",
    mail_clicked="Clicked",
    reply="Responded|Replied",
    form="Registered|Submitted|Form submitted",
    event_attended="Attended",
    webinar_attended="Attended webinar",
    download="Downloaded",
    bounced="Bounced",
    unsubscribed="Opted Out|Unsubscribed|Opt out",
)
_CALL = {
    word_key(word): (direction, outcome)
    for word, direction, outcome in (
        ("Inbound", Direction.IN, Outcome.REACHED),
        ("Incoming", Direction.IN, Outcome.REACHED),
        ("Outbound", Direction.OUT, Outcome.REACHED),
        ("Outgoing", Direction.OUT, Outcome.REACHED),
        ("Internal", Direction.INTERNAL, Outcome.REACHED),
        ("Missed", Direction.IN, Outcome.NO_ANSWER),
        ("Unanswered", Direction.OUT, Outcome.NO_ANSWER),
    )
}


def channel_of_source(text: str) -> str:
    """Return the channel that a lead source names; a blank one is not known, a strange one is `other`."""
    return _SOURCE.get(word_key(text), Channel.OTHER.value) if text.strip() else Channel.UNKNOWN.value


def channel_of_campaign(text: str) -> str:
    """Return the channel that a campaign's type names."""
    return _CAMPAIGN_TYPE.get(word_key(text), Channel.OTHER.value) if text.strip() else Channel.UNKNOWN.value


def campaign_status(text: str) -> str:
    """Return Truce's status of a campaign, "" for one that is not known."""
    return _CAMPAIGN_STATUS.get(word_key(text), "") if text.strip() else CampaignStatus.ACTIVE.value


def touch_of_member(text: str) -> str:
    """Return the kind of touchpoint that a campaign member's status stands for, "" for one that is not known."""
    return _MEMBER.get(word_key(text), "") if text.strip() else TouchKind.MEMBER.value


def call_of(text: str) -> tuple[str, str] | None:
    """Return (direction, outcome) of another product's kind of call, None for one that is not known."""
    return _CALL.get(word_key(text))
