"""A whole Zoho export, read and prepared, against counts made from the files by the csv module alone."""

import csv
from collections import Counter

import pytest

from truce.ingest.rules import Defaults, prepare, read_layout, read_rows, study, suggest

OURS = Defaults(zone="Europe/Berlin", currency="USD", region="US")


@pytest.fixture
def export(trial_data):
    def table(name):
        path = trial_data / "zoho" / f"{name}.csv"
        with path.open("rb") as stream:
            layout = read_layout(stream)
            proved = study(read_rows(stream, layout), layout.header, suggest(layout.header), OURS)
            rows = list(prepare(read_rows(stream, layout), layout.header, proved.mapping, OURS))
        with path.open(newline="", encoding="utf-8-sig") as text:
            return proved, rows, list(csv.DictReader(text))

    return table


def refused(rows):
    return Counter(remark.code for row in rows for remark in row.problems)


@pytest.mark.parametrize(
    ("name", "id_column"),
    [
        ("Users", "USER_ID"),
        ("Accounts", "ACCOUNTID"),
        ("Contacts", "CONTACTID"),
        ("Leads", "LEADID"),
        ("Campaigns", "CAMPAIGNID"),
        ("Calls", "TASKID"),
        ("Events", "EVENTID"),
    ],
)
def test_every_row_has_the_id_that_stands_in_the_file(export, name, id_column):
    proved, rows, said = export(name)

    assert [row.key for row in rows] == [record[id_column] for record in said]
    assert [question.option for question in proved.questions] == (["role"] if name == "Users" else [])


def test_leads_come_in_at_the_stages_that_a_recount_gives(export):
    _, rows, said = export("Leads")
    stages = {"Pre Qualified": "mql", "Junk Lead": "disqualified", "Lost Lead": "lost"}

    recount = Counter(
        "opportunity" if lead["CONVERTED"] == "Yes" else stages.get(lead["Lead Status"], "lead") for lead in said
    )

    assert Counter(row.values["stage"] for row in rows) == recount
    assert Counter(row.values["raw_status"] for row in rows) == Counter(lead["Lead Status"] for lead in said)
    assert Counter(row.values["source"] for row in rows) == Counter(lead["Lead Source"] for lead in said)


def test_junk_that_was_converted_is_told_for_each_row(export):
    _, rows, said = export("Leads")

    wrong = [lead for lead in said if lead["Lead Status"] in ("Junk Lead", "Lost Lead") and lead["CONVERTED"] == "Yes"]

    assert Counter(note.code for row in rows for note in row.notes)["closed_but_converted"] == len(wrong)


def test_calls_without_lead_contact_and_company_are_refused(export):
    _, rows, said = export("Calls")

    lost = [call for call in said if not (call["CONTACTID"] or call["LEADID"] or call["ACCOUNTID"])]

    assert refused(rows).total() == len(lost)
    assert refused(rows)["deal_only"] == sum(call["POTENTIALID"] not in ("", "0") for call in lost)


def test_tasks_name_nobody_and_repeat_themselves(export):
    _, rows, said = export("Tasks")

    assert refused(rows) == {"nobody": len(said)}
    assert len({row.key for row in rows}) == len({tuple(task.values()) for task in said})


def test_members_name_their_lead_once(export):
    _, rows, said = export("Campaign_Lead_Status")

    assert [row.links["lead"].name for row in rows] == [member["Lead Last Name"] for member in said]
    assert sum(row.values["withdraws_mail"] for row in rows) == sum(m["Status"] == "Opted Out" for m in said)


def test_campaign_costs_are_exact(export):
    _, rows, said = export("Campaigns")

    cents = [round(float(campaign["Actual Cost"].strip("$K").replace(",", "")) * 100_000) for campaign in said]

    assert [row.values["cost"].minor for row in rows] == cents
