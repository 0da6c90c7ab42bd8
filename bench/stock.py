"""The company of the benchmark, built once for each generator, then used again; newer tables are migrated to."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "bench"
# What a stored company depends on. Tables that have changed since are migrated, as every house has to do it.
MADE_OF = ("build.py", "house.py", "rows.py", "story.py")


def key(leads: int) -> str:
    digest = hashlib.sha256(str(leads).encode())
    for name in MADE_OF:
        digest.update((ROOT / "bench" / name).read_bytes())
    return f"{leads}-{digest.hexdigest()[:12]}"


@contextlib.contextmanager
def copied(leads: int, *, postgres: bool) -> Iterator[dict]:
    """Give a copy of the company to be worked in: the environment names it. Gives how it was built."""
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=_kept()))
    os.environ |= {"TRUCE_DATA": str(folder), "TRUCE_CLOCK": str(folder / "clock"), "TRUCE_LOG_LEVEL": "ERROR"}
    os.environ.pop("TRUCE_DATABASE_URL", None)
    try:
        if postgres:
            with _postgres() as address:
                yield _restored(leads, address)
        else:
            made = _sqlite(leads)
            shutil.copyfile(made / "truce.sqlite3", folder / "truce.sqlite3")
            yield json.loads((made / "built.json").read_text())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kept() -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    return KEPT


def _sqlite(leads: int) -> Path:
    made = _kept() / f"sqlite-{key(leads)}"
    if not made.exists():
        _forget("sqlite", leads)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=KEPT))
        (draft / "built.json").write_text(_build(leads, {"TRUCE_DATA": str(draft)}))
        draft.rename(made)
    return made


def _restored(leads: int, address: str) -> dict:
    os.environ["TRUCE_DATABASE_URL"] = address
    made = _kept() / f"postgres-{key(leads)}"
    if not made.exists():
        _forget("postgres", leads)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=KEPT))
        (draft / "built.json").write_text(_build(leads, {"TRUCE_DATA": str(draft)}))
        subprocess.run(["pg_dump", "-Fc", "-Z1", "-f", draft / "dump", address], check=True)
        draft.rename(made)
    else:
        subprocess.run(["pg_restore", "--no-owner", "-j2", "-d", address, made / "dump"], check=True)
    subprocess.run(["psql", "-q", address, "-c", "VACUUM ANALYZE"], check=True)
    return json.loads((made / "built.json").read_text())


def _forget(engine: str, leads: int) -> None:
    """Drop what was built by a generator that is no more."""
    for old in KEPT.glob(f"{engine}-{leads}-*"):
        shutil.rmtree(old)


def _build(leads: int, environment: dict[str, str]) -> str:
    print(f"Building {leads:,} leads with their history, once ...", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "bench.build", str(leads)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    command = ROOT / "bin" / "_postgres"
    address = subprocess.run([command, "start"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    try:
        yield address
    finally:
        subprocess.run([command, "stop", address], check=True)
