"""What is typed on the page of a lead: read and checked as text, nothing more."""

from datetime import date
from typing import Any

from django import forms

from truce.handoff.rules import ReturnAnswer
from truce.journey.rules import StepKind
from truce.outreach.rules import Channel, Direction, Outcome
from truce.people.rules import ConsentState, Purpose

CHANNELS = {"call": Channel.CALL, "mail": Channel.EMAIL, "meeting": Channel.MEETING, "note": Channel.NOTE}
KINDS = (
    ("call", "Call", "phone"),
    ("mail", "Mail", "mail"),
    ("meeting", "Meeting", "calendar-event"),
    ("note", "Note", "note"),
)
STEP_KINDS = tuple((kind.value, kind.label) for kind in StepKind)
ASK_FOR_A_DAY = "Choose a day for it."
ASK_FOR_A_TIME = "Write the time as day and hour, or leave it empty for now."


class TouchForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in CHANNELS])
    words = forms.CharField(required=False, max_length=10_000)
    outcome = forms.ChoiceField(choices=Outcome.choices, required=False)
    direction = forms.ChoiceField(choices=Direction.choices, required=False)
    at = forms.DateTimeField(required=False, error_messages={"invalid": ASK_FOR_A_TIME})

    def clean(self) -> dict:
        said = super().clean() or {}
        if said.get("kind") == "note" and not said.get("words"):
            self.add_error("words", "Write what is to be remembered.")
        return said

    def told(self) -> dict[str, Any]:
        """Return what the verb `outreach.log` is told."""
        said = self.cleaned_data
        return {
            "channel": CHANNELS[said["kind"]],
            "text": said["words"],
            "outcome": Outcome(said["outcome"]) if said["outcome"] else None,
            "direction": Direction(said["direction"] or Direction.OUT),
            "happened_at": said["at"],
        }


class StepForm(forms.Form):
    kind = forms.ChoiceField(choices=StepKind.choices, required=False)
    words = forms.CharField(required=False, max_length=2_000)
    on = forms.DateField(error_messages={"required": ASK_FOR_A_DAY, "invalid": ASK_FOR_A_DAY})

    def told(self) -> dict[str, Any]:
        """Return what the verb `outreach.promise` is told."""
        said = self.cleaned_data
        return {"kind": StepKind(said["kind"] or StepKind.OTHER), "text": said["words"], "on": said["on"]}


class LaterForm(forms.Form):
    until = forms.DateField(error_messages={"required": ASK_FOR_A_DAY, "invalid": ASK_FOR_A_DAY})
    why = forms.CharField(required=False, max_length=2_000)


class ReturnForm(forms.Form):
    reason = forms.CharField(max_length=40, required=False)
    words = forms.CharField(required=False, max_length=500)
    month = forms.CharField(required=False, max_length=7)

    def clean_month(self) -> date | None:
        year, _, month = self.cleaned_data["month"].partition("-")
        try:
            return date(int(year), int(month), 1)
        except ValueError:
            return None


class ReplyForm(forms.Form):
    answer = forms.TypedChoiceField(
        choices=[choice for choice in ReturnAnswer.choices if choice[0] != ReturnAnswer.WAITING], coerce=ReturnAnswer
    )
    words = forms.CharField(required=False, max_length=2_000)


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(choices=Purpose.choices)
    state = forms.TypedChoiceField(choices=ConsentState.choices, coerce=ConsentState)


def wrongs(form: forms.Form) -> dict[str, str]:
    """Return what is wrong with each field, one sentence each."""
    return {name: str(errors[0]) for name, errors in form.errors.items()}
