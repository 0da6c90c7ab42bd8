"""The agreement as one frozen document: what counts, what happens, what is promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from truce.agreement.rules._calendar import Calendar
from truce.agreement.rules._place import MILLI, Place, dump, keyed_once
from truce.agreement.rules._promises import CloseReason, Promises, ReturnReason, digits_once
from truce.agreement.rules._route import RoutingRules
from truce.agreement.rules._vocabulary import OCCURRENCE
from truce.agreement.rules._words import SALES_ACTIONS, Axis, BadAgreement, CellAction, Grade
from truce.criteria import Tree, Vocabulary

LEVELS = (1, 2, 3, 4)
LIMIT_KEYS = frozenset(f"{axis}_{end}" for axis in Axis.values for end in ("cap", "floor"))
MOST_POINTS = 1_000_000


@dataclass(frozen=True)
class Learn:
    """How a rule's fact can be learnt or its interest tested: what to do, about how many minutes."""

    ask: str
    minutes: int

    @classmethod
    def read(cls, place: Place) -> Learn | None:
        if place.get("learn") is None:
            return None
        inner = place.within("learn", f"{place.name}, learn")
        return cls(inner.text("ask", 160), inner.integer("minutes", 0, 10_000))


@dataclass(frozen=True)
class FitRule:
    """Points for who they are. Of the rules of one `group` only the best counts. Points are milli-points."""

    key: str
    label: str
    points: int
    when: Tree
    learn: Learn | None = None
    group: str = ""

    @classmethod
    def read(cls, place: Place) -> FitRule:
        return cls(
            key=place.code("key"),
            label=place.text("label", 120),
            points=place.integer("points", -MOST_POINTS, MOST_POINTS),
            when=place.tree("when", place.facts),
            learn=Learn.read(place),
            group=place.text("group", 40, ""),
        )


@dataclass(frozen=True)
class EngagementRule:
    """Points for what they do: for each of the `at_most` latest occurrences, halved every `half_life_days`.

    Takes   times, within_days: so many matching occurrences within so many days make one that counts.
    """

    key: str
    label: str
    points: int
    when: Tree
    half_life_days: int | None = None
    at_most: int = 1
    times: int = 1
    within_days: int | None = None
    learn: Learn | None = None

    @cached_property
    def matched(self) -> dict[tuple, bool]:
        """The verdicts on the sorts of occurrences that were asked about so far."""
        return {}

    @classmethod
    def read(cls, place: Place) -> EngagementRule:
        return cls(
            key=place.code("key"),
            label=place.text("label", 120),
            points=place.integer("points", -MOST_POINTS, MOST_POINTS),
            when=place.tree("when", OCCURRENCE),
            half_life_days=place.optional_integer("half_life_days", 1, 3650),
            at_most=place.integer("at_most", 1, 100, 1),
            times=place.integer("times", 1, 50, 1),
            within_days=place.optional_integer("within_days", 1, 3650),
            learn=Learn.read(place),
        )


@dataclass(frozen=True)
class Veto:
    """A condition that keeps a lead from sales whatever its points."""

    key: str
    label: str
    when: Tree

    @classmethod
    def read(cls, place: Place) -> Veto:
        return cls(place.code("key"), place.text("label", 120), place.tree("when", place.facts))


@dataclass(frozen=True)
class Limits:
    """The least and the most that each axis can come to, in milli-points."""

    fit_cap: int
    engagement_cap: int
    fit_floor: int = 0
    engagement_floor: int = 0

    @classmethod
    def read(cls, place: Place) -> Limits:
        limits = cls(
            place.whole_points("fit_cap"),
            place.whole_points("engagement_cap"),
            place.whole_points("fit_floor", 0),
            place.whole_points("engagement_floor", 0),
        )
        if limits.fit_floor >= limits.fit_cap or limits.engagement_floor >= limits.engagement_cap:
            raise place.refuse("a floor must be below its cap.")
        return limits

    def of(self, axis: Axis) -> tuple[int, int]:
        """Return floor and cap of an axis."""
        if axis == Axis.FIT:
            return self.fit_floor, self.fit_cap
        return self.engagement_floor, self.engagement_cap


@dataclass(frozen=True)
class Cuts:
    """From how many milli-points on a lead is of grade A, B, C (else D), and of level 2, 3, 4 (else 1)."""

    grades: tuple[int, int, int]
    levels: tuple[int, int, int]

    @classmethod
    def read(cls, place: Place) -> Cuts:
        grades = tuple(place.within("grades", f"{place.name}, grades").whole_points(key) for key in "ABC")
        levels = tuple(place.within("levels", f"{place.name}, levels").whole_points(key) for key in "234")
        if not grades[0] > grades[1] > grades[2]:
            raise place.refuse("grade A must need more points than B, and B more than C.")
        if not levels[0] < levels[1] < levels[2]:
            raise place.refuse("each level must need more points than the one before.")
        return cls(grades, levels)  # type: ignore[arg-type]

    def grade(self, fit: int) -> Grade:
        """Return the grade of so many milli-points of fit."""
        return next((grade for grade, cut in zip(Grade, self.grades, strict=False) if fit >= cut), Grade.D)

    def level(self, engagement: int) -> int:
        """Return the level, 1 to 4, of so many milli-points of engagement."""
        return 1 + sum(engagement >= cut for cut in self.levels)


