"""The same company on another database than the test's: `python -m tests.reliability.elsewhere staff|audit`.

A test that breaks its database server must have one of its own, or it would break the tests beside it.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "bin" / "_postgres"


@dataclass(frozen=True)
class Elsewhere:
    """A PostgreSQL server of one test, with the tables of the test's database."""

    url: str

    @classmethod
    def start(cls, like: str) -> "Elsewhere":
        """Start a server and copy the tables of the database with that address, and what migrations put there."""
        url = subprocess.run([TOOL, "start"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        tables = subprocess.run(["pg_dump", "--no-owner", like], stdout=subprocess.PIPE, check=True).stdout
        subprocess.run(
            ["psql", "-q", "-v", "ON_ERROR_STOP=1", url], input=tables, stdout=subprocess.DEVNULL, check=True
        )
        return cls(url)

    def crash(self) -> None:
        subprocess.run([TOOL, "crash", self.url], check=True)

    def stop(self) -> None:
        subprocess.run([TOOL, "stop", self.url], check=True)

    def ask(self, what: str, told: object, **environment: str):
        """Have a process on that server staff the company or audit it."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.reliability.elsewhere", what],
            cwd=ROOT,
            env=os.environ | {"TRUCE_DATABASE_URL": self.url} | environment,
            input=json.dumps(told),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truce.config.settings")
    import django

    django.setup()
    from tests.reliability.audit import unfinished, wrongs
    from tests.reliability.house import staffed
    from tests.reliability.people import Deed, Truth

    told = json.load(sys.stdin)
    if sys.argv[1] == "staff":
        print(json.dumps(asdict(staffed(offers=told))))
    else:
        deeds = {name: {key: Deed(**deed) for key, deed in told[name].items()} for name in ("done", "sent")}
        answers = Counter({int(key) if key.isdigit() else key: count for key, count in told["answers"].items()})
        print(json.dumps([unfinished(), wrongs(Truth(**told | deeds | {"answers": answers}))], default=list))


if __name__ == "__main__":
    main()
