from django import forms

SIZES = (
    (500, "500 people, in a few seconds"),
    (2000, "2,000 people"),
    (5000, "5,000 people, 18 months, about a minute"),
)


class Wanted(forms.Form):
    """How large a sample company, and whether its people can sign in."""

    people = forms.TypedChoiceField(
        label="How large", choices=SIZES, coerce=int, initial=5000, widget=forms.RadioSelect
    )
    password = forms.CharField(
        label="Password of its people",
        min_length=8,
        max_length=128,
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
