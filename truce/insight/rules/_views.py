from truce.base.words import Word


class ShownTo(Word):
    """Who sees a saved view."""

    ME = "me", "Only me"
    TEAM = "team", "My team"
    EVERYBODY = "everybody", "Everybody"
