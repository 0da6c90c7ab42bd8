"""Somebody who works without a pause: python -m tests.soak.loader USER LEAD ROUND.

Logs a note again and again, each under its own key, and prints the key once the verb has come back: what is printed is
acknowledged. It starts with the last keys of the round before, as a browser does that got no answer.
"""

import contextlib
import os
import sys

import django

from truce.base.clock import now


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truce.config.settings")
    django.setup()
    from truce.journey.models import Lead
    from truce.ledger.actions import AlreadyDone
    from truce.outreach import actions
    from truce.outreach.rules import Channel
    from truce.teams.models import User

    user, lead, round_no = User.objects.get(pk=sys.argv[1]), Lead.objects.get(pk=sys.argv[2]), int(sys.argv[3])
    again = [f"{round_no - 1}.{n}" for n in range(5)] if round_no else []
    for key in [*again, *(f"{round_no}.{n}" for n in range(100_000))]:
        with contextlib.suppress(AlreadyDone):
            actions.log(lead.pk, channel=Channel.CALL, by=user, at=now(), text="No answer.", key=key)
        print(key, flush=True)


if __name__ == "__main__":
    main()
