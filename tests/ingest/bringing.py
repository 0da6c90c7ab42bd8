"""Files brought in the way a person or a command brings them."""

from tests.cast import NOON
from truce.ingest import actions
from truce.ingest.models import ImportRow, ImportRun
from truce.jobs import actions as jobs
from truce.teams.queries import importer

SALES = {"*": "sales"}


def brought(text, *, kind="", source="", name="list.csv", at=NOON, by=None, **choices) -> ImportRun:
    """Send a file and answer what it asks."""
    data = text if isinstance(text, bytes) else text.encode()
    by = by or importer()
    run = actions.bring(actions.store(name, [data]), by=by, at=at, kind=kind, source=source)
    roles = choices.pop("roles", {})
    if "*" in roles:
        roles = {user["email"]: roles["*"] for user in run.study["users"]}
    return actions.choose(run.pk, actions.Choices(roles=roles, **choices), by=by, at=at)


def imported(text, *, at=NOON, **how) -> ImportRun:
    """Bring a file in, all of it."""
    run = brought(text, at=at, **how)
    assert run.state == "ready", run.study["questions"]
    actions.start(run.pk, by=run.by, at=at)
    assert jobs.run_due(at=at).get("failed") is None
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """Return new, updated, duplicate, refused."""
    return run.new, run.updated, run.duplicate, run.refused


def says(run: ImportRun, fate: str = "refused") -> list[str]:
    """Return what was said of the rows of one fate."""
    rows = ImportRow.objects.filter(run=run, fate=fate).order_by("line")
    return [text for row in rows for _, _, text in (*row.reasons, *row.notes)]
