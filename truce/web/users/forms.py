from django import forms

from truce.insight.queries import users
from truce.teams.rules import PEOPLE, Role, Side

ROLES = [(role.value, role.label) for role in Role if role in PEOPLE]
MOST_CAPACITY = 10_000


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class TeamChoice(forms.Form):
    """A form that asks for a role and a team."""

    role = forms.ChoiceField(label="Role", choices=ROLES)
    team = forms.TypedChoiceField(label="Team", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", "No team"), *((team.id, team.name) for team in users.teams())]

    def told(self) -> dict[str, object]:
        """Return what was typed, as the verbs want it."""
        given = dict(self.cleaned_data)
        number = given.pop("team")
        return given | {"role": Role(given["role"]), "team": users.team(number) if number else None}


class Invitation(TeamChoice):
    """Whom to ask in, as what."""

    email = forms.EmailField(label="E-mail", max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    field_order = ("email", "role", "team")


class Place(TeamChoice):
    """What somebody does here."""

    capacity = forms.IntegerField(label="Open leads at most", min_value=0, max_value=MOST_CAPACITY)
    territories = forms.CharField(label="Territories", max_length=400, required=False)

    def clean_territories(self) -> list[str]:
        names = (name.strip() for name in self.cleaned_data["territories"].split(","))
        return list(dict.fromkeys(name[:64] for name in names if name))


class Absence(forms.Form):
    """When somebody is away; empty days end an absence."""

    start = forms.DateField(label="First day", required=False, widget=_day())
    end = forms.DateField(label="Last day", required=False, widget=_day())
    stand_in = forms.TypedChoiceField(label="Stand-in", coerce=int, empty_value=None, required=False)

    def __init__(self, *args, others: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stand_in"].choices = [("", "Nobody"), *others]


class NewTeam(forms.Form):
    """A team and the side that it works for."""

    name = forms.CharField(label="Name", max_length=80)
    side = forms.ChoiceField(label="Side", choices=[(side.value, side.label) for side in Side if side != Side.SYSTEM])
