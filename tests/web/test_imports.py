"""P25 Import: will this file come in right?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.cast import NOON
from truce.base.clock import now
from truce.ingest.models import ImportRow, ImportRun
from truce.jobs import actions as jobs
from truce.journey.models import Lead

LEADS = "Lead Id,Name,Email,Status,Created\n1,Bo Ek,bo@ek.test,New,2024-12-31\n2,Ada,ada.ek.test,New,2024-12-30\n"
ASKS = "Name,Email,Created\nBo Ek,bo@ek.test,03-07-2021\n"


@pytest.fixture
def send(client, lena, terms):
    """Send a file as Lena and return its import."""

    def send(text=LEADS, name="leads.csv", **more):
        client.force_login(lena)
        file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
        response = client.post(reverse("import-new"), {"file": file, "kind": "lead"} | more)
        assert response.status_code == 303, response.content.decode()
        return ImportRun.objects.latest("pk")

    return send


def answer(client, run, **given):
    return client.post(reverse("import-answers", args=[run.pk]), given)


def ready(client, send):
    run = send()
    answer(client, run, **{"stage-0": "lead", "status-0": "New"})
    run.refresh_from_db()
    return run


def test_a_file_shows_its_columns_and_asks_what_it_leaves_open(client, send):
    run = send(ASKS)

    html = client.get(reverse("import", args=[run.pk])).content.decode()

    assert "Which comes first in Created, the day or the month?" in html
    assert "Bring in" not in html


def test_an_answered_file_shows_what_would_become_of_its_first_rows(client, send):
    run = ready(client, send)

    html = client.get(reverse("import", args=[run.pk])).content.decode()

    assert run.state == "ready"
    assert "is no e-mail address" in html and "Bring in 2 rows" in html
    assert not Lead.objects.exists()


def test_a_started_import_ends_with_the_account_of_its_rows(client, send):
    run = ready(client, send)

    client.post(reverse("import-start", args=[run.pk]))
    jobs.run_due(at=NOON)

    html = client.get(reverse("import", args=[run.pk])).content.decode()
    assert "2 rows = 1 new + 0 updated + 0 duplicate + 1 refused" in " ".join(html.split())


@pytest.mark.parametrize("fate", ["new", "updated", "duplicate", "refused"])
def test_each_fate_opens_its_rows(client, send, fate, django_assert_max_num_queries):
    run = ready(client, send)
    client.post(reverse("import-start", args=[run.pk]))
    jobs.run_due(at=NOON)

    with django_assert_max_num_queries(12):
        response = client.get(reverse("import-rows", args=[run.pk, fate]))

    assert response.status_code == 200
    assert response.content.decode().count('id="row-') == getattr(ImportRun.objects.get(pk=run.pk), fate)


def test_refused_rows_are_downloaded_with_their_reasons(client, send):
    run = ready(client, send)
    client.post(reverse("import-start", args=[run.pk]))
    jobs.run_due(at=NOON)

    response = client.get(reverse("import-refused", args=[run.pk]))

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert response["Content-Disposition"].startswith("attachment")
    assert text.splitlines()[0] == "Lead Id,Name,Email,Status,Created,Line in the file,Why it was refused"
    assert "2,Ada,ada.ek.test,New,2024-12-30,3," in text


def test_a_refused_row_is_mended_on_its_page(client, send):
    run = ready(client, send)
    client.post(reverse("import-start", args=[run.pk]))
    jobs.run_due(at=NOON)
    row = ImportRow.objects.get(run=run, fate="refused")

    cells = {f"cell-{n}": text for n, text in enumerate(["2", "Ada", "ada@ek.test", "New", "2024-12-30"])}
    response = client.post(reverse("import-row", args=[row.pk]), cells)

    assert response.status_code == 303
    assert Lead.objects.filter(person__name="Ada").exists()


@pytest.mark.parametrize("name", ["leads.xlsx", "leads.exe", "leads"])
def test_what_is_no_csv_file_is_not_taken(client, lena, name):
    client.force_login(lena)
    file = SimpleUploadedFile(name, LEADS.encode())

    response = client.post(reverse("import-new"), {"file": file})

    assert response.status_code == 422
    assert "no CSV file" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_a_workbook_under_another_name_says_what_to_do(client, send):
    run = send("PK\x03\x04 sheet", "leads.csv")

    assert "save the sheet as CSV" in client.get(reverse("import", args=[run.pk])).content.decode()


@pytest.mark.parametrize("who", ["maya", "tomas", "vera"])
def test_who_may_not_import_sees_what_came_in_and_no_way_to_bring_more(client, request, who, send):
    run = ready(client, send)
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("import", args=[run.pk])).status_code == 200
    assert "Import a file" not in client.get(reverse("imports")).content.decode()
    assert client.get(reverse("import-new")).status_code == 403
    assert client.post(reverse("import-start", args=[run.pk])).status_code == 403


def test_a_cancelled_import_says_what_is_in_and_can_go_on(client, send):
    run = ready(client, send)
    client.post(reverse("import-start", args=[run.pk]))

    client.post(reverse("import-cancel", args=[run.pk]))

    assert "0 of 2 rows are in and stay in" in client.get(reverse("import", args=[run.pk])).content.decode()
    client.post(reverse("import-go-on", args=[run.pk]))
    jobs.run_due(at=now())
    assert ImportRun.objects.get(pk=run.pk).state == "done"


def test_a_discarded_file_is_gone(client, send, settings, django_capture_on_commit_callbacks):
    run = send()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("import-discard", args=[run.pk]))

    assert not ImportRun.objects.exists()
    assert not (settings.DATA / "imports" / run.path).exists()


def test_the_list_of_imports_costs_few_queries(client, send, django_assert_max_num_queries):
    for _ in range(3):
        send()

    with django_assert_max_num_queries(12):
        html = client.get(reverse("imports")).content.decode()

    assert html.count('id="import-') == 3


def test_text_of_a_file_is_shown_as_text(client, send):
    run = send("Name,Email\n<script>alert(1)</script>,x@y.test\n", "<img src=x onerror=alert(1)>.csv")

    html = client.get(reverse("import", args=[run.pk])).content.decode()

    assert "<script>alert" not in html and "<img src=x" not in html


def test_each_number_opens_exactly_the_rows_that_it_counts(client, send):
    run = send(LEADS.replace("2024-12-30", "2024-12-30").replace("ada.ek", "ada@ek"))
    answer(client, run, **{"stage-0": "lost", "status-0": "New"})
    client.post(reverse("import-start", args=[run.pk]))
    jobs.run_due(at=NOON)
    run.refresh_from_db()

    for code, many in run.told.items():
        html = client.get(reverse("import-rows", args=[run.pk, "all"]), {"why": code}).content.decode()
        assert html.count('id="row-') == many > 0
