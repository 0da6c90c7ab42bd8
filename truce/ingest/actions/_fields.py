"""Which fields of people and companies the columns of a file fill, and the fields of one's own that it makes."""

from collections.abc import Mapping
from decimal import Decimal

from truce.ingest.actions._chunk import House
from truce.ingest.rules import ATTRIBUTE, Amount, Prepared, RecordKind, field_key, minor_digits, source_code
from truce.ingest.rules import Mapping as FileMapping
from truce.people.models import FieldDefinition
from truce.people.rules import FieldKind

# The file's field -> the fact's key. What Truce does not ship with becomes a field when a file first brings it.
PERSON = {
    "job_title": "job_title",
    "department": "department",
    "language": "language",
    "country": "country",
    "salutation": "salutation",
    "street": "street",
    "city": "city",
    "region": "state",
    "postal_code": "postal_code",
    "rating": "rating",
}
COMPANY = {
    "website": "website",
    "industry": "industry",
    "employees": "employees",
    "annual_revenue": "annual_revenue",
    "phone": "company_phone",
    "type": "company_type",
    "source": "company_source",
    "street": "company_street",
    "city": "company_city",
    "region": "region",
    "postal_code": "company_postal_code",
    "country": "company_country",
}
OF_A_LEADS_COMPANY = ("website", "industry", "employees", "annual_revenue")
_LABELS = {
    "salutation": "Salutation",
    "street": "Street",
    "city": "City",
    "state": "State or region",
    "postal_code": "Postal code",
    "rating": "Rating",
    "annual_revenue": "Yearly revenue",
    "company_phone": "Phone",
    "company_type": "Type",
    "company_source": "Source",
    "company_street": "Street",
    "company_city": "City",
    "company_postal_code": "Postal code",
}
_OF = {RecordKind.COMPANY: "company", RecordKind.PERSON: "person", RecordKind.LEAD: "person"}


def make_fields(house: House, mapping: FileMapping) -> None:
    """Make the fields that a file brings and that are not here yet. Twice is once."""
    of = _OF.get(RecordKind(mapping.kind))
    if of is None:
        return
    filled = {column.field for column in mapping.columns} | set(mapping.constants)
    wanted = [(key, "company") for name, key in COMPANY.items() if of == "company" and name in filled]
    wanted += [(key, "person") for name, key in PERSON.items() if of == "person" and name in filled]
    if mapping.kind == RecordKind.LEAD:
        wanted += [(COMPANY[name], "company") for name in OF_A_LEADS_COMPANY if name in filled]
    labels = [(key, _LABELS[key], owner) for key, owner in wanted if key not in house.fields]
    labels += [
        (key, column.name[:120], of)
        for column in mapping.columns
        if column.field == ATTRIBUTE and (key := own_key(house, column.name, of)) not in house.fields
    ]
    for key, label, owner in labels:
        house.fields[key], _ = FieldDefinition.objects.get_or_create(
            key=key, defaults={"label": label, "kind": _kind(key), "of": owner}
        )


def own_key(house: House, name: str, of: str) -> str:
    """Return the key of the field that a column of one's own fills."""
    others = (key for key, known in house.fields.items() if known.of != of or known.kind != FieldKind.TEXT)
    return field_key(name, of, others)


def person_facts(house: House, row: Prepared) -> dict[str, object]:
    """Return what a row says of a person, by field key."""
    facts = _facts(house, row.values, PERSON)
    return facts | {own_key(house, name, "person"): text for name, text in row.attributes.items()}


def company_facts(house: House, row: Prepared) -> dict[str, object]:
    """Return what a row says of a company, by field key."""
    if row.kind != RecordKind.COMPANY:
        return _facts(house, row.values, {name: COMPANY[name] for name in OF_A_LEADS_COMPANY})
    facts = _facts(house, row.values, COMPANY)
    if row.phones:
        facts["company_phone"] = row.phones[0].typed
    return facts | {own_key(house, name, "company"): text for name, text in row.attributes.items()}


def _facts(house: House, values: Mapping[str, object], table: Mapping[str, str]) -> dict[str, object]:
    return {key: _value(house, key, values[name]) for name, key in table.items() if values.get(name)}


def _value(house: House, key: str, value: object) -> object:
    if isinstance(value, Amount):
        value = Decimal(value.minor) / 10 ** minor_digits(value.currency)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if not isinstance(value, str):
        return value
    known = house.fields.get(key)
    code = source_code(value) if known and known.kind == FieldKind.CODE else ""
    return code if code and code in {choice[0] for choice in known.choices if choice} else value


def _kind(key: str) -> str:
    return FieldKind.NUMBER if key == "annual_revenue" else FieldKind.TEXT
