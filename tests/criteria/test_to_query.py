import pytest
from django.db import connection, models
from django.db.models import Q
from django.test.utils import isolate_apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.criteria.shapes import NOON, WORDS, records, trees
from truce.criteria import All, Any, BadCriteria, Field, Kind, Not, Test, Vocabulary, truth
from truce.criteria.queries import to_query

with isolate_apps("truce.criteria"):

    class Record(models.Model):
        title = models.CharField(max_length=20, blank=True)
        stage = models.CharField(max_length=5, null=True)  # noqa: DJ001
        known = models.JSONField(default=dict)
        budget = models.BigIntegerField(null=True)
        born = models.DateField(null=True)
        seen = models.DateTimeField(null=True)
        is_key = models.BooleanField(null=True)
        tags = models.JSONField(null=True)

        class Meta:
            app_label = "criteria"
            db_table = "test_criteria_record"


@pytest.fixture(scope="module")
def _table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Record)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Record)


@pytest.fixture
def table(_table, db):
    return Record.objects


def _row(record: dict) -> Record:
    facts = {key: record[key] for key in ("industry", "employees") if record[key] is not None}
    columns = {key: value for key, value in record.items() if key not in {"industry", "employees"}}
    return Record(known=facts, **{**columns, "title": record["title"] or ""})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(records, max_size=6), st.lists(trees, min_size=1, max_size=4))
def test_a_list_filter_finds_exactly_the_records_of_which_the_tree_is_true(table, rows, asked):
    table.all().delete()
    ids = [row.pk for row in table.bulk_create([_row(row) for row in rows])]

    for tree in asked:
        found = set(table.filter(to_query(tree, WORDS, at=NOON)).values_list("pk", flat=True))
        true = {pk for pk, row in zip(ids, rows, strict=True) if truth(tree, row, at=NOON)}
        assert found == true, tree


def test_letters_beyond_a_to_z_are_compared_without_regard_to_case(table):
    table.create(title="ÉCOLE d'été")

    for op, wanted in (("contains", "D'ÉTÉ"), ("starts_with", "école"), ("is", "école d'ÉTÉ")):
        assert table.filter(to_query(Test("title", op, wanted), WORDS)).exists()


def test_a_field_may_bring_its_own_condition(table):
    table.create(budget=5)
    table.create(budget=None)

    def rich(op, value, at):
        return Q(budget__isnull=False) if op == "known" else Q(budget__gte=5)

    words = Vocabulary.of(Field("is_rich", "Rich", Kind.BOOL, path=rich))
    assert table.filter(to_query(Test("is_rich", "is_true"), words)).count() == 1
    assert table.filter(to_query(Test("is_rich", "is_false"), words)).count() == 0
    assert table.filter(to_query(Test("is_rich", "unknown"), words)).count() == 1


def test_a_column_that_is_never_empty_is_always_known(table):
    table.create(title="x")
    words = Vocabulary.of(Field("title", "Title", can_be_unknown=False))

    assert table.filter(to_query(Test("title", "known"), words)).count() == 1
    assert table.filter(to_query(Not(Test("title", "known")), words)).count() == 0


def test_any_of_nothing_finds_nobody(table):
    table.create(title="x")

    assert not table.filter(to_query(Any(()), WORDS)).exists()


def test_all_of_nothing_finds_everybody_even_beside_an_or(table):
    table.create(title="x")

    assert table.filter(to_query(Any((Test("is_key", "is_true"), All(()))), WORDS)).exists()


def test_a_filter_of_an_unknown_field_is_refused():
    with pytest.raises(BadCriteria):
        to_query(Test("ghost", "known"), WORDS)


def test_a_filter_of_the_last_days_must_be_told_the_day():
    with pytest.raises(ValueError, match="which day"):
        to_query(Test("seen", "within_days", 2), WORDS)
