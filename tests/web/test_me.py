import pytest

pytestmark = pytest.mark.django_db
MINE = {
    "name": "Maya O.",
    "zone": "America/Los_Angeles",
    "locale": "de_DE",
    "theme": "dark",
    "density": "compact",
    "mails": ["late"],
}


def test_a_profile_is_saved(client, maya):
    client.force_login(maya)
    client.post("/me", MINE)

    maya.refresh_from_db()
    assert (maya.name, maya.zone, maya.locale, maya.theme, maya.single_keys) == (
        "Maya O.",
        "America/Los_Angeles",
        "de_DE",
        "dark",
        False,
    )
    assert maya.notify == {"turn": False, "late": True, "answer": False}


def test_a_profile_shows_at_once_in_the_page(client, maya):
    client.force_login(maya)
    words = client.post("/me", MINE, follow=True).content.decode()

    assert 'data-theme="dark"' in words and 'data-density="compact"' in words and "data-keys-off" in words
    assert "Your profile is saved." in words


def test_a_profile_keeps_what_was_typed_when_something_is_wrong(client, maya):
    client.force_login(maya)
    answer = client.post("/me", MINE | {"zone": "Mars/Olympus", "name": "Maya Two"})

    assert answer.status_code == 422 and "Maya Two" in answer.content.decode()


def test_nobody_can_give_themselves_a_role(client, maya):
    client.force_login(maya)
    client.post("/me", MINE | {"role": "operations", "side": "both"})

    maya.refresh_from_db()
    assert (maya.role, maya.side) == ("seller", "sales")


def test_my_profile_takes_few_queries(client, maya, django_assert_max_num_queries):
    client.force_login(maya)

    with django_assert_max_num_queries(6):
        assert client.get("/me").status_code == 200
