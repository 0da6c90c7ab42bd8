"""Measure what Truce's pages cost with 100,000 leads, beside floors taken in the same run.

CPU ms is user and system time of the server's page processes for one request. The floors: an empty page of the bare
framework, the same behind Truce's middleware with a session, 50 rows of leads as plainly as can be, and for each page
its own queries run bare. Look at the ratios: they hold on a busy machine too.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command

from bench import django_ready, stock


def main() -> None:
    args = _arguments()
    leads = 1_000_000 if args.large else args.leads
    with stock.copied(leads, postgres=args.postgres) as built:
        django_ready()
        call_command("migrate", verbosity=0)
        _set_the_clock()
        from bench.table import as_json, as_text

        floors, found = _measure(args.times, args.only)
    print(json.dumps(as_json(built, floors, found), indent=1) if args.json else as_text(built, floors, found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--leads", type=int, default=100_000, help="how many leads (default: %(default)s)")
    parser.add_argument("--large", action="store_true", help="1,000,000 leads")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    parser.add_argument("--times", type=int, default=200, help="requests for each page (default: %(default)s)")
    parser.add_argument("--only", default="", help="only pages and acts whose name has this in it")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")
    return parser.parse_args()


def _set_the_clock() -> None:
    """Let the company's clock stand where its history ends."""
    from bench.house import NOW

    Path(os.environ["TRUCE_CLOCK"]).write_text(str((NOW - datetime.now(UTC)).total_seconds()))


def _measure(times: int, only: str):
    from bench import pages
    from bench.measure import act_over_http, page_over_http
    from bench.server import serving, spare_port, truce

    found: list = []
    port = spare_port()
    with serving(truce(port), port) as server:
        floors = _floors(server.command(), times)
        browsers = Browsers(port)
        for page in pages.pages(browsers.see):
            if only in page.name:
                _keep(found, lambda page=page: page_over_http(page, server, browsers.of(page.who), times))
        for act in pages.acts(min(60, times)):
            if only in act.name:
                see = browsers.see(act.who, act.seen)
                _keep(found, lambda act=act, see=see: act_over_http(act.name, server, see, act.posts))
    return floors, found


def _keep(found: list, measure) -> None:
    from bench.measure import Failed

    try:
        found.append(measure())
    except Failed as wrong:
        print(f"NOT MEASURED: {wrong}", file=sys.stderr, flush=True)
    else:
        print(f"{found[-1].name}: {found[-1].cpu_ms:.2f} ms", file=sys.stderr, flush=True)


def _floors(command: list[str], times: int):
    from bench.client import Browser
    from bench.measure import over_http
    from bench.server import instead, serving, spare_port

    found = {}
    for key, words, path, middleware in (
        ("empty", "(an empty page)", "/constant", "0"),
        ("session", "(the same, signed in)", "/constant", "1"),
        ("rows", "(50 bare rows)", "/rows", "0"),
    ):
        port = spare_port()
        settings = {"DJANGO_SETTINGS_MODULE": "bench.bare_settings", "BENCH_MIDDLEWARE": middleware}
        with serving(instead(command, "bench.bare:application", port), port, **settings) as server:
            browser = Browser(port, cookies_of("seller1@bench.test"))
            found[key] = over_http(words, server, lambda browser=browser, path=path: browser.get(path), times * 2)
        time.sleep(0.2)
    return found


def cookies_of(email: str) -> dict[str, str]:
    """Return the cookies of somebody who has signed in (by a session row: Argon2 is slow on purpose)."""
    from django.test import Client

    from truce.teams.models import User

    client = Client()
    client.force_login(User.objects.get(email=email))
    return {name: morsel.value for name, morsel in client.cookies.items()}


class Browsers:
    """One browser for each person."""

    def __init__(self, port: int):
        self.port, self.known = port, {}

    def of(self, email: str):
        from bench.client import Browser

        if email not in self.known:
            self.known[email] = Browser(self.port, cookies_of(email))
        return self.known[email]

    def see(self, email: str, path: str):
        browser = self.of(email)
        browser.rest()
        browser.see(path)
        return browser


if __name__ == "__main__":
    main()
