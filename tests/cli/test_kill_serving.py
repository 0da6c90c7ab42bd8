import pytest

from tests.soak.clicks import FAULTS, kill_under_clicks

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_clicks_while_the_server_is_killed_finds_each_click_once(accepted, maya):
    outcome = kill_under_clicks(faults=len(FAULTS), user=maya, lead=accepted)

    assert outcome.wrongs == {}
    assert max(outcome.up_again_s) < 15
