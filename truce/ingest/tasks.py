"""What imports and the sample company need from the worker."""

from dataclasses import asdict
from datetime import datetime

from truce.ingest import actions
from truce.ingest.demo import actions as demo
from truce.jobs.rules import task


@task("import.run", "Import a file", long=True)
def run(job, run: int) -> dict:
    return actions.work_off(job, run)


@task("import.score", "Score imported leads", long=True)
def score(job, run: int) -> dict:
    return actions.score_all(job, run)


@task("import.read", "Read a file", long=True)
def read(job, run: int) -> dict:
    with job.chunk():
        job.progress(0, 1, note="Reading the file")
    actions.examine(run, at=job.at)
    return {}


@task("demo.load", "Make the sample company", long=True)
def load_demo(job, people: int, seed: int, until: str, password: str) -> dict:
    wanted = demo.Wanted(people, seed, datetime.fromisoformat(until), password)
    return asdict(demo.load(wanted, work=demo.in_job(job)))


@task("demo.remove", "Remove the sample company", long=True)
def remove_demo(job) -> dict:
    return asdict(demo.remove(at=job.at, work=demo.in_job(job)))
