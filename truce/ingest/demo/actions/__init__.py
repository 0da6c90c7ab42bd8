"""Making the sample company, and taking it away again without a trace."""

from truce.ingest.demo.actions._ask import Busy, NotThere, ask_to_load, ask_to_remove
from truce.ingest.demo.actions._load import AlreadyThere, Loaded, Wanted, load, set_password
from truce.ingest.demo.actions._remove import Removed, remove
from truce.ingest.demo.actions._work import At, by_terminal, in_job

__all__ = [
    "AlreadyThere",
    "At",
    "Busy",
    "Loaded",
    "NotThere",
    "Removed",
    "Wanted",
    "ask_to_load",
    "ask_to_remove",
    "by_terminal",
    "in_job",
    "load",
    "remove",
    "set_password",
]
