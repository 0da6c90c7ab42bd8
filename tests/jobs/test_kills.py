import pytest

from tests.soak.kills import kill_again_and_again, wrongs

pytestmark = pytest.mark.django_db(transaction=True)


def test_kills_at_any_instant_lose_and_double_nothing(accepted, maya):
    found = kill_again_and_again(rounds=3, user=maya, lead=accepted)

    assert wrongs(found) == {}
    assert found.acknowledged > 10
