"""How the database finds the first page of each view: by an index in the order of the list, never by reading all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOON
from tests.crowd import crowd
from truce.insight.queries.leads import Asked, leads_page


def plan_of(user, view):
    """Return how the database goes about the query for the rows of a view."""
    with CaptureQueriesContext(connection) as asked:
        leads_page(user, Asked(view), at=NOON)
    [sql] = [query["sql"] for query in asked if 'FROM "journey_lead"' in query["sql"]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        return [row[-1] for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("view", "index"),
    [
        ("turn", "turns_of_a_user"),
        ("late", "leads_by_due"),
        ("ready", "ready_leads_by_number"),
        ("marketing", "turns_of_a_side"),
        ("sales", "turns_of_a_side"),
        ("recycled", "turns_of_a_stage"),
        ("closed", "leads_by_close"),
        ("all", "leads_by_age"),
    ],
)
def test_the_first_page_of_a_view_is_read_from_an_index(maya, jo, terms, view, index):
    if connection.vendor == "postgresql":
        pytest.skip("its planner goes by statistics of 120 rows, gathered in the background or not yet")
    crowd(120, holders=(maya, jo))

    plan = plan_of(maya, view)

    assert any(index in line for line in plan), plan


def test_my_leads_are_found_by_holder_and_by_sender(maya, jo, terms):
    crowd(120, holders=(maya, jo))

    plan = "\n".join(plan_of(maya, "mine"))

    assert connection.vendor == "postgresql" or ("turns_of_a_user" in plan and "sent_by_id" in plan), plan
