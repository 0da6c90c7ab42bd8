"""Changing many leads at once: what is wanted, and what would become of each."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256

from truce.base.words import Word

AT_ONCE = 200
MOST = 10_000


class Change(Word):
    """What is done to all of them."""

    ASSIGN = "assign", "Assign"
    HAND_OVER = "hand_over", "Hand to sales"
    CLOSE = "close", "Close"


@dataclass(frozen=True)
class Wanted:
    """A change of many leads. to: the users who shall have them; none in a hand-over: the agreed routing chooses."""

    change: Change
    to: tuple[int, ...] = ()
    reason: str = ""
    note: str = ""

    def to_json(self) -> dict:
        return asdict(self) | {"change": self.change.value}

    @classmethod
    def from_json(cls, data: Mapping) -> "Wanted":
        return cls(Change(data["change"]), tuple(data["to"]), data["reason"], data["note"])


@dataclass(frozen=True)
class Fate:
    """What becomes of one lead: it goes to a user (0: no user is named), or is left as it is, and why."""

    lead_id: int
    to: int = 0
    skipped: str = ""


@dataclass(frozen=True)
class Plan:
    """What a change would do to each lead, by id. targets: the names of `to`, in the order in which they get leads."""

    wanted: Wanted
    fates: tuple[Fate, ...]
    targets: Mapping[int, str] = field(default_factory=dict)

    @property
    def to_do(self) -> list[Fate]:
        return [fate for fate in self.fates if not fate.skipped]

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """How many leads each target gets."""
        found = Counter(fate.to for fate in self.to_do)
        return [(name, found[pk]) for pk, name in self.targets.items()]

    @cached_property
    def skipped(self) -> list[tuple[str, list[int]]]:
        """Which leads are left as they are, by reason, the most frequent reason first."""
        return by_reason((fate.skipped, fate.lead_id) for fate in self.fates if fate.skipped)

    @cached_property
    def digest(self) -> str:
        """What was seen in the preview: a change is made only if it still does the same."""
        told = [self.wanted.to_json(), [[fate.lead_id, fate.to, fate.skipped] for fate in self.fates]]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Done:
    """What a change has done: its act, how many leads each target got, and which were left as they were, by reason."""

    act_id: int
    counts: list[tuple[str, int]]
    skipped: list[tuple[str, list[int]]]
    job_id: int = 0

    @property
    def number(self) -> int:
        return sum(count for _, count in self.counts)


def by_reason(skipped: Iterable[tuple[str, int]]) -> list[tuple[str, list[int]]]:
    """Return leads by why they were left, the most frequent reason first."""
    found: dict[str, list[int]] = {}
    for reason, lead_id in skipped:
        found.setdefault(reason, []).append(lead_id)
    return sorted(found.items(), key=lambda group: (-len(group[1]), group[0]))


def share_out(leads: Iterable[tuple[int, Mapping[int, str]]], targets: Iterable[int]) -> list[Fate]:
    """Share leads out evenly: each goes to whoever of those that may have it got the fewest so far.

    Takes   leads: id and, by target, what speaks against it ("" for nothing); targets: who gets one first in a tie.
    Gives   one fate per lead, in order; where nobody may have it, the reason of the first target.
    """
    order = list(targets)
    given: Counter[int] = Counter()
    fates = []
    for lead_id, against in leads:
        free = [pk for pk in order if not against[pk]]
        if not free:
            fates.append(Fate(lead_id, skipped=against[order[0]]))
            continue
        chosen = min(free, key=lambda pk: (given[pk], order.index(pk)))
        given[chosen] += 1
        fates.append(Fate(lead_id, chosen))
    return fates
