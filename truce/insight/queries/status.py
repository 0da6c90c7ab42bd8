"""How Truce itself is: the worker, the queue, the record, the database and the disk."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from truce.jobs import queries as jobs
from truce.jobs.queries import Health, JobRow
from truce.jobs.rules import JobState
from truce.ledger.queries import last_seal, last_seq


@dataclass(frozen=True)
class Database:
    """Where the record is kept. wal: bytes that wait to be written into the file itself, None for PostgreSQL."""

    kind: str
    bytes: int
    wal: int | None


@dataclass(frozen=True)
class Disk:
    """The disk that holds the data folder, in bytes."""

    free: int
    total: int

    @property
    def is_short(self) -> bool:
        return self.free < max(2**30, self.total // 20)


@dataclass(frozen=True)
class Record:
    """The ledger: its newest event, how far it is sealed and when, and the newest proof."""

    events: int
    sealed: int
    sealed_at: datetime | None
    proof: JobRow | None

    @property
    def is_broken(self) -> bool:
        return bool(self.proof and self.proof.state == JobState.DONE and not self.proof.result.get("is_whole"))


@dataclass(frozen=True)
class Status:
    """The page for those who look after Truce."""

    work: Health
    running: tuple[JobRow, ...]
    record: Record
    database: Database
    disk: Disk


def answers() -> bool:
    """Return whether the database answers; raises what the database raises where it does not.

    Cost    one query that reads no table.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def status(*, at: datetime) -> Status:
    """Return how Truce is now.

    Cost    eight queries at most.
    """
    seal = last_seal()
    return Status(
        work=jobs.health(at=at),
        running=jobs.jobs(at=at, state=JobState.RUNNING, long=True).rows,
        record=Record(
            events=last_seq(),
            sealed=seal.to_seq if seal else 0,
            sealed_at=seal.sealed_at if seal else None,
            proof=jobs.latest(key="ledger.verify", at=at),
        ),
        database=_database(),
        disk=Disk(*_free_and_total(settings.DATA)),
    )


def _database() -> Database:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return Database("PostgreSQL", cursor.fetchone()[0], None)
    path = Path(str(connection.settings_dict["NAME"]))
    return Database("SQLite", _size(path), _size(path.with_name(f"{path.name}-wal")))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _free_and_total(folder: Path) -> tuple[int, int]:
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total
