"""Bring a CSV file in, or a whole Zoho export: bin/truce import zoho FOLDER.

What a file leaves open (day or month first, whose side a user is on, what a status means) is asked:
the command prints the question with the option that answers it, and ends with status 2.
The same file twice changes nothing; rows that were refused are tried again.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from truce.base.clock import now
from truce.base.errors import Refused
from truce.cli.report import add_json, show
from truce.ingest import actions, queries
from truce.ingest.rules import RecordKind, read_layout, recognise
from truce.jobs import actions as jobs
from truce.teams.queries import importer

_BLOCK = 1 << 20
_ORDER = tuple(RecordKind)
_NAMES = {
    "users": RecordKind.USER,
    "accounts": RecordKind.COMPANY,
    "companies": RecordKind.COMPANY,
    "contacts": RecordKind.PERSON,
    "people": RecordKind.PERSON,
    "leads": RecordKind.LEAD,
    "campaigns": RecordKind.CAMPAIGN,
    "members": RecordKind.MEMBER,
    "calls": RecordKind.CALL,
    "events": RecordKind.MEETING,
    "meetings": RecordKind.MEETING,
    "tasks": RecordKind.TASK,
}
_OPTION = {
    "date_order": "--date-order dmy or --date-order mdy (also one column: 'COLUMN=dmy')",
    "mark": "--mark . or --mark , (also one column: 'COLUMN=.')",
    "currency": "--currency EUR",
    "region": "--region DE",
    "status": "--status 'STATUS=STAGE'",
    "empty": "--empty yes or --empty no (also one column: 'COLUMN=yes')",
    "role": "--users-side ADDRESS=sales or ADDRESS=marketing, for each (or ADDRESS=ROLE; * stands for the rest)",
    "columns": "--map COLUMN=FIELD",
}


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="+", metavar="FILE", help="a CSV file; or: zoho FOLDER")
    parser.add_argument("--kind", choices=sorted(_NAMES), help="what its rows are; found out where it is not said")
    parser.add_argument("--source", help="the system it comes from: its ids are kept under that name")
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="FIELD empty: skip it")
    parser.add_argument("--date-order", action="append", default=[], metavar="dmy|mdy")
    parser.add_argument("--mark", action="append", default=[], metavar=".|,", help="the decimal mark")
    parser.add_argument("--empty", action="append", default=[], metavar="yes|no", help="words like N/A mean empty")
    parser.add_argument("--status", action="append", default=[], metavar="STATUS=STAGE")
    parser.add_argument("--users-side", action="append", default=[], metavar="ADDRESS=SIDE")
    parser.add_argument("--zone", help="the time zone of times that name none")
    parser.add_argument("--currency", help="of amounts that name none")
    parser.add_argument("--region", help="the country of phone numbers without one, as DE")
    parser.add_argument("--fill-short", action="store_true", help="rows may lack cells at their end")
    parser.add_argument("--dry-run", action="store_true", help="read everything, try the first rows out, keep nothing")
    parser.add_argument("--yes", action="store_true", help="start without asking")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Bring one file in, or all tables of an export in the order in which they need each other."""
    if args.what[0] == "zoho" and len(args.what) == 2:
        files = _tables(Path(args.what[1]))
    elif len(args.what) == 1:
        files = [(Path(args.what[0]), args.kind or "")]
    else:
        raise Refused("Give one file, or: zoho FOLDER.")
    reports = []
    for path, kind in files:
        report = _bring_in(path, kind, args)
        if isinstance(report, int):
            return report
        reports.append(report)
        if not args.json:
            print(_words(report), flush=True)
    _score()
    show(args, reports, lambda: _total(reports))
    return 0


def _tables(folder: Path) -> list[tuple[Path, str]]:
    """Return the tables of a Zoho export that can be placed, users first, history last."""
    if not folder.is_dir():
        raise Refused(f"{folder} is no folder.")
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open("rb") as stream:
            known = recognise(read_layout(stream).header)
        if known and known[0].preset.source == "zoho" and known[0].confidence > 0.5:
            found.append((path, known[0].preset.kind))
    if not found:
        raise Refused(f"{folder} holds no table of a Zoho export.")
    return sorted(found, key=lambda table: _ORDER.index(RecordKind(table[1])))


def _bring_in(path: Path, kind: str, args: argparse.Namespace) -> dict | int:
    """Import one file. Gives a report, or the exit status where something is left open."""
    by = importer()
    began = time.perf_counter()
    kind = _NAMES[kind].value if kind in _NAMES else kind
    stored = actions.store(path.name, _blocks(path))
    run = actions.bring(stored, by=by, at=now(), kind=kind, source=args.source or "")
    if run.problem:
        actions.forget(run.pk, by=by)
        raise Refused(f"{path.name}: {run.problem}")
    run = actions.choose(run.pk, _choices(run, args), by=by, at=now())
    _wait(run.pk, lambda state: state not in ("reading",))
    draft = queries.draft(run.pk, user=by, at=now())
    if draft.questions:
        actions.forget(run.pk, by=by)
        return _ask(path, draft)
    if args.dry_run or not (args.yes or _agrees(path, draft)):
        actions.forget(run.pk, by=by)
        return _tried(path, draft) if args.dry_run else 2
    read = time.perf_counter()
    actions.start(run.pk, by=by, at=now())
    _wait(run.pk, lambda state: state not in ("running",))
    return _report(path, queries.run(run.pk, user=by, at=now()), read - began, time.perf_counter() - read)


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                yield block
    except OSError as why:
        raise Refused(f"{path} cannot be read: {why.strerror}.") from None


