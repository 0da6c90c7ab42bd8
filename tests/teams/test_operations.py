"""Who may do what: the whole table, and no operation without a row."""

from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.teams.access import NotAllowed, everything, may
from truce.teams.models import User
from truce.teams.rules import PEOPLE, SIDE_OF, Role

ROLES = ("seller", "sales_manager", "marketer", "marketing_manager", "revenue_lead", "operations", "viewer")
# One row an operation, one letter a role, in the order of ROLES: y may, - may not.
TABLE = """
agreement.start            ----yy-
demo.load                  ----yy-
demo.remove                ----yy-
handoff.accept             yy-----
handoff.accept_many        yy-----
handoff.answer_return      --yy---
handoff.give_back          yy-----
handoff.hand_on            -y-yyy-
handoff.offer              -yyyyy-
handoff.return             yy-----
house.finish               ----yy-
house.set_up               ----yy-
job.cancel                 yyyyyy-
job.retry                  yyyyyy-
import.run                 --yyyy-
lead.add                   yyyyyy-
lead.assign                yyyyyy-
lead.close                 yyyyyy-
lead.qualify               yy-yyy-
lead.win                   yy-yyy-
ledger.verify              ----yy-
mail.cancel                ----yy-
mail.retry                 ----yy-
news.read                  yyyyyyy
outreach.keep              yyyyyy-
outreach.later             yyyyyy-
outreach.log               yyyyyy-
outreach.promise           yyyyyy-
people.consent             yyyyyy-
people.edit                yyyyyy-
team.add                   ----yy-
team.rename                ----yy-
user.absence               yyyyyy-
user.change                ----yy-
user.deactivate            ----yy-
user.invite                ----yy-
user.profile               yyyyyyy
user.reactivate            ----yy-
user.withdraw_invitation   ----yy-
automation.bulk            yyyyyy-
automation.undo            yyyyyy-
view.change                yyyyyyy
view.delete                yyyyyyy
view.rename                yyyyyyy
view.save                  yyyyyyy
"""
ROWS: dict[str, str] = dict(line.split() for line in TABLE.strip().splitlines())


def test_no_operation_is_without_a_row():
    assert sorted(everything()) == sorted(ROWS)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_each_role_may_what_the_table_says(name):
    users = [User(role=role, side=SIDE_OF[Role(role)], is_active=True) for role in ROLES]

    assert "".join("y" if may(user, name) else "-" for user in users) == ROWS[name]


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_deactivated_user_may_nothing(name):
    assert not any(may(User(role=role, is_active=False), name) for role in PEOPLE)


def test_a_verb_refuses_before_it_touches_anything(offered, vera):
    from truce.handoff import actions

    with pytest.raises(NotAllowed, match="seller, sales manager"):
        actions.accept(offered.pk, by=vera, at=NOON + timedelta(minutes=1))

    offered.refresh_from_db()
    assert offered.answer == "open"
