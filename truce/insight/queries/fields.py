"""The fields of people and companies, as pages show and change them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from truce.agreement.rules import Body
from truce.criteria import Op, Test
from truce.insight.queries.journeys import shown
from truce.people.models import Company, FieldDefinition, Person
from truce.people.queries import definitions
from truce.teams.models import User


@dataclass(frozen=True)
class FieldValue:
    """One field of a person or company. `value`: as it is posted back, "" for none; `shown`: as it is read."""

    key: str
    label: str
    kind: str
    value: str
    shown: str
    of: str
    options: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()
    is_required: bool = False

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.value


def fields_of(
    row: Person | Company, known: Iterable[FieldDefinition], body: Body | None = None
) -> tuple[FieldValue, ...]:
    """Return the fields of a person or company, in their own order. Takes body: whose required fields are marked."""
    of = "person" if isinstance(row, Person) else "company"
    asked = _asked(body) if body else {}
    required = body.required if body else ()
    return tuple(_field(row, each, asked, required) for each in known if each.of == of)


def field_of(row: Person | Company, key: str, body: Body | None = None) -> FieldValue | None:
    """Return one field of a person or company, None where there is no such field.

    Cost    one query.
    """
    return next((each for each in fields_of(row, definitions().values(), body) if each.key == key), None)


def person_of(lead_id: int, *, user: User) -> Person | None:
    """Return the person whose lead it is."""
    return Person.objects.visible_to(user).filter(leads=lead_id).first()


def again(row: Person | Company) -> Person | Company:
    """Return the row as it stands now."""
    return type(row)._default_manager.get(pk=row.pk)


def company(company_id: int, *, user: User) -> Company | None:
    return Company.objects.visible_to(user).filter(pk=company_id).first()


def _field(
    row: Person | Company, known: FieldDefinition, asked: Mapping[str, list[str]], required: Collection[str]
) -> FieldValue:
    value = row.known.get(known.key)
    return FieldValue(
        key=known.key,
        label=known.label,
        kind=known.kind,
        value=_posted(value),
        shown=shown(value, known.kind),
        of=known.of,
        options=_options(known),
        hints=tuple(dict.fromkeys(shown(each, known.kind) for each in asked.get(known.key, ()))),
        is_required=known.key in required,
    )


def _posted(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _options(known: FieldDefinition) -> tuple[tuple[str, str], ...]:
    if known.kind == "bool":
        return ("", "not known"), ("true", "yes"), ("false", "no")
    choices = [each if isinstance(each, (list, tuple)) else (each, shown(each, "code")) for each in known.choices]
    return (("", "not known"), *((str(value), str(words)) for value, words in choices)) if choices else ()


def _asked(body: Body) -> dict[str, list[str]]:
    """Return the codes that the scorecard asks for, by field: what it is useful to write."""
    found: dict[str, list[str]] = {}
    for test in chain.from_iterable(_tests(rule.when) for rule in body.fit):
        if test.op in (Op.IS, Op.ONE_OF):
            values = test.value if isinstance(test.value, (list, tuple)) else [test.value]
            found.setdefault(test.field, []).extend(str(value) for value in values)
    return found


def _tests(tree) -> Iterable[Test]:
    if isinstance(tree, Test):
        yield tree
    else:
        for part in getattr(tree, "parts", None) or (tree.part,):
            yield from _tests(part)
