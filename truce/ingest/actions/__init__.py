"""How leads get in: by hand, from a file, from a form; and everything else that a file brings."""

from truce.ingest.actions._arrive import AlreadyThere, Arrival, Arrived, NothingToGoBy, add_lead, arrive, arrive_many
from truce.ingest.actions._choices import Choices, NotReady
from truce.ingest.actions._import import work_off
from truce.ingest.actions._read import NotAFile, Stored, beside, store
from truce.ingest.actions._runs import (
    OPERATION,
    NotRefused,
    Started,
    bring,
    cancel,
    choose,
    examine,
    forget,
    go_on,
    mend,
    start,
)
from truce.ingest.actions._score import score_all

__all__ = [
    "OPERATION",
    "AlreadyThere",
    "Arrival",
    "Arrived",
    "Choices",
    "NotAFile",
    "NotReady",
    "NotRefused",
    "NothingToGoBy",
    "Started",
    "Stored",
    "add_lead",
    "arrive",
    "arrive_many",
    "beside",
    "bring",
    "cancel",
    "choose",
    "examine",
    "forget",
    "go_on",
    "mend",
    "score_all",
    "start",
    "store",
    "work_off",
]
