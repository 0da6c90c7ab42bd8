"""A file comes in: every row has one fate, nothing is doubled, nothing is guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOON
from tests.ingest.bringing import SALES, brought, counts, imported, says
from truce.base.errors import Refused
from truce.campaigns.models import Campaign, Touchpoint
from truce.handoff.models import HandOff
from truce.ingest import actions, queries
from truce.ingest.models import External, ImportRow, ImportRun
from truce.jobs import actions as jobs
from truce.jobs.models import Job
from truce.journey.models import Lead
from truce.ledger import queries as ledger
from truce.ledger.models import Event
from truce.people.models import Company, Person
from truce.teams.access import NotAllowed
from truce.teams.models import User

HEAD = "Lead Id,Name,Email,Phone,Company,Website,Owner Email,Source,Status,Created\n"
BO = "1,Bo Ek,bo@ek.test,,Ek Foods,ekfoods.test,maya@truce.test,Trade Show,New,2024-12-31\n"
ADA = "2,Ada Ny,ada@ny.test,,Ny AB,ny-ab.test,,Web,New,2024-12-30\n"
OPEN = {"statuses": {"New": "lead", "Won": "customer", "Dead": "lost"}}


def leads(*rows, **how):
    return imported(HEAD + "".join(rows), kind="lead", **OPEN, **how)


def test_every_row_has_one_fate(terms, maya):
    bad = "3,Cy,not an address,,,,,,New,2024-12-30\n"

    run = leads(BO, ADA, ADA, bad)

    assert counts(run) == (2, 0, 1, 1)
    assert run.rows == ImportRow.objects.filter(run=run).count() == 4


def test_the_same_file_twice_changes_nothing(terms, maya):
    leads(BO, ADA)
    before = ledger.verify().digest, Event.objects.count(), Touchpoint.objects.count()

    again = leads(BO, ADA, at=NOON + timedelta(hours=1))

    assert counts(again) == (0, 0, 2, 0)
    assert (ledger.verify().digest, Event.objects.count(), Touchpoint.objects.count()) == before


def test_the_ledger_stays_whole_over_an_import(terms, maya):
    leads(BO, ADA, "3,Cy,cy@cy.test,,,,,,Dead,2021-02-03\n")

    verified = ledger.verify()

    assert verified.differences == ()
    assert (verified.rows["lead"], verified.rows["person"]) == (3, 3)


def test_a_lead_enters_the_ledger_at_its_own_time(terms, maya):
    leads(BO)

    event = Event.objects.get(kind="lead.imported")
    assert event.happened_at == event.known_at == datetime(2024, 12, 31, tzinfo=UTC)
    assert event.recorded_at == NOON
    assert event.agreement_version == 0
    assert set(event.changes["lead"][str(event.subject_id)]) >= {"stage", "holder_user_id", "source", "first_touch_seq"}


def test_an_open_lead_has_the_holder_of_the_file_and_a_clock_from_now(terms, maya):
    leads(BO)

    lead = Lead.objects.get()
    assert (lead.holder_user, lead.side, lead.turn) == (maya, "sales", "follow_up")
    assert lead.due_at > NOON
    assert lead.turn_since == NOON


def test_an_open_lead_of_nobody_waits_in_triage(terms):
    leads(ADA)

    lead = Lead.objects.get()
    assert (lead.holder_queue.kind, lead.side, lead.turn) == ("triage", "marketing", "triage")


def test_an_owner_who_does_not_work_here_is_told(terms):
    run = leads(BO)

    assert Lead.objects.get().holder_queue.kind == "triage"
    assert run.told == {"unknown_owner": 1}


def test_a_closed_lead_has_no_holder_and_its_closing_time_is_told(terms, maya):
    run = leads("1,Bo,bo@ek.test,,,,maya@truce.test,,Dead,2021-02-03\n")

    lead = Lead.objects.get()
    assert (lead.stage, lead.holder_user, lead.due_at, lead.raw_status) == ("lost", None, None, "Dead")
    assert lead.closed_at == NOON
    assert run.told == {"no_close_time": 1}


def test_nothing_is_offered_by_itself(terms, maya, lena):
    from truce.handoff import actions as handoff
    from truce.people import actions as people

    imported(HEAD.replace("Source", "Job title") + ADA.replace("Web", "Head of Operations"), kind="lead", **OPEN)
    lead = Lead.objects.get()
    assert not Job.objects.filter(name="handoff.reconsider").exists()
    people.learn(lead.person, {"budget": 50_000, "decides": True, "seniority": "head"}, by=lena, at=NOON)
    Touchpoint.objects.create(
        person=lead.person, kind="demo_request", channel="direct", happened_at=NOON, known_at=NOON - timedelta(days=1)
    )

    handoff.reconsider(lead.pk, by=lena, at=NOON + timedelta(days=1))

    assert not HandOff.objects.exists()


def test_imported_leads_get_their_number_with_its_reasons(terms, maya):
    head = HEAD.replace("Source", "Job title")
    imported(head + ADA.replace("Web", "Head of Operations") + BO.replace("Trade Show", ""), kind="lead", **OPEN)

    ada, bo = Lead.objects.order_by("person__name")
    assert (ada.score_version, bo.score_version) == (terms.version, terms.version)
    assert ada.number == sum(points for _, points, _, _ in ada.reasons)
    assert not HandOff.objects.exists()
    assert ledger.verify().is_whole


def test_what_comes_after_the_import_ends_the_rest(terms, maya, lena, priya):
    from truce.handoff.actions._reconsider import _rests

    leads(ADA)
    lead = Lead.objects.get(person__name="Ada Ny")
    assert _rests(lead, NOON) and not _rests(priya, NOON)

    Touchpoint.objects.create(
        person=lead.person,
        kind="form",
        channel="direct",
        happened_at=NOON + timedelta(hours=1),
        known_at=NOON + timedelta(hours=1),
    )

    assert not _rests(lead, NOON + timedelta(hours=2))


def test_the_source_is_a_code_on_the_lead_and_its_words_on_the_touchpoint(terms, maya):
    leads(BO)

    lead, touch = Lead.objects.get(), Touchpoint.objects.get()
    assert (lead.source, lead.first_channel) == ("trade_show", "event")
    assert (touch.source, touch.seq) == ("Trade Show", lead.first_touch_seq)


def test_letters_that_a_code_cannot_hold_still_tell_sources_apart(terms):
    leads("1,A,a@ek.test,,,,,展示会,New,2024-01-01\n", "2,B,b@ek.test,,,,,広告,New,2024-01-01\n")

    assert len({lead.source for lead in Lead.objects.all()} - {""}) == 2


def test_a_contact_of_a_known_address_updates_that_person_and_makes_no_lead(terms, maya):
    leads(BO)

    run = imported("Contact Id,Name,Email,Job title\n9,Bo Eriksson,BO@ek.test,Head\n", kind="person")

    assert counts(run) == (0, 1, 0, 0)
    person = Person.objects.get()
    assert (person.name, person.job_title, Lead.objects.count()) == ("Bo Ek", "Head", 1)


def test_a_value_that_is_known_is_never_overwritten(terms, maya, priya):
    text = "Id,Name,Email,Job title,City\n1,Priya,priya@halden.co.uk,Intern,Leeds\n"

    imported(text, kind="person")

    priya.person.refresh_from_db()
    assert priya.person.known["job_title"] == "Head of Operations"
    fact = priya.person.facts.get(field="city")
    assert (fact.value, fact.origin, fact.source_system[:5]) == ("Leeds", "import", "file-")


def test_two_open_leads_of_one_person_become_one(terms, maya):
    run = leads(BO, BO.replace("1,", "7,", 1).replace("Trade Show", "Web"))

    assert counts(run) == (1, 1, 0, 0)
    assert run.told == {"has_open_lead": 1}
    assert Lead.objects.get().source == "trade_show"


def test_a_row_that_has_changed_fills_in_what_was_empty_and_leaves_the_rest(terms, maya):
    leads(BO)

    again = leads(BO.replace("bo@ek.test,", "bo@ek.test,+46 8 123 456 78").replace("New", "Dead"))

    assert counts(again) == (0, 1, 0, 0)
    assert (Lead.objects.get().stage, Person.objects.get().phones.count()) == ("lead", 1)
    assert ledger.verify().is_whole
    assert counts(leads(BO.replace("bo@ek.test,", "bo@ek.test,+46 8 123 456 78").replace("New", "Dead"))) == (
        0,
        0,
        1,
        0,
    )


def test_a_company_needs_name_and_website_to_be_the_same(terms):
    companies = "Id,Name,Website\n1,Angel,a.test\n2,Angel,b.test\n"
    imported(companies, kind="company")

    leads(
        "1,A,a@x.test,,Angel,b.test,,,New,2024-01-01\n",
        "2,B,b@x.test,,Angel,,,,New,2024-01-01\n",
        "3,C,c@x.test,,Angel,c.test,,,New,2024-01-01\n",
    )

    one, two, three = Lead.objects.order_by("pk")
    assert one.company.known["website"] == "b.test"
    assert two.company is None
    assert (three.company.name, Company.objects.count()) == ("Angel", 3)


def test_a_domain_belongs_to_one_company_and_the_second_is_told(terms):
    run = imported("Id,Name,Website\n1,Angel,a.test\n2,Other,www.a.test\n", kind="company")

    assert counts(run) == (2, 0, 0, 0)
    assert run.told["domain_taken"] == 1


def test_users_come_in_on_the_side_that_was_said(db):
    text = "User Id,Name,Email\n1,Ida,ida@x.test\n"
    run = brought(text, kind="user")
    assert (run.state, [q["option"] for q in run.study["questions"]]) == ("asking", ["role"])

    run = imported(text, kind="user", roles=SALES)

    user = User.objects.get(email="ida@x.test")
    assert (user.role, user.side, user.is_active, user.has_usable_password()) == ("seller", "sales", True, False)


def test_a_user_who_works_here_is_recognised(maya):
    run = imported("User Id,Name,Email\n1,Somebody,MAYA@truce.test\n", kind="user", roles=SALES)

    assert counts(run) == (0, 1, 0, 0)
    assert User.objects.people().get().name == "Maya Okafor"


def test_only_who_may_invite_people_brings_users_in(lena, olu):
    run = brought("User Id,Name,Email\n1,Ida,ida@x.test\n", kind="user", roles=SALES, by=lena)

    with pytest.raises(NotAllowed):
        actions.start(run.pk, by=lena, at=NOON)
    actions.start(run.pk, by=olu, at=NOON)


@pytest.mark.parametrize("who", ["maya", "tomas", "vera"])
def test_sellers_and_viewers_import_nothing(request, who, terms):
    with pytest.raises(NotAllowed):
        brought(HEAD + BO, by=request.getfixturevalue(who))

    assert not ImportRun.objects.exists()


def test_days_and_months_that_cannot_be_told_apart_are_asked(terms):
    text = "Name,Email,Created\nBo,bo@ek.test,03-07-2021\nAda,ada@ny.test,05-06-2021\n"
    run = brought(text, kind="lead")
    assert (run.state, run.study["questions"][0]["option"], run.preview) == ("asking", "date_order", [])

    with pytest.raises(actions.NotReady):
        actions.start(run.pk, by=run.by, at=NOON)
    imported(text, kind="lead", options={"Created": {"date_order": "dmy"}})

    assert Lead.objects.order_by("pk").first().created_at == datetime(2021, 7, 3, tzinfo=UTC)


def test_an_import_that_has_started_is_not_read_otherwise(terms, maya):
    run = leads(BO)

    with pytest.raises(actions.Started):
        actions.choose(run.pk, actions.Choices(kind="person"), by=run.by, at=NOON)
    with pytest.raises(actions.Started):
        actions.forget(run.pk, by=run.by)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x00\x01\x02" * 400, b"%PDF-1.4"])
def test_what_is_no_list_is_told_and_nothing_comes_in(db, data):
    try:
        run = brought(data)
    except Refused as why:
        assert str(why)
        return
    assert run.state == "unreadable"


def test_a_folder_in_a_file_name_leads_nowhere(db, settings):
    stored = actions.store("../../etc/passwd.csv", [b"Name\nBo\n"])

    assert stored.name == "passwd.csv"
    assert (settings.DATA / "imports" / stored.path).is_file()


def test_naughty_texts_come_in_as_they_are(terms, trial_data):
    import csv
    import io
    import json

    texts = json.loads((trial_data / "naughty_strings" / "blns.json").read_text())
    texts = [text for text in texts if text.strip() and "\0" not in text and len(text) <= 200]
    out = io.StringIO()
    csv.writer(out).writerows([["Id", "Last Name", "Email"], *([n, t, f"n{n}@x.test"] for n, t in enumerate(texts))])

    run = imported(out.getvalue(), kind="lead", options={"Last Name": {"empty": "no"}})

    assert (run.new, run.refused) == (len(texts), 0)
    known = dict(Person.objects.values_list("emails__key", "name"))
    assert [known[f"n{n}@x.test"] for n in range(len(texts))] == [" ".join(t.split(" ")).strip() for t in texts]
    assert ledger.verify().is_whole


def test_cells_that_look_like_formulas_are_guarded_in_the_download_and_freed_on_the_way_back(terms):
    bad = '3,"=HYPERLINK(""x"")",bad,+1 202,@x,,,-5,New,2024-12-30\n'
    run = leads(ADA, bad)

    text = "".join(queries.refused_csv(run.pk))

    assert "'=HYPERLINK" in text and "'+1 202" in text and "'@x" in text and "'-5" in text
    mended = text.replace(",bad,", ",good@x.test,").lstrip("\ufeff").encode()
    by = run.by
    again = actions.bring(actions.store("mended.csv", [mended]), by=by, at=NOON, mends=run.pk)
    actions.start(again.pk, by=by, at=NOON)
    jobs.run_due(at=NOON)
    assert Person.objects.get(emails__key="good@x.test").name == '=HYPERLINK("x")'


def test_a_refused_row_is_mended_and_counted_anew(terms):
    run = leads(ADA, "3,Cy,cy,,,,,,New,2024-12-30\n")
    row = ImportRow.objects.get(run=run, fate="refused")

    mended = actions.mend(row.pk, [cell.replace("cy", "cy@x.test") for cell in row.cells], by=run.by, at=NOON)

    run.refresh_from_db()
    assert (mended.fate, counts(run)) == ("new", (2, 0, 0, 0))
    with pytest.raises(actions.NotRefused):
        actions.mend(row.pk, row.cells, by=run.by, at=NOON)


def test_a_row_that_stays_wrong_stays_refused(terms):
    run = leads(ADA, "3,Cy,cy,,,,,,New,2024-12-30\n")
    row = ImportRow.objects.get(run=run, fate="refused")

    assert actions.mend(row.pk, row.cells, by=run.by, at=NOON).fate == "refused"
    assert counts(ImportRun.objects.get(pk=run.pk)) == (1, 0, 0, 1)


def test_a_row_has_one_fate_says_the_database(terms):
    run = leads(ADA)

    with pytest.raises(IntegrityError, match=r"a_row_has_one_fate|UNIQUE"), transaction.atomic():
        ImportRow.objects.create(run=run, line=2, fate="new", key="x", sha="x")


def test_an_external_key_is_known_once_says_the_database(terms):
    leads(ADA)
    known = External.objects.get(kind="lead")

    with pytest.raises(IntegrityError), transaction.atomic():
        External.objects.create(
            source=known.source, kind="lead", key=known.key, sha="", record_kind="lead", record_id=1
        )


def test_a_campaign_of_the_same_name_under_another_id_is_another(db):
    text = "Campaign Id,Campaign Name,Cost\n1,Ad hoc,10.50\n2,Ad Hoc,20.00\n"

    run = imported(text, kind="campaign", columns={"Campaign Id": "key", "Campaign Name": "name"})

    assert counts(run) == (2, 0, 0, 0)
    assert list(Campaign.objects.order_by("pk").values_list("name", "cost_minor")) == [
        ("Ad hoc", 1050),
        ("Ad Hoc", 2000),
    ]


def test_a_broken_row_is_refused_with_its_line_and_the_rest_comes_in(terms):
    run = leads("1,Bo\n", ADA)

    assert counts(run) == (1, 0, 0, 1)
    assert says(run) == ["The row has 2 cells, the header has 10."]


@pytest.mark.parametrize(
    "choices",
    [
        {"kind": "unicorn"},
        {"columns": {"Name": "horn"}},
        {"options": {"Created": {"date_order": "backwards"}}},
        {"defaults": {"zone": "Mars/Olympus"}},
        {"defaults": {"currency": "gold"}},
        {"defaults": {"region": "Germany"}},
        {"statuses": {"New": "unicorn"}},
        {"roles": {"ida@x.test": "queen"}},
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_nothing_of_it_is_kept(terms, choices):
    run = brought(HEAD + BO, kind="lead")

    with pytest.raises(Refused):
        actions.choose(run.pk, actions.Choices(**choices), by=run.by, at=NOON)

    kept = ImportRun.objects.get(pk=run.pk)
    assert (kept.mapping, kept.defaults, kept.kind, kept.roles) == (run.mapping, run.defaults, run.kind, run.roles)
