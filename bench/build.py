"""Make the company of the benchmark in an empty database: python -m bench.build LEADS (TRUCE_DATA says where)."""

from __future__ import annotations

import json
import sys
import time
from random import Random

from bench import django_ready

CHUNK = 4_000
LEADS_OF_A_COMPANY = 10
SEED = 20260304


def build(leads: int) -> dict[str, object]:
    """Fill an empty, migrated database and prove it.

    Gives   rows per table, seconds for the telling and writing, and for `ledger verify`.
    """
    from django.db import connection

    from bench import house, story
    from bench.rows import Rows, set_counters_right
    from truce.ledger import queries as ledger

    began = time.monotonic()
    rng, rows = Random(SEED), Rows()
    cast = house.found()
    companies = house.firms(rows, max(100, leads // LEADS_OF_A_COMPANY), cast, rng)
    rows.write()
    for index in story.tell_all(rows, cast, companies, leads, rng):
        if index % CHUNK == CHUNK - 1:
            rows.write()
            print(f"{index + 1:,} leads, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    rows.write()
    set_counters_right()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    built_s = time.monotonic() - began
    verified = ledger.verify()
    if not verified.is_whole:
        raise SystemExit(f"The benchmark's company is not whole: {verified.differences[:5]}")
    return {
        "rows": rows.written,
        "events": verified.events,
        "built_s": round(built_s, 1),
        "verified_s": round(time.monotonic() - began - built_s, 1),
    }


if __name__ == "__main__":
    django_ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(build(int(sys.argv[1]))))
