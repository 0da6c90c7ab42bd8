"""The leads list: what each view finds, in which order, and that its number is the number of its rows."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOON
from tests.crowd import crowd
from truce.criteria import BadCriteria, Kind, Op, Test, operators, to_param
from truce.insight.queries import leads
from truce.insight.queries.leads import Asked, leads_page
from truce.journey.models import Lead


@pytest.fixture
def many(maya, jo, lena, terms):
    """A hundred and thirty leads of all kinds; Maya and Jo hold those of sales."""
    return crowd(130, holders=(maya, jo))


def walk(user, asked, *, between=lambda: None):
    """Return the ids of all rows of a view, page by page from the first to the last."""
    found, after = [], ""
    while True:
        page = leads_page(user, Asked(asked.view, asked.f, asked.sort, after=after), at=NOON)
        found += [row.id for row in page.rows]
        if not page.after:
            return found
        after = page.after
        between()


@pytest.mark.parametrize("view", leads.BUILT_IN)
def test_the_number_of_a_view_is_the_number_of_its_rows(many, maya, view):
    rows = walk(maya, Asked(view))

    assert leads.count(leads.BUILT_IN[view].f, maya, at=NOON).number == len(rows) == len(set(rows))


def test_views_find_what_their_names_say(many, maya):
    def found(view):
        return Lead.objects.filter(pk__in=walk(maya, Asked(view)))

    assert {lead.holder_user_id for lead in found("turn")} == {maya.pk}
    assert all(lead.due_at < NOON for lead in found("late"))
    assert all(lead.is_ready and lead.is_open for lead in found("ready"))
    assert {lead.side for lead in found("marketing")} == {"marketing"}
    assert {lead.stage for lead in found("recycled")} == {"recycled"}
    assert not any(lead.is_open for lead in found("closed"))
    assert found("all").count() == len(many)


def test_my_leads_are_those_i_hold_and_those_i_sent(offered, lena, maya, bring):
    mine = bring("Bo Ek", holder=lena)

    assert set(walk(lena, Asked("mine"))) == {offered.lead_id, mine.pk}
    assert walk(maya, Asked("mine")) == [offered.lead_id]


@pytest.mark.parametrize("sort", [f"{sign}{key}" for key in leads.ORDERS for sign in ("", "-")])
def test_paging_meets_each_row_once_under_every_order_while_rows_change(many, maya, sort):
    new = iter(range(200, 210))

    def meanwhile():
        crowd(3, seed=next(new))
        Lead.objects.filter(pk=many[0].pk).update(touches=7)

    rows = walk(maya, Asked("all", sort=sort), between=meanwhile)

    assert len(rows) == len(set(rows))
    assert set(rows) >= {lead.pk for lead in many}


@pytest.mark.parametrize("sort", ["due", "-due", "company", "-name"])
def test_going_back_shows_the_same_pages(many, maya, sort):
    first = leads_page(maya, Asked("all", sort=sort), at=NOON)
    second = leads_page(maya, Asked("all", sort=sort, after=first.after), at=NOON)
    third = leads_page(maya, Asked("all", sort=sort, after=second.after), at=NOON)

    back = leads_page(maya, Asked("all", sort=sort, before=third.before), at=NOON)
    assert back.rows == second.rows
    start = leads_page(maya, Asked("all", sort=sort, before=back.before), at=NOON)
    assert start.rows == first.rows and start.is_first


def test_leads_without_a_value_of_the_order_come_last(many, maya):
    rows = Lead.objects.in_bulk(walk(maya, Asked("all", sort="-due")))
    dues = [rows[pk].due_at for pk in walk(maya, Asked("all", sort="-due"))]

    known = [due for due in dues if due]
    assert dues == sorted(known, reverse=True) + [None] * (len(dues) - len(known))


@pytest.mark.parametrize("mark", ["x", "~", "1", "2026-03-02~1", "2026-03-02T12:00:00~1", "1~2~3", "9" * 40])
def test_a_mark_that_means_nothing_shows_the_first_page(many, maya, mark):
    page = leads_page(maya, Asked("all", sort="due", after=mark), at=NOON)

    assert page.rows == leads_page(maya, Asked("all", sort="due"), at=NOON).rows


FIELDS = ("state", "side", "turn", "late", "due", "stage", "ready", "score", "to_line", "grade", "level", "source")
FIELDS += ("created", "touches", "last_touched", "returns", "close_reason", "name", "email", "job_title", "company")
FIELDS += ("country", "industry", "lacks", "holder", "sent_by", "campaign", "channel", "id", "act")
VALUES = {
    Kind.NUMBER: st.integers(-5, 45),
    Kind.INSTANT: st.sampled_from(["2026-02-01", "2026-03-02", "2026-03-04"]),
    Kind.TEXT: st.sampled_from(["Person", "DE", "food", "%", "Ü"]),
}


@st.composite
def conditions(draw, words):
    field = words[draw(st.sampled_from(FIELDS))]
    op = draw(st.sampled_from(operators(field.kind)))
    value = st.sampled_from(sorted(field.choices)) if field.choices else VALUES.get(field.kind, VALUES[Kind.TEXT])
    if op in (Op.KNOWN, Op.UNKNOWN, Op.IS_TRUE, Op.IS_FALSE):
        return Test(field.key, op)
    if op == Op.WITHIN_DAYS:
        return Test(field.key, op, draw(st.integers(0, 30)))
    if op == Op.BETWEEN:
        return Test(field.key, op, (draw(value), draw(value)))
    if op in (Op.ONE_OF, Op.NONE_OF):
        return Test(field.key, op, tuple(draw(st.lists(value, min_size=1, max_size=3))))
    return Test(field.key, op, draw(value))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_the_number_of_any_filter_is_the_number_of_its_rows(many, maya, webinar, data):
    words = leads.vocabulary(maya)
    usable = st.lists(conditions(words).filter(lambda test: _has_choice(words, test)), min_size=1, max_size=3)
    f = ";".join(to_param(test) for test in data.draw(usable))

    rows = walk(maya, Asked("all", f=f))
    assert leads.count(f, maya, at=NOON).number == len(rows) == len(set(rows)), f


def _has_choice(words, test):
    return not words[test.field].choices or test.value is None or bool(test.value)


@pytest.mark.parametrize("field", ["country", "industry", "company", "due", "holder", "to_line", "email"])
def test_what_is_known_and_what_is_not_make_up_all(many, maya, field):
    known, unknown = (leads.count(f"{field}:{op}", maya, at=NOON).number for op in ("known", "unknown"))

    assert known + unknown == len(many)


def test_an_emptied_fact_counts_as_not_known(many, maya):
    is_there = [lead for lead in many if lead.person.known.get("country")]

    assert leads.count("country:known", maya, at=NOON).number == len(is_there)


def test_a_missing_field_is_one_that_the_agreement_asks_for(priya, bring, maya):
    bo = bring("Bo Ek")

    assert walk(maya, Asked("all", f="lacks:is:employees")) == [bo.pk]
    assert set(walk(maya, Asked("all", f="lacks:is:any"))) == {bo.pk, priya.pk}


def test_a_filter_is_shown_as_chips_and_as_a_sentence(many, maya):
    page = leads_page(maya, Asked("all", f="stage:one_of:lead,mql;score:at_least:40"), at=NOON)

    assert [chip.words for group in page.chips for chip in group] == ["stage is one of Lead, MQL", "score at least 40"]
    assert page.sentence == "stage is one of Lead, MQL and score at least 40"
    assert page.chips[0][0].without == "score:at_least:40"
    assert page.is_changed


def test_a_condition_can_be_changed_joined_by_or_and_taken_away(maya):
    found = leads.read("stage:is:lead;score:at_least:40", maya)
    test = leads.read_test(found.words, "late", "is_true", ())

    either = leads.changed(found, test, place="0", is_or=True)
    assert either.sentence == "(stage is Lead or past the promised time is yes) and score at least 40"
    [[stage, late], [score]] = leads.chips(leads.read(either.text, maya))
    assert leads.read(late.without, maya).text == found.text
    assert leads.changed(found, test, place="1").text == "stage:is:lead;late:is_true"
    assert leads.changed(found, test).text == "stage:is:lead;score:at_least:40;late:is_true"


@pytest.mark.parametrize("f", ["ghost:is:x", "stage:is:nothing", "score:at_least:many", "~x", "holder:is:999"])
def test_a_filter_that_cannot_be_read_shows_no_rows_and_says_why(many, maya, f):
    page = leads_page(maya, Asked("all", f=f), at=NOON)

    assert not page.rows and page.problem
    with pytest.raises(BadCriteria):
        leads.count(f, maya, at=NOON)


def test_a_filter_without_matches_tells_of_how_many(many, maya):
    page = leads_page(maya, Asked("all", f="name:is:Nobody"), at=NOON)

    assert not page.rows and page.total == len(many)


def test_a_row_holds_what_its_columns_show(accepted, maya, webinar):
    [row] = leads_page(maya, Asked("turn", cols="company,due,holder,score,stage,campaign,employees"), at=NOON).rows

    assert (row.name, row.company, row.stage) == ("Priya Nair", "Halden Foods", "SAL")
    assert (row.holder, row.holder_side, row.campaign) == ("Maya Okafor", "sales", "Cold-chain webinar")
    assert row.turn == "First touch" and row.left_s == pytest.approx(8 * 3600 + 300)
    assert row.facts == {"employees": 420}


def test_working_time_counts_in_a_list(accepted, maya):
    [row] = leads_page(maya, Asked("turn"), at=NOON + timedelta(hours=10)).rows

    assert row.left_s == pytest.approx(3 * 3600 + 300)


@pytest.mark.parametrize("view", leads.BUILT_IN)
def test_a_page_asks_at_most_five_questions(many, maya, view, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        leads_page(maya, Asked(view), at=NOON)
