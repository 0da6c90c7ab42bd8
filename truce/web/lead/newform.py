"""What is typed in to add a lead."""

import re
from collections.abc import Sequence

from django import forms

from truce.base import contact
from truce.campaigns.rules import Channel, TouchKind
from truce.ingest.actions import Arrival
from truce.people.rules import Origin

CAME = {
    "added": ("I found them", TouchKind.ADDED, Channel.UNKNOWN),
    "call_in": ("They called us", TouchKind.CALL_IN, Channel.PHONE),
    "reply": ("They wrote to us", TouchKind.REPLY, Channel.EMAIL),
    "demo": ("They asked for a demo", TouchKind.DEMO_REQUEST, Channel.DIRECT),
    "event": ("We met at an event", TouchKind.EVENT_ATTENDED, Channel.EVENT),
    "referred": ("Somebody referred them", TouchKind.REFERRED, Channel.REFERRAL),
}


class NewLeadForm(forms.Form):
    """Takes campaigns: to choose from; region: the country of phones written without +."""

    name = forms.CharField(label="Name", max_length=200, required=False)
    emails = forms.CharField(label="E-mail", max_length=1_000, required=False)
    phones = forms.CharField(label="Phone", max_length=400, required=False)
    company = forms.CharField(label="Company", max_length=200, required=False)
    job_title = forms.CharField(label="Job title", max_length=200, required=False)
    came = forms.ChoiceField(
        label="How did it come about?", choices=[(key, words) for key, (words, *_) in CAME.items()]
    )
    campaign = forms.ChoiceField(label="Campaign that brought them", required=False)
    source = forms.CharField(label="Source in words", max_length=60, required=False)
    note = forms.CharField(label="First note", max_length=10_000, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args, campaigns: Sequence, region: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.region = region
        self.campaigns = {str(campaign.pk): campaign for campaign in campaigns}
        choices = [("", "None, or not known"), *((key, each.name) for key, each in self.campaigns.items())]
        self.fields["campaign"].choices = choices

    def clean_emails(self) -> tuple[str, ...]:
        return self._each("emails", contact.email_problem)

    def clean_phones(self) -> tuple[str, ...]:
        return self._each("phones", lambda text: contact.phone_problem(text, self.region))

    def clean(self) -> dict:
        said = super().clean() or {}
        if not said.get("name") and not said.get("emails") and "emails" not in self.errors:
            self.add_error("name", "A lead needs a name or an e-mail address.")
        return said

    def arrival(self) -> Arrival:
        """Return what was typed, as the verb takes it."""
        said = self.cleaned_data
        _, touch, channel = CAME[said["came"]]
        return Arrival(
            name=said["name"],
            emails=said["emails"],
            phones=said["phones"],
            company=said["company"],
            facts={"job_title": said["job_title"]},
            touch=touch,
            channel=channel,
            campaign=self.campaigns.get(said["campaign"]),
            source=said["source"],
            region=self.region,
            origin=Origin.SALES,
        )

    def _each(self, name: str, problem) -> tuple[str, ...]:
        texts = parted(self.cleaned_data[name])
        wrong = [words for text in texts if (words := problem(text))]
        if wrong:
            raise forms.ValidationError(wrong)
        return texts


def parted(text: str) -> tuple[str, ...]:
    """Return several addresses or numbers of one field: they are parted by comma, semicolon or line."""
    return tuple(part for each in re.split(r"[,;\n]+", text) if (part := each.strip()))
