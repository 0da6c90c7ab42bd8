"""Texts as exports write them: yes and no, names, and words that mean "not chosen"."""

from truce.ingest.rules._dates import NoValue

# Words by which other products write an empty choice. Told per column; taken as empty only where that is chosen.
NOT_CHOSEN = frozenset(
    [
        "select",
        "-",
        "--",
        "---",
        "--none--",
        "-none-",
        "none",
        "n/a",
        "na",
        "null",
        "nil",
        "(blank)",
        "#n/a",
        "undefined",
    ]
)
_YES = frozenset(["yes", "y", "true", "t", "1", "ja", "oui", "si", "sí", "sì", "sim", "on", "x", "wahr", "vrai"])
_NO = frozenset(["no", "n", "false", "f", "0", "nein", "non", "não", "off", "falsch", "faux"])


def read_bool(text: str) -> bool:
    """Return whether a text says yes.

    Raises  NoValue.
    """
    word = text.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise NoValue("is neither yes nor no")


def split_name(text: str) -> tuple[str, str]:
    """Return given and family name of a name in one piece; "Lewis, James" has the family name first.

    Gives   ("", text) for a single word, which is shown as it stands.
    """
    family, comma, given = text.partition(",")
    if comma and given.strip() and "," not in given:
        return given.strip(), family.strip()
    given, _, family = text.strip().rpartition(" ")
    return given.strip(), family.strip()


def full_name(given: str, family: str) -> str:
    """Return a name as it is shown. A given name that only repeats the family name is left out."""
    return family if given == family else f"{given} {family}".strip()


def name_key(text: str) -> str:
    """Return the key by which two spellings of one name are the same: case and spacing do not count."""
    return " ".join(text.casefold().split())
