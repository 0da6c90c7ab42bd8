"""Rows become records: values, links, contradictions told, and problems in sentences."""

import io
from datetime import UTC, datetime

import pytest

from truce.ingest.rules import Defaults, NotAZone, prepare, read_layout, read_rows, study, suggest

OURS = Defaults(zone="Europe/Berlin", currency="USD", region="US")


EVENTS = "EVENTID,Subject,Start DateTime,End DateTime,LEADID\n"


def prepared(text, change=lambda mapping: mapping, defaults=OURS):
    stream = io.BytesIO(text.encode())
    layout = read_layout(stream)
    mapping = change(suggest(layout.header))
    proved = study(read_rows(stream, layout), layout.header, mapping, defaults).mapping
    return list(prepare(read_rows(stream, layout), layout.header, proved, defaults))


def lead(status="Contacted", converted="No", **more):
    columns = {
        "LEADID": "4563",
        "Last Name": "Denson",
        "Company": "Halden Foods",
        "Lead Owner": "Maya",
        "Email": "Gary@Halden.example",
        "Mobile": "660-485-0224",
        "Website": "www.Halden.example",
        "Lead Source": "Employee Referral",
        "Lead Status": status,
        "Created Time": '"15 Apr, 2021 00:03:00"',
        "CONVERTED": converted,
    } | more
    return prepared(",".join(columns) + "\n" + ",".join(columns.values()) + "\n")[0]


def codes(remarks):
    return [remark.code for remark in remarks]


def test_a_lead_has_typed_values_contacts_and_links():
    row = lead()

    assert (row.line, row.kind, row.key, row.problems) == (2, "lead", "4563", ())
    assert row.values["created_at"] == datetime(2021, 4, 14, 22, 3, tzinfo=UTC)
    assert (row.values["stage"], row.values["raw_status"], row.values["channel"]) == ("lead", "Contacted", "referral")
    assert row.emails == (("Gary@Halden.example", "gary@halden.example"),)
    assert row.phones[0].key == "+16604850224"
    assert (row.links["owner"].name, row.links["company"].domain) == ("Maya", "halden.example")


@pytest.mark.parametrize(
    ("status", "converted", "stage", "note"),
    [
        ("Not Contacted", "No", "lead", []),
        ("Pre Qualified", "No", "mql", []),
        ("Junk Lead", "No", "disqualified", []),
        ("Lost Lead", "No", "lost", []),
        ("Contacted", "Yes", "opportunity", []),
        ("Junk Lead", "Yes", "opportunity", ["closed_but_converted"]),
        ("Not Contacted", "Yes", "opportunity", ["untouched_but_converted"]),
        ("", "No", "lead", []),
    ],
)
def test_a_lead_comes_in_at_the_stage_that_its_status_says_and_converted_wins(status, converted, stage, note):
    row = lead(status, converted)

    assert (row.values["stage"], codes(row.notes)) == (stage, note)
    assert row.values["raw_status"] == status


def test_a_status_that_nobody_explained_is_refused():
    assert codes(lead("Warmish").problems) == ["status"]


def test_not_chosen_is_empty_where_the_preset_says_so_and_a_value_elsewhere():
    assert lead(**{"Lead Source": "Select"}).values["channel"] == "unknown"
    assert prepared("Email,Source\na@x.de,Select\n")[0].values["source"] == "Select"


def test_ids_beyond_the_reach_of_floats_stay_texts():
    rows = prepared(EVENTS + "25842000000262377,Demo,2021-04-15 21:02,2021-04-15 22:02,7\n")

    assert rows[0].key == "25842000000262377"
    assert (rows[0].values["seconds"], rows[0].links["lead"].key) == (3600, "7")


def test_rows_without_an_id_are_known_by_all_their_cells():
    first, twin, other = prepared("Email,Source\na@x.de,Web\na@x.de,Web\na@x.de,Fair\n")

    assert first.key == twin.key != other.key
    assert first.key.startswith("row:")


def test_the_digest_changes_with_the_row_and_with_the_way_it_is_read():
    text = "Id,Email,Created\n1,a@x.de,13/02/2024\n"

    assert prepared(text)[0].sha == prepared(text)[0].sha
    assert prepared(text)[0].sha != prepared(text, lambda m: m.having("Created", zone="Asia/Tokyo"))[0].sha
    assert prepared(text)[0].sha != prepared(text.replace("a@", "b@"))[0].sha


def test_problems_name_the_column_and_the_value():
    row = prepared("Name,Email,Created\nPriya,priya.halden,2021-02-31\n")[0]

    assert row.problems[0].text.startswith('Email "priya.halden" is no e-mail address')
    assert row.problems[1].text == 'Created "2021-02-31" is not a date that exists.'


