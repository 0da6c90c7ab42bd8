"""What hand-offs need from the worker: rescoring what changed, and what follows when a clock runs out."""

from truce.handoff import actions, queries
from truce.jobs import actions as jobs
from truce.jobs.rules import every, task
from truce.teams.queries import automation

MOST = 200


@task("handoff.reconsider", "Score again")
def reconsider(job, lead: int = 0, person: int = 0, company: int = 0) -> None:
    """Reconsider one lead, the open lead of a person, or those of a company."""
    by = automation()
    for lead_id in queries.open_leads(lead=lead, person=person, company=company):
        actions.reconsider(lead_id, by=by, at=job.at)


@task("handoff.expire", "Pass on an unanswered hand-off", priority=2)
def expire(job, handoff: int) -> dict:
    return {"passed_on": actions.expire(handoff, by=automation(), at=job.at)}


@task("handoff.escalate_return", "Pass on an unanswered return", priority=2)
def escalate_return(job, handoff: int) -> dict:
    return {"passed_on": actions.escalate_return(handoff, by=automation(), at=job.at)}


@every(10, "handoff.clocks", "Look at the clocks")
def clocks(job) -> dict:
    """Ask for what follows where time ran out: one small job per lead, so that no transaction is long."""
    late = queries.due_handoffs(at=job.at, most=MOST)
    unanswered = queries.due_returns(at=job.at, most=MOST)
    waking = queries.waking_leads(at=job.at, most=MOST)
    for pk in late:
        jobs.enqueue("handoff.expire", key=f"expire:{pk}", args={"handoff": pk})
    for pk in unanswered:
        jobs.enqueue("handoff.escalate_return", key=f"return:{pk}", args={"handoff": pk})
    for pk in waking:
        jobs.enqueue("handoff.reconsider", key=f"reconsider:lead:{pk}", args={"lead": pk})
    return {"handoffs": len(late), "returns": len(unanswered), "leads": len(waking)}


@task("handoff.leave", "Give a colleague's leads to others, then deactivate them", long=True)
def leave(job, user: int, to: list[int], by: int) -> dict:
    """Give everything that a user holds to others, then deactivate them; killed anywhere it goes on from there."""
    total = job.cursor.get("total") or queries.held(user).all
    has_left = False
    while not has_left:
        with job.chunk():
            act, left, has_left = actions.leave_on(
                user, to=to, by=by, at=job.at, act_id=job.cursor.get("act", 0), most=job.rows
            )
            total = max(total, left)
            job.save_cursor({"act": act, "total": total}, done=total - left, total=total)
    return {"given": total, "without_holder": queries.without_holder()}
