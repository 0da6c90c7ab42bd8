import pytest

from tests.soak.clicks import kill_under_clicks
from tests.soak.kills import kill_again_and_again, wrongs

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("seed", range(10))
def test_twenty_kills_at_any_instant_lose_and_double_nothing(seed, accepted, maya):
    found = kill_again_and_again(rounds=20, user=maya, lead=accepted, seed=seed)

    print(f"{found.acknowledged} acknowledged, {sum(found.steps.values())} steps of {found.counted} countings")
    assert wrongs(found) == {}


@pytest.mark.parametrize("seed", range(10))
def test_twenty_kills_under_clicks_lose_and_double_nothing(seed, accepted, maya):
    outcome = kill_under_clicks(faults=20, user=maya, lead=accepted, seed=seed)

    print(outcome)
    assert outcome.wrongs == {}
    assert max(outcome.up_again_s) < 15
