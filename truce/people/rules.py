"""What we know of people and companies: fields, consent, and how a fact becomes known."""

from dataclasses import dataclass

from truce.base.words import Word
from truce.ledger.rules import Code, declare, folds


class FieldKind(Word):
    TEXT = "text", "Text"
    CODE = "code", "Choice"
    NUMBER = "number", "Number"
    DATE = "date", "Date"
    BOOL = "bool", "Yes or no"


class Origin(Word):
    """How a fact came to us."""

    FORM = "form", "A form"
    ENRICHMENT = "enrichment", "Enrichment"
    SALES = "sales", "Sales"
    MARKETING = "marketing", "Marketing"
    IMPORT = "import", "An import"


class ConsentState(Word):
    GIVEN = "given", "Given"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Purpose(Word):
    EMAIL = "email", "Mail"
    PHONE = "phone", "Calls"


@dataclass(frozen=True)
class KnownField:
    """One field that Truce ships with; `column` says that the newest fact is also a column of the row."""

    key: str
    label: str
    kind: FieldKind
    of: str
    column: str = ""


FIELDS = (
    KnownField("name", "Name", FieldKind.TEXT, "person", "name"),
    KnownField("job_title", "Job title", FieldKind.TEXT, "person", "job_title"),
    KnownField("seniority", "Seniority", FieldKind.CODE, "person"),
    KnownField("department", "Department", FieldKind.CODE, "person"),
    KnownField("language", "Language", FieldKind.CODE, "person"),
    KnownField("country", "Country", FieldKind.CODE, "person"),
    KnownField("zone", "Time zone", FieldKind.TEXT, "person"),
    KnownField("need", "What they need", FieldKind.TEXT, "person"),
    KnownField("budget", "Budget", FieldKind.NUMBER, "person"),
    KnownField("timeframe", "When they decide", FieldKind.CODE, "person"),
    KnownField("decides", "Decides or advises", FieldKind.BOOL, "person"),
    KnownField("company_name", "Name", FieldKind.TEXT, "company", "name"),
    KnownField("industry", "Industry", FieldKind.CODE, "company"),
    KnownField("employees", "Employees", FieldKind.NUMBER, "company"),
    KnownField("company_country", "Country", FieldKind.CODE, "company"),
    KnownField("region", "Region", FieldKind.CODE, "company"),
    KnownField("website", "Website", FieldKind.TEXT, "company"),
)

PERSON_ADDED = declare("person.added", "Added", subject="person", is_shown=False)
PERSON_CHANGED = declare("person.changed", "Changed", subject="person", fields=list)
PERSON_MERGED = declare("person.merged", "Merged", subject="person", kept=int)
PERSON_UNMERGED = declare("person.unmerged", "Taken apart again", subject="person", kept=int)
PERSON_ERASED = declare("person.erased", "Personal data erased", subject="person")
COMPANY_ADDED = declare("company.added", "Added", subject="company", is_shown=False)
COMPANY_CHANGED = declare("company.changed", "Changed", subject="company", fields=list)
CONSENT_CHANGED = declare("consent.changed", "Consent changed", subject="person", purpose=Code, state=Code)

PERSON = folds("person", model="people.Person", columns=("company_id", "merged_into_id", "created_at", "erased_at"))
COMPANY = folds("company", model="people.Company", columns=("owner_id", "created_at"))
CONSENT = folds("consent", model="people.Consent", columns=("person_id", "purpose", "state", "changed_at"))