def test_an_unreadable_number_is_kept_as_it_stands_and_told():
    row = prepared("Name,Email,Phone\nPriya,p@halden.example,ask Maya\n")[0]

    assert (row.problems, row.phones) == ((), (("ask Maya", ""),))
    assert row.notes[0].text == 'Phone "ask Maya" is no phone number: kept as it stands.'


def test_a_row_of_the_wrong_width_is_refused_and_keeps_its_line():
    rows = prepared("Name,Email\nPriya\nMaya,maya@x.de\n")

    assert [(row.line, codes(row.problems)) for row in rows] == [(2, ["layout"]), (3, [])]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Full Name,Email\n"Lewis, James",j@x.de\n', "James Lewis"),
        ("First Name,Last Name,Email\nPriya,Nair,p@x.de\n", "Priya Nair"),
        ("First Name,Last Name,Email\nRodriguez,Rodriguez,r@x.de\n", "Rodriguez"),
        ("Name,Email\n,Only@x.de\n", "Only@x.de"),
    ],
)
def test_a_name_is_put_together_from_its_parts(text, name):
    assert prepared(text)[0].values["name"] == name


def test_a_row_that_names_nobody_is_refused():
    assert codes(prepared("Name,Email,City\n,,Bonn\n")[0].problems) == ["missing"]


def test_a_company_without_a_name_goes_by_its_domain_and_that_is_told():
    row = prepared("ACCOUNTID,Account Name,Account Owner,Website\n7,,Maya,SalesFace.com\n")[0]

    assert (row.values["name"], codes(row.notes)) == ("salesface.com", ["no_name"])


CALLS = (
    "TASKID,Call Start Time,Call Owner,Call Type,Call Duration (in seconds),Call Duration (in minutes),"
    "CONTACTID,POTENTIALID\n"
)


def test_a_call_points_at_its_contact_and_zero_is_no_deal():
    row = prepared(CALLS + "1,2021-04-15 23:03:00,Maya,Inbound,420,7,2440,0\n")[0]

    assert (row.links["person"].key, "deal" in row.links) == ("2440", False)
    assert (row.values["direction"], row.values["outcome"], row.values["seconds"]) == ("in", "reached", 420)


@pytest.mark.parametrize(("cells", "code"), [("Outbound,5,0,,77", "deal_only"), ("Outbound,5,0,,0", "nobody")])
def test_a_call_about_nobody_that_can_be_found_is_refused(cells, code):
    assert codes(prepared(CALLS + f"1,2021-04-15 23:03:00,Maya,{cells}\n")[0].problems) == [code]


def test_a_call_of_no_length_or_of_two_is_told():
    row = prepared(CALLS + "1,2021-04-15 23:03:00,Maya,Inbound,0,9,2440,\n")[0]

    assert codes(row.notes) == ["two_durations", "no_duration"]
    assert row.values["outcome"] == "no_answer"


def test_a_meeting_of_months_keeps_its_start_and_loses_its_length():
    row = prepared(EVENTS + "1,Demo,2021-04-15 21:02,2021-08-18 21:07,7\n")[0]

    assert (row.values["seconds"], codes(row.notes)) == (None, ["odd_duration"])


def test_a_member_points_at_campaign_and_lead_by_name_and_says_what_happened():
    text = "Campaign Name,Lead First Name,Lead Last Name,Status\nSpring,Roye,Roye,Opted Out\n"
    row = prepared(text)[0]

    assert (row.links["campaign"].name, row.links["lead"].name) == ("Spring", "Roye")
    assert (row.values["touch"], row.values["withdraws_mail"]) == ("unsubscribed", True)


def test_a_campaign_has_money_in_minor_units_and_a_channel():
    text = "CAMPAIGNID,Campaign Name,Type,Status,Start Date,Actual Cost\n1,A,Conference,Planning,2021-04-25,$141.56K\n"
    values = prepared(text)[0].values

    assert (values["cost"], values["channel"], values["status"]) == ((14_156_000, "USD"), "event", "planned")


def test_an_unknown_time_zone_is_refused_before_the_first_row():
    with pytest.raises(NotAZone, match="Mars"):
        prepared("Email,Created\na@x.de,2021-04-15 10:00\n", lambda m: m.having("Created", zone="Mars/Olympus"))


def test_columns_of_ones_own_are_kept():
    assert prepared("Email,Favourite colour\na@x.de,blue\n")[0].attributes == {"Favourite colour": "blue"}