@dataclass(frozen=True)
class Body:
    """What one version of the agreement says."""

    definition: str
    fit: tuple[FitRule, ...]
    engagement: tuple[EngagementRule, ...]
    limits: Limits
    cuts: Cuts
    matrix: Mapping[str, tuple[CellAction, ...]]
    vetoes: tuple[Veto, ...]
    required: tuple[str, ...]
    promises: Promises
    calendar: Calendar
    return_reasons: tuple[ReturnReason, ...]
    close_reasons: tuple[CloseReason, ...]
    routing: RoutingRules

    @classmethod
    def from_json(cls, data: Any, facts: Vocabulary | None = None) -> Body:
        """Read a version of the agreement.

        Takes   facts: what fit rules, vetoes and required fields may speak of; without it any field passes.
        Raises  BadAgreement with one sentence that names the place.
        """
        place = Place(data, "", facts)
        fit = place.each("fit", "Fit rule", FitRule.read)
        engagement = place.each("engagement", "Activity rule", EngagementRule.read)
        _one_meaning(fit, engagement)
        return cls(
            definition=place.text("definition", 4000),
            fit=fit,
            engagement=engagement,
            limits=Limits.read(place.within("limits", "Limits")),
            cuts=Cuts.read(place.within("cuts", "Cuts")),
            matrix=_matrix(place.within("matrix", "Matrix")),
            vetoes=keyed_once(place.each("vetoes", "Veto", Veto.read), "Vetoes"),
            required=_required(place),
            promises=Promises.read(place.within("promises", "Promises")),
            calendar=Calendar.read(place.within("calendar", "Calendar")),
            return_reasons=digits_once(
                keyed_once(place.each("return_reasons", "Return reason", ReturnReason.read), "Return reasons")
            ),
            close_reasons=keyed_once(place.each("close_reasons", "Close reason", CloseReason.read), "Close reasons"),
            routing=RoutingRules.read(place.within("routing", "Routing")),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the version as plain JSON; `from_json` of it is equal to it."""
        return {
            **dump(self),
            "cuts": {
                "grades": dict(zip("ABC", self.cuts.grades, strict=True)),
                "levels": dict(zip("234", self.cuts.levels, strict=True)),
            },
        }

    def action(self, grade: str, level: int) -> CellAction:
        """Return what happens to a lead of a grade and a level (1 to 4)."""
        return self.matrix[grade][level - 1]

    def ready_cuts(self, grade: str) -> tuple[int, ...]:
        """Return from how much engagement on each sales cell of a grade begins, the lowest first."""
        begins = (self.limits.engagement_floor, *self.cuts.levels)
        return tuple(cut for cut, action in zip(begins, self.matrix[grade], strict=True) if action in SALES_ACTIONS)

    def label(self, key: str) -> str:
        """Return the words for the key of a reason of a score, the key itself when no rule has it."""
        return self._labels.get(key, key)

    @cached_property
    def _labels(self) -> dict[str, str]:
        labels = {rule.key: rule.label for rule in self.fit}
        labels |= {rule.key: rule.label for rule in self.engagement}
        for axis in Axis:
            floor, cap = self.limits.of(axis)
            labels[f"{axis}_cap"] = f"{axis.label}, capped at {cap // MILLI}"
            labels[f"{axis}_floor"] = f"{axis.label}, never below {floor // MILLI}"
        return labels

    def return_reason(self, key: str) -> ReturnReason:
        """Return a reason by its key or its digit.

        Raises  BadAgreement when the version in force has no such reason.
        """
        for reason in self.return_reasons:
            if key in {reason.key, str(reason.digit)}:
                return reason
        raise BadAgreement("Choose one of the reasons that both sides agreed on.")

    def close_reason(self, key: str) -> CloseReason:
        """Return a reason to close a lead by its key.

        Raises  BadAgreement when the version in force has no such reason.
        """
        for reason in self.close_reasons:
            if key == reason.key:
                return reason
        raise BadAgreement("Choose one of the reasons that both sides agreed on.")


def _one_meaning(fit: tuple[FitRule, ...], engagement: tuple[EngagementRule, ...]) -> None:
    """Refuse rules that share a key: a line under the number names its rule by the key alone."""
    for rule in keyed_once((*fit, *engagement), "Rules"):
        if rule.key in LIMIT_KEYS:
            raise BadAgreement(f"Rules: “{rule.key}” is the name of a cap or floor.")


def _matrix(place: Place) -> dict[str, tuple[CellAction, ...]]:
    matrix = {}
    for grade in Grade.values:
        row = place.get(grade)
        if not isinstance(row, list) or len(row) != len(LEVELS) or any(each not in CellAction.values for each in row):
            raise place.refuse(f"row {grade} must list what happens at its four levels.")
        matrix[grade] = tuple(CellAction(each) for each in row)
    return matrix


def _required(place: Place) -> tuple[str, ...]:
    required = place.get("required", [])
    if not isinstance(required, list) or not all(isinstance(key, str) for key in required):
        raise place.refuse("“required” must be a list of fields.")
    for key in required:
        if place.facts is not None and key not in place.facts:
            raise BadAgreement(f"Required fields: there is no field called “{key}”.")
    return tuple(dict.fromkeys(required))
