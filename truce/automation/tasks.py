"""What many changes at once and notices need from the worker."""

from truce.automation import actions
from truce.automation.queries import targets
from truce.automation.rules import Fate, Wanted, by_reason
from truce.jobs import actions as jobs
from truce.jobs.rules import every, task


@task("automation.bulk", "Change many leads", long=True)
def bulk(job, act: int, wanted: dict, fates: list, skipped: list) -> dict:
    """Carry out what the preview showed, chunk by chunk under its one act.

    Gives   counts: how many leads each target got, by id; skipped: which leads were left, by reason.
    """
    change = Wanted.from_json(wanted)
    done = job.cursor or {"n": 0, "given": {}, "late": []}
    while done["n"] < len(fates):
        with job.chunk():
            part = [Fate(lead_id, to) for lead_id, to in fates[done["n"] : done["n"] + job.rows]]
            given, late = actions.carry_out(change, part, act_id=act, by_id=job.enqueued_by_id, at=job.at)
            sums = {str(pk): done["given"].get(str(pk), 0) + count for pk, count in given.items()}
            done = {"n": done["n"] + len(part), "given": done["given"] | sums, "late": done["late"] + late}
            job.save_cursor(done, done=done["n"], total=len(fates))
    names = targets(change)
    left = by_reason([(reason, pk) for reason, ids in skipped for pk in ids] + [tuple(each) for each in done["late"]])
    return {"counts": [[name, done["given"].get(str(pk), 0)] for pk, name in names.items()], "skipped": left}


@task("automation.undo", "Take many changes back", long=True)
def undo(job, act: int, total: int) -> dict:
    """Take back a large act, the newest event first.

    Gives   number: how many events; left: the leads that were changed since and stay as they are.
    """
    done = job.cursor or {"below": None, "number": 0, "left": []}
    while done["below"] != 0:
        with job.chunk():
            undone = actions.undo_on(act, by_id=job.enqueued_by_id, at=job.at, below=done["below"], most=job.rows)
            left = done["left"] + [pk for kind, pk in undone.left if kind == "lead"]
            done = {"below": undone.below, "number": done["number"] + undone.number, "left": left}
            job.save_cursor(done, done=done["number"], total=total)
    return {"number": done["number"], "left": done["left"]}


@every(10, "automation.notify", "Tell people what is new")
def notify(job) -> dict:
    """Tell people what is new for them; where there was more than one look can read, look again at once."""
    done = actions.notify(at=job.at)
    if done["is_behind"]:
        jobs.enqueue("automation.notify", key="automation.notify")
    return done
