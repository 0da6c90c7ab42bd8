"""What a file may hold: kinds of records, and the fields that each kind can take in."""

from dataclasses import dataclass
from enum import StrEnum

from truce.base.words import Word


class RecordKind(Word):
    """One kind of record in a file. A file holds one kind."""

    USER = "user", "Users"
    COMPANY = "company", "Companies"
    PERSON = "person", "Contacts"
    LEAD = "lead", "Leads"
    CAMPAIGN = "campaign", "Campaigns"
    MEMBER = "member", "Campaign members"
    CALL = "call", "Calls"
    MEETING = "meeting", "Meetings"
    TASK = "task", "Tasks"


class Holds(StrEnum):
    """How the text of a field is read."""

    TEXT = "text"
    KEY = "key"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    MOMENT = "moment"
    DAY = "day"
    MONEY = "money"
    NUMBER = "number"
    BOOL = "bool"


LONG = 20_000


@dataclass(frozen=True)
class Field:
    """One field of a kind. `link`: the role of the record that its text points at; `part`: how it points there.

    `most`: characters that a text may have.
    """

    key: str
    label: str
    holds: Holds = Holds.TEXT
    link: str = ""
    part: str = ""
    most: int = 200


def _links(role: str, label: str, target: str, *parts: str) -> tuple[Field, ...]:
    holds = {"key": Holds.KEY, "name": Holds.NAME, "email": Holds.EMAIL}
    words = {"key": "id", "name": "name", "email": "e-mail"}
    return tuple(Field(f"{role}_{part}", f"{label}: {words[part]}", holds[part], role, part) for part in parts)


TARGETS = {
    "owner": (RecordKind.USER,),
    "company": (RecordKind.COMPANY,),
    "person": (RecordKind.PERSON,),
    "lead": (RecordKind.LEAD,),
    "campaign": (RecordKind.CAMPAIGN,),
    "deal": (),
    "who": (RecordKind.LEAD, RecordKind.PERSON),
    "what": (RecordKind.COMPANY, RecordKind.CAMPAIGN),
}
_KEY = Field("key", "Id in the other system", Holds.KEY)
_OWNER = _links("owner", "Owner", "user", "key", "name", "email")
_DATES = (
    Field("created_at", "Created", Holds.MOMENT),
    Field("modified_at", "Last changed", Holds.MOMENT),
)
_ADDRESS = (
    Field("street", "Street", most=500),
    Field("city", "City"),
    Field("region", "State or region"),
    Field("postal_code", "Postal code"),
    Field("country", "Country"),
)
_HUMAN = (
    Field("salutation", "Salutation"),
    Field("first_name", "First name"),
    Field("last_name", "Last name"),
    Field("full_name", "Full name", Holds.NAME),
    Field("email", "E-mail", Holds.EMAIL),
    Field("email_2", "Second e-mail", Holds.EMAIL),
    Field("phone", "Phone", Holds.PHONE),
    Field("mobile", "Mobile phone", Holds.PHONE),
    Field("job_title", "Job title"),
    Field("department", "Department"),
    Field("language", "Language"),
    Field("opted_out", "Wants no mail", Holds.BOOL),
    Field("do_not_call", "Wants no calls", Holds.BOOL),
    Field("note", "Note", most=LONG),
)
_SOURCE = (
    Field("source", "Source"),
    Field("source_detail", "Source in detail"),
    Field("campaign_name", "Campaign: name", Holds.NAME, "campaign", "name"),
    Field("campaign_key", "Campaign: id", Holds.KEY, "campaign", "key"),
    Field("utm_source", "UTM source"),
    Field("utm_medium", "UTM medium"),
    Field("utm_campaign", "UTM campaign"),
    Field("utm_term", "UTM term"),
    Field("utm_content", "UTM content"),
)
_FIRM = (
    Field("website", "Website", Holds.WEBSITE, most=500),
    Field("industry", "Industry"),
    Field("employees", "Employees", Holds.NUMBER),
    Field("annual_revenue", "Yearly revenue", Holds.MONEY),
)
_ABOUT = (
    *_links("person", "Contact", "person", "key", "name", "email"),
    *_links("lead", "Lead", "lead", "key", "name", "email"),
    *_links("company", "Company", "company", "key", "name"),
    *_links("deal", "Deal", "deal", "key", "name"),
    *_links("who", "Lead or contact", "person", "key", "name"),
    *_links("what", "Company or deal", "company", "key", "name"),
)
_COMPANY_LINK = _links("company", "Company", "company", "key", "name")

