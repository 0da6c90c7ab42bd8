"""A worker that also knows `count mails`: python -m tests.jobs.counting_worker."""

import sys
import time

from truce.cli.main import main
from truce.jobs import task

STEPS = 200


@task("count mails", long=True)
def count_mails(job):
    """Write a mail for each number up to 200, five in a chunk; each shows that its step was done."""
    from truce.jobs.models import OutgoingMail

    while (first := job.cursor.get("next", 0)) < STEPS:
        with job.chunk():
            for step in range(first, first + 5):
                name = f"{step}@steps.example"
                OutgoingMail.objects.create(
                    to=name, act_id=step, message_id=f"{step}.{time.time_ns()}", send_after=job.at, created_at=job.at
                )
            job.save_cursor({"next": first + 5}, done=first + 5, total=STEPS)
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main(["worker"]))
