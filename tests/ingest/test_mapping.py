"""Mapping: presets by header, common names in several languages, slips, and what a file leaves open."""

import io

import pytest

from truce.ingest.rules import (
    FIELDS,
    PRESETS,
    Defaults,
    Mapping,
    read_layout,
    read_rows,
    recognise,
    study,
    suggest,
)

OURS = Defaults(zone="Europe/Berlin", currency="EUR", region="DE")
ZOHO_LEADS = ["LEADID", "Last Name", "Company", "Lead Owner", "Email"]
ZOHO_LEADS += ["Lead Status", "Created Time", "CONVERTED", "month_Created Time1"]


def fields(header, **more):
    return {column.name: column.field for column in suggest(header, **more).columns}


def questions(text, defaults=OURS, change=lambda mapping: mapping):
    stream = io.BytesIO(text.encode())
    layout = read_layout(stream)
    mapping = change(suggest(layout.header))
    return study(read_rows(stream, layout), layout.header, mapping, defaults)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_every_preset_maps_to_fields_of_its_kind(preset):
    assert set(preset.columns.values()) <= {field.key for field in FIELDS[preset.kind]}


@pytest.mark.parametrize(
    ("header", "preset"),
    [
        (ZOHO_LEADS, "zoho.leads"),
        (["ID", "ISCONVERTED", "LASTNAME", "COMPANY", "LEADSOURCE", "STATUS"], "salesforce.leads"),
        (["Lead Owner", "First Name", "Last Name", "Company / Account", "Lead Source", "Rating"], "salesforce.leads"),
        (["Record ID", "First Name", "Email", "Lifecycle Stage", "Original Source"], "hubspot.contacts"),
        (["Task Owner", "Subject", "Created Time", "Due Date", "Status"], "zoho.tasks"),
    ],
)
def test_a_product_is_recognised_by_its_headers(header, preset):
    best = recognise(header)[0]

    assert best.preset.name == preset
    assert best.confidence > 0.8


def test_a_strange_file_is_taken_for_no_product():
    assert recognise(["Name", "Email", "Phone"]) == []
    assert suggest(["Name", "Email", "Phone"]).source == "file"


def test_what_a_product_works_out_is_left_out():
    assert fields(ZOHO_LEADS)["month_Created Time1"] == ""


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["Nombre", "Correo", "Telefono", "Empresa"], ["full_name", "email", "phone", "company_name"]),
        (["Vorname", "Nachname", "E-Mail", "Firma"], ["first_name", "last_name", "email", "company_name"]),
        (["Prénom", "Nom de famille", "Courriel"], ["first_name", "last_name", "email"]),
        (["Nmae", "Phne", "Emial", "Statu"], ["full_name", "phone", "email", "status"]),
        (["Name", "Email", "Name (2)", "Device"], ["full_name", "email", "attribute", "attribute"]),
    ],
)
def test_headers_are_understood_in_several_languages_and_with_slips(header, expected):
    assert list(fields(header, kind="lead").values()) == expected


def test_a_slip_is_less_sure_than_a_name():
    certain, slip = suggest(["Email", "Phne"], kind="lead").columns

    assert certain.confidence > slip.confidence
    assert "nearly" in slip.why


def test_values_show_what_a_header_hides():
    assert fields(["A", "Telefon"], samples={"A": ["priya@halden.example"]})["A"] == "email"
    assert (
        fields(["Email", "Last Activity"], samples={"Last Activity": ["Page visited"]})["Last Activity"] == "attribute"
    )


def test_a_mapping_is_data():
    mapping = suggest(ZOHO_LEADS).having("Created Time", zone="Asia/Kolkata")

    assert Mapping.from_json(mapping.to_json()) == mapping
    assert mapping.digest() != suggest(ZOHO_LEADS).digest()


def test_what_a_file_proves_is_filled_in_and_not_asked():
    found = questions("Email,Created,Annual revenue\na@x.de,13/02/2024,€1.5k\nb@x.de,01/02/2024,€2.25k\n")

    assert found.questions == ()
    assert [(c.date_order, c.mark) for c in found.mapping.columns] == [("", ""), ("dmy", ""), ("", ".")]


def test_what_a_file_leaves_open_is_asked():
    found = questions(
        'Email,Created,Annual revenue,Mobile,Status,Source\na@x.de,01/02/2024,"$9,326",0170 1234567,Warm,Select\n',
        Defaults(currency="EUR"),
    )

    assert [(question.option, question.column) for question in found.questions] == [
        ("date_order", "Created"),
        ("mark", "Annual revenue"),
        ("currency", "Annual revenue"),
        ("region", "Mobile"),
        ("status", "Status"),
        ("empty", "Source"),
    ]


def test_a_column_whose_dates_contradict_each_other_is_an_error_with_lines():
    found = questions("Email,Created\na@x.de,13/02/2024\nb@x.de,02/13/2024\n")

    assert found.questions[0].is_error
    assert "lines 2" in found.questions[0].text


def test_an_answer_settles_its_question():
    text = "Email,Created\na@x.de,01/02/2024\n"

    assert questions(text, change=lambda m: m.having("Created", date_order="mdy")).questions == ()


def test_users_are_asked_for_their_side():
    assert [question.option for question in questions("USER_ID,Last Name,Email\n1,Maya,maya@x.de\n").questions] == [
        "role"
    ]


def test_a_file_that_can_bring_nothing_in_says_what_it_lacks():
    found = questions(
        "Campaign Name,Lead Last Name,Status\nA,,Sent\n", change=lambda m: m.having("Lead Last Name", field="")
    )

    assert found.questions[0].text == "A member needs the lead or contact."