FIELDS: dict[str, tuple[Field, ...]] = {
    RecordKind.USER: (
        _KEY,
        Field("first_name", "First name"),
        Field("last_name", "Last name"),
        Field("full_name", "Full name", Holds.NAME),
        Field("email", "E-mail", Holds.EMAIL),
        Field("job_title", "Job title"),
        Field("phone", "Phone", Holds.PHONE),
        Field("is_active", "Works here", Holds.BOOL),
        Field("role", "Role"),
        Field("zone", "Time zone"),
        *_DATES,
    ),
    RecordKind.COMPANY: (
        _KEY,
        Field("name", "Name"),
        *_FIRM,
        Field("phone", "Phone", Holds.PHONE),
        Field("type", "Type"),
        Field("note", "Note", most=LONG),
        Field("source", "Source"),
        *_OWNER,
        *_ADDRESS,
        *_DATES,
    ),
    RecordKind.PERSON: (_KEY, *_HUMAN, *_COMPANY_LINK, _FIRM[0], *_SOURCE, *_OWNER, *_ADDRESS, *_DATES),
    RecordKind.LEAD: (
        _KEY,
        *_HUMAN,
        *_COMPANY_LINK,
        *_FIRM,
        Field("status", "Status"),
        Field("converted", "Converted", Holds.BOOL),
        Field("converted_at", "Converted on", Holds.MOMENT),
        Field("rating", "Rating"),
        Field("last_activity_at", "Last activity", Holds.MOMENT),
        *_SOURCE,
        *_OWNER,
        *_ADDRESS,
        *_DATES,
    ),
    RecordKind.CAMPAIGN: (
        _KEY,
        Field("name", "Name"),
        Field("type", "Type"),
        Field("status", "Status"),
        Field("starts_on", "Starts", Holds.DAY),
        Field("ends_on", "Ends", Holds.DAY),
        Field("expected_revenue", "Expected revenue", Holds.MONEY),
        Field("planned_cost", "Planned cost", Holds.MONEY),
        Field("cost", "Cost", Holds.MONEY),
        Field("note", "Note", most=LONG),
        *_OWNER,
        *_DATES,
    ),
    RecordKind.MEMBER: (
        _KEY,
        *_links("campaign", "Campaign", "campaign", "key", "name"),
        *_links("lead", "Lead", "lead", "key", "name"),
        *_links("person", "Contact", "person", "key", "name"),
        Field("first_name", "First name"),
        Field("last_name", "Last name"),
        Field("email", "E-mail", Holds.EMAIL),
        Field("status", "Status"),
        Field("at", "When", Holds.MOMENT),
        Field("responded", "Responded", Holds.BOOL),
        Field("responded_at", "First responded", Holds.MOMENT),
        *_DATES,
    ),
    RecordKind.CALL: (
        _KEY,
        Field("subject", "Subject", most=1000),
        Field("at", "When", Holds.MOMENT),
        Field("seconds", "Duration in seconds", Holds.NUMBER),
        Field("minutes", "Duration in minutes", Holds.NUMBER),
        Field("direction", "Direction"),
        Field("outcome", "Outcome"),
        Field("purpose", "Purpose"),
        Field("note", "Note", most=LONG),
        *_OWNER,
        *_ABOUT,
        *_DATES,
    ),
    RecordKind.MEETING: (
        _KEY,
        Field("subject", "Subject", most=1000),
        Field("at", "Starts", Holds.MOMENT),
        Field("ends_at", "Ends", Holds.MOMENT),
        Field("minutes", "Duration in minutes", Holds.NUMBER),
        Field("place", "Place"),
        Field("note", "Note", most=LONG),
        *_OWNER,
        *_ABOUT,
        *_DATES,
    ),
    RecordKind.TASK: (
        _KEY,
        Field("subject", "Subject", most=1000),
        Field("due_at", "Due", Holds.MOMENT),
        Field("status", "Status"),
        Field("priority", "Priority"),
        Field("closed_at", "Done", Holds.MOMENT),
        Field("note", "Note", most=LONG),
        *_OWNER,
        *_ABOUT,
        *_DATES,
    ),
}


def fields_of(kind: str) -> dict[str, Field]:
    """Return the fields of a kind by their key."""
    return {field.key: field for field in FIELDS[kind]}
