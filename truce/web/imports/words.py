"""How an import is spoken of on its pages."""

from typing import Any

from django.urls import reverse

from truce.ingest.queries import Asked, Draft, Run
from truce.ingest.rules import ATTRIBUTE, Fate, RecordKind, RunState, fields_of, product, told
from truce.journey.rules import CLOSED, Stage
from truce.teams.rules import PEOPLE, Role

_TAGS = {
    RunState.READING: ("", "loader"),
    RunState.ASKING: ("open", "question-mark"),
    RunState.READY: ("open", "circle-check"),
    RunState.RUNNING: ("us", "loader"),
    RunState.DONE: ("", "check"),
    RunState.CANCELLED: ("open", "player-stop"),
    RunState.FAILED: ("soon", "alert-triangle"),
    RunState.UNREADABLE: ("soon", "alert-triangle"),
}
_SAYS = {
    Fate.NEW: "came in as new records",
    Fate.UPDATED: "were known: what was empty is filled in",
    Fate.DUPLICATE: "were here already: nothing changed",
    Fate.REFUSED: "could not come in, each with its reason",
}
_ICONS = {Fate.NEW: "plus", Fate.UPDATED: "refresh", Fate.DUPLICATE: "copy", Fate.REFUSED: "alert-triangle"}
_ANSWERS = {
    "dmy": "the day first, 31.12.2024",
    "mdy": "the month first, 12/31/2024",
    "ymd": "the year first, 2024-12-31",
    ".": "a point, 1,234.50",
    ",": "a comma, 1.234,50",
}


def fate_tabs(run: Run, now: Fate | None) -> list[tuple[str, str, bool]]:
    """Return the four fates of an import as tabs."""
    return [
        (f"{fate.label}, {run.counts[fate.value]:,}", reverse("import-rows", args=[run.id, fate.value]), fate == now)
        for fate in Fate
    ]


WORDS: dict[str, Any] = {
    "TAGS": _TAGS,
    "SAYS": _SAYS,
    "ICONS": _ICONS,
    "FATES": list(Fate),
    "told": told,
    "fate_tabs": fate_tabs,
    "product": product,
}


def choices(draft: Draft) -> dict[str, Any]:
    """Return the options of the form in which a file is mapped and answered."""
    fields = fields_of(draft.run.kind)
    own = [(ATTRIBUTE, "a field of one's own")]
    return {
        "KINDS": RecordKind.choices,
        "FIELDS": [("", "Leave it out"), *((key, field.label) for key, field in fields.items()), *own],
        "LABELS": {key: field.label for key, field in fields.items()},
        "ROLES": [("", "Choose"), *((role.value, str(role.label)) for role in Role if role in PEOPLE)],
        "STAGES": [("", "Choose"), *((stage.value, str(stage.label)) for stage in Stage if stage != Stage.MERGED)],
        "CLOSED": [stage.value for stage in CLOSED],
        "answer_options": answer_options,
        "place_of": {column.name: place for place, column in enumerate(draft.columns)},
    }


def answer_options(asked: Asked) -> list[tuple[str, str]]:
    """Return the possible answers to a question, as options."""
    if asked.option == "empty":
        return [("", "Choose"), ("yes", "They mean empty"), ("no", "They are values")]
    return [("", "Choose"), *((choice, _ANSWERS.get(choice, choice)) for choice in asked.choices)]
