from dataclasses import replace

from babel import Locale
from babel.numbers import list_currencies
from django import forms

from truce.agreement.rules import BadAgreement, Body, Calendar, Industry, supported_countries, template
from truce.teams.rules import Role
from truce.web import formats

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "JPY", "INR", "BRL")


class FirstUser(forms.Form):
    """Who begins."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label="Your e-mail", widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label="A password, 8 characters or more",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password", "minlength": "8"}),
    )


class Company(forms.Form):
    """Which company, and how it counts time and money."""

    name = forms.CharField(label="Company", max_length=120, widget=forms.TextInput({"autocomplete": "organization"}))
    country = forms.ChoiceField(label="Country, for its public holidays", required=False)
    zone = forms.ChoiceField(label="Time zone")
    currency = forms.ChoiceField(label="Currency")
    locale = forms.ChoiceField(label="Dates and numbers")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = Locale("en").territories
        countries = [(code, names[code]) for code in supported_countries() if code in names]
        self.fields["country"].choices = [("", "None"), *sorted(countries, key=lambda pair: pair[1])]
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in ["UTC", *formats.zones()]]
        others = sorted(code for code in list_currencies("en") if code not in CURRENCIES and len(code) == 3)
        self.fields["currency"].choices = [(code, code) for code in [*CURRENCIES, *others]]
        self.fields["locale"].choices = formats.locales()


class People(forms.Form):
    """Whom to ask in first; each may stay empty."""

    sales = forms.EmailField(label="Who leads sales?", required=False)
    marketing = forms.EmailField(label="Who leads marketing?", required=False)

    def invited(self) -> list[tuple[str, Role]]:
        """Return whom to invite as what."""
        wanted = (("sales", Role.SALES_MANAGER), ("marketing", Role.MARKETING_MANAGER))
        return [(self.cleaned_data[key], role) for key, role in wanted if self.cleaned_data[key]]


class Agreement(forms.Form):
    """From which agreement to start, and which hours its promises count."""

    industry = forms.ChoiceField(label="Kind of business", choices=Industry.choices, widget=forms.RadioSelect)
    days = forms.MultipleChoiceField(
        label="Working days", choices=list(enumerate(WEEK)), widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label="From", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label="To", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))

    def clean(self) -> dict:
        given = super().clean() or {}
        if given.get("opens") and given.get("closes") and given["opens"] >= given["closes"]:
            self.add_error("closes", "The working day must end after it begins.")
        return given

    def body(self, *, zone: str, country: str) -> Body:
        """Return the agreement that was chosen.

        Raises  BadAgreement: see agreement.rules.template.
        """
        given = self.cleaned_data
        span = ((f"{given['opens']:%H:%M}", f"{given['closes']:%H:%M}"),)
        week = tuple(span if str(day) in given["days"] else () for day in range(7))
        if not any(week):
            raise BadAgreement("Choose at least one working day.")
        return replace(
            template(given["industry"], zone=zone, country=country),
            calendar=Calendar(zone=zone, week=week, country=country),
        )
