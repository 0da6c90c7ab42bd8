"""The result as a table for people, and as JSON."""

from __future__ import annotations

from dataclasses import asdict

from bench.measure import Measured
from bench.pages import AIM_MS, AIMED


def as_json(built: dict, floors: dict[str, Measured], found: list[Measured]) -> dict:
    """Return everything that was measured, each page with its ratios to the floors."""
    return {
        "built": built,
        "floors": {name: asdict(floor) for name, floor in floors.items()},
        "pages": [asdict(one) | _ratios(one, floors) for one in found],
        "aim_ms": AIM_MS,
        "above_aim": [one.name for one in found if one.name in AIMED and one.cpu_ms > AIM_MS],
    }


def as_text(built: dict, floors: dict[str, Measured], found: list[Measured]) -> str:
    head = ("", "p50 ms", "p95 ms", "CPU ms", "x empty", "x rows", "x queries", "queries", "bare ms", "kB")
    lines = [head, *(_line(one, floors) for one in floors.values()), ("",) * len(head)]
    lines += [_line(one, floors) for one in found]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rows = "\n".join(_spaced(line, widths) for line in lines)
    late = as_json(built, floors, found)["above_aim"]
    aim = f"Aim: {AIM_MS:g} ms of server CPU for {', '.join(AIMED)}."
    verdict = f"Above it: {', '.join(late)}." if late else "All within it."
    told = f"{built['events']:,} events and {sum(built['rows'].values()):,} rows, built in {built['built_s']:g} s, "
    return f"{told}proved in {built['verified_s']:g} s.\n\n{rows}\n\n{aim} {verdict}"


def _spaced(line: tuple[str, ...], widths: list[int]) -> str:
    first, *others = zip(line, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def _line(one: Measured, floors: dict[str, Measured]) -> tuple[str, ...]:
    ratios = _ratios(one, floors)
    return (
        one.name,
        f"{one.p50:.1f}",
        f"{one.p95:.1f}",
        f"{one.cpu_ms:.2f}",
        *(f"{ratio:.1f}" if ratio else "" for ratio in ratios.values()),
        "" if one.queries is None else str(one.queries),
        "" if one.query_ms is None else f"{one.query_ms:.2f}",
        f"{one.kilobytes:.1f}",
    )


def _ratios(one: Measured, floors: dict[str, Measured]) -> dict[str, float | None]:
    """Return how many times dearer than an empty page, than 50 bare rows, and than its own queries run bare."""
    return {
        "times_empty": one.cpu_ms / floors["empty"].cpu_ms if floors["empty"].cpu_ms else None,
        "times_rows": one.cpu_ms / floors["rows"].cpu_ms if floors["rows"].cpu_ms else None,
        "times_queries": one.cpu_ms / one.query_ms if one.query_ms else None,
    }
