from django import forms

from truce.teams.rules import Density, Notice, Profile, Theme
from truce.web import formats


class ProfileForm(forms.Form):
    """What a person may set for themselves."""

    name = forms.CharField(label="Name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    zone = forms.ChoiceField(label="Time zone")
    locale = forms.ChoiceField(label="Dates and numbers")
    theme = forms.ChoiceField(label="Look", choices=Theme.choices)
    density = forms.ChoiceField(label="Rows", choices=Density.choices)
    single_keys = forms.BooleanField(label="Single letters are keys", required=False)
    mails = forms.MultipleChoiceField(
        label="Mail me when", choices=Notice.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in ["UTC", *formats.zones()]]
        self.fields["locale"].choices = formats.locales()

    def profile(self) -> Profile:
        values = dict(self.cleaned_data)
        mails = values.pop("mails")
        return Profile(**values, notify={kind: kind in mails for kind in Notice.values})


def filled(user) -> dict[str, object]:
    """Return the form's values for a user as they are now."""
    own = {name: getattr(user, name) for name in ("name", "zone", "locale", "theme", "density", "single_keys")}
    return own | {"mails": [kind for kind in Notice.values if user.notify.get(kind, True)]}
