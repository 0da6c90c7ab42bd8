"""The columns that a list of leads can show, and what each needs from the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from truce.people.queries import definitions
from truce.people.rules import FIELDS


@dataclass(frozen=True)
class Column:
    """One column.

    Takes   needs: ORM paths; sort: the key of its order, "" for none; fact: the field that is changed in its cells;
            of: whose it is, the person's or the company's.
    """

    key: str
    label: str
    needs: tuple[str, ...] = ()
    sort: str = ""
    is_right: bool = False
    fact: str = ""
    kind: str = ""
    choices: tuple[str, ...] = ()
    of: str = "person"

    @property
    def options(self) -> list[tuple[str, str]]:
        return [("", "not known"), *((each, each) for each in self.choices)]


HOLDER = ("holder_user__name", "holder_user__side", "holder_queue__name", "holder_queue__side")
PERSON, COMPANY = ("person__known",), ("company_id", "company__known")
COLUMNS = {
    column.key: column
    for column in (
        Column("company", "Company", ("company_id", "company__name"), "company"),
        Column("job_title", "Job title", ("person__job_title",), fact="job_title", kind="text"),
        Column("due", "Due", ("turn", "due_at"), "due"),
        Column("holder", "Holder", HOLDER),
        Column("score", "Score", ("number", "line", "is_ready"), "score"),
        Column("stage", "Stage", ("stage",)),
        Column("side", "Side", ("side",)),
        Column("grade", "Fit and activity", ("grade", "level")),
        Column("cell", "What is agreed", ("cell",)),
        Column("campaign", "Campaign", ("first_campaign_id", "source")),
        Column("source", "Source", ("source",)),
        Column("channel", "Channel", ("first_channel",)),
        Column("created", "Created", ("created_at",), "created"),
        Column("touches", "Touches", ("touches",), is_right=True),
        Column("touched", "Last touched", ("last_touched_at",), "touched"),
        Column("returns", "Returns", ("returns",), is_right=True),
        Column("closed", "Closed", ("closed_at",), "closed"),
        Column("close_reason", "Closed because", ("close_reason", "stage")),
        Column("step", "Next step", ("step_kind", "step_due_at", "step_is_day")),
    )
}
FACTS = {
    each.key: Column(
        each.key,
        {"country": "Country, person", "company_country": "Country, company"}.get(each.key, each.label),
        PERSON if each.of == "person" else COMPANY,
        fact=each.key,
        kind=each.kind.value,
        is_right=each.kind == "number",
        of=each.of,
    )
    for each in FIELDS
    if each.key not in ("name", "job_title", "company_name")
}
USUAL = ("company", "job_title", "due", "holder", "score", "stage", "campaign")
MINE = ("company", "job_title", "due", "score", "stage", "campaign", "touched")


def columns_of(keys: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns with these keys in this order; keys that mean nothing any more are left out.

    Cost    none; one query where a field made in this house is among them.
    """
    known = {**COLUMNS, **FACTS}
    if any(key not in known for key in keys):
        known |= _made()
    return tuple(known[key] for key in dict.fromkeys(keys) if key in known)


def all_columns() -> list[tuple[str, list[Column]]]:
    """Return all columns as a menu shows them.

    Cost    one query.
    """
    return [("The lead", list(COLUMNS.values())), ("What we know", [*FACTS.values(), *_made().values()])]


def _made() -> dict[str, Column]:
    shipped = {each.key for each in FIELDS}
    return {
        key: Column(
            key,
            made.label,
            PERSON if made.of == "person" else COMPANY,
            fact=key,
            kind=made.kind,
            choices=tuple(made.choices),
            is_right=made.kind == "number",
            of=made.of,
        )
        for key, made in definitions().items()
        if key not in shipped and key not in COLUMNS
    }