def _choices(run, args: argparse.Namespace) -> actions.Choices:
    questions = run.study.get("questions", ())
    options: dict[str, dict[str, str]] = {}
    for option, given in (("date_order", args.date_order), ("mark", args.mark), ("empty", args.empty)):
        for text in given:
            column, equals, value = text.rpartition("=")
            asked = [q["column"] for q in questions if q["option"] == option]
            for name in [column] if equals else asked:
                options.setdefault(name, {})[option] = value
    defaults = {"zone": args.zone, "currency": (args.currency or "").upper(), "region": (args.region or "").upper()}
    sides = dict(_pairs(args.users_side))
    rest = sides.pop("*", "")
    known = {user["email"]: rest for user in run.study.get("users", ()) if rest}
    return actions.Choices(
        columns=dict(_pairs(args.map)),
        options=options,
        defaults={name: value for name, value in defaults.items() if value},
        roles=known | {email.lower(): side for email, side in sides.items()},
        statuses=dict(_pairs(args.status)),
        fill_short=args.fill_short or None,
    )


def _pairs(given: list[str]) -> Iterator[tuple[str, str]]:
    for text in given:
        name, equals, value = text.rpartition("=")
        if not equals:
            raise Refused(f"{text} is not NAME=VALUE.")
        yield name, value


def _wait(run_id: int, is_over) -> None:
    """Do the job of an import in this process, unless a worker has it; show how far it is."""
    by = importer()
    while True:
        run = queries.run(run_id, user=by, at=now())
        if is_over(run.state.value):
            return
        if sys.stderr.isatty():
            print(f"\r{run.progress.done:,} of {run.progress.total:,} rows", end="\r", file=sys.stderr)
        found = jobs.claim(name="import.run" if run.has_started else "import.read", at=now())
        if found:
            jobs.run(found, clock=now)
        else:
            time.sleep(0.2)


def _score() -> None:
    """Count the numbers of the leads that came in, unless a worker does."""
    while found := jobs.claim(name="import.score", at=now()):
        jobs.run(found, clock=now)


def _ask(path: Path, draft: queries.Draft) -> int:
    print(f"{path.name} ({draft.run.kind_label}) leaves open:", file=sys.stderr)
    for asked in draft.questions:
        choices = f" One of: {', '.join(asked.choices)}." if asked.choices else ""
        print(f"  {asked.text}{choices}\n    Answer with {_OPTION[asked.option]}", file=sys.stderr)
    for email, name, role in draft.users:
        print(f"    {name} <{email}>: {role or '?'}", file=sys.stderr)
    return 2


def _agrees(path: Path, draft: queries.Draft) -> bool:
    columns = "\n".join(f"  {column.name} -> {column.field or '(skipped)'}" for column in draft.columns)
    print(f"{path.name}: {draft.run.rows:,} rows, {draft.run.kind_label}\n{columns}", file=sys.stderr)
    if not sys.stdin.isatty():
        print("Start it with --yes, or look first with --dry-run.", file=sys.stderr)
        return False
    return input("Bring them in? [y/N] ").strip().lower() in ("y", "yes")


def _tried(path: Path, draft: queries.Draft) -> dict:
    return {
        "file": path.name,
        "kind": draft.run.kind,
        "rows": draft.run.rows,
        "columns": {column.name: column.field for column in draft.columns},
        "tried": [{"line": row.line, "fate": row.fate.value, "says": list(row.says)} for row in draft.tried],
    }


def _report(path: Path, run: queries.Run, read_s: float, took_s: float) -> dict:
    report = {
        "file": path.name,
        "import": run.id,
        "kind": run.kind,
        "state": run.state.value,
        "rows": run.done,
        **run.counts,
        "read_s": round(read_s, 2),
        "seconds": round(took_s, 2),
        "rows_a_second": round(run.done / took_s) if took_s else 0,
        "told": dict(run.told),
        "refused_for": dict(run.refused_for),
        "refused_rows": "",
    }
    if run.progress.error:
        raise Refused(f"{path.name}: {run.progress.error}")
    if run.counts["refused"]:
        target = actions.beside(f"refused-{run.id}.csv")
        with target.open("w", encoding="utf-8", newline="") as out:
            out.writelines(queries.refused_csv(run.id))
        report["refused_rows"] = str(target)
    return report


def _words(report: dict) -> str:
    if "tried" in report:
        fates = "\n".join(f"  line {row['line']}: {row['fate']} {' '.join(row['says'])}" for row in report["tried"])
        return f"{report['file']}: {report['rows']:,} rows, {report['kind']}. The first ones would be:\n{fates}"
    counts = " + ".join(f"{report[fate]:,} {fate}" for fate in ("new", "updated", "duplicate", "refused"))
    speed = f"{report['seconds']} s, {report['rows_a_second']:,} rows/s"
    lines = [f"{report['file']}: {report['rows']:,} rows = {counts}; {speed}"]
    if report["told"]:
        lines.append("  told: " + ", ".join(f"{code} {count:,}" for code, count in report["told"].items()))
    if report["refused_rows"]:
        lines.append("  refused: " + ", ".join(f"{code} {n:,}" for code, n in report["refused_for"].items()))
        lines.append(f"  refused rows with their reasons: {report['refused_rows']}")
    return "\n".join(lines)


def _total(reports: list[dict]) -> str:
    done = [report for report in reports if "new" in report]
    if len(done) < 2:
        return ""
    counts = " + ".join(f"{sum(r[fate] for r in done):,} {fate}" for fate in ("new", "updated", "duplicate", "refused"))
    return f"All: {sum(report['rows'] for report in done):,} rows = {counts}; {sum(r['seconds'] for r in done):.1f} s"
