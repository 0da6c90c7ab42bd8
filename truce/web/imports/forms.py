"""What is typed on the pages of an import, as the verbs take it."""

from django import forms
from django.http import QueryDict

from truce.ingest.actions import Choices
from truce.ingest.queries import Draft
from truce.ingest.rules import ENDINGS, MOST_BYTES, RecordKind

_OPTIONS = ("date_order", "mark", "currency", "region", "empty", "zone")


class Upload(forms.Form):
    """One file, and what may be said of it before anybody has looked."""

    file = forms.FileField(label="File", widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}), max_length=200)
    kind = forms.ChoiceField(label="What its rows are", choices=[("", "Find out"), *RecordKind.choices], required=False)
    source = forms.CharField(label="Which system it comes from", max_length=40, required=False)
    mends = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(f"It is larger than {MOST_BYTES >> 20} MB: send it in parts.")
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError("It is no CSV file: save the list as CSV and send that.")
        return file

    def told(self) -> dict:
        """Return what the verb is told besides the file."""
        data = self.cleaned_data
        return {"kind": data["kind"], "source": data["source"], "mends": data["mends"] or 0}


def choices(post: QueryDict, draft: Draft) -> Choices:
    """Return the answers of one form: a field of it is named by what it sets and by its place."""
    columns, options = {}, {}
    for place, column in enumerate(draft.columns):
        if f"field-{place}" in post and (field := _text(post, f"field-{place}")) != column.field:
            columns[column.name] = field
        given = {name: text for name in _OPTIONS if (text := _text(post, f"{name}-{place}"))}
        if given:
            options[column.name] = given
    asked = range(len(draft.questions))
    statuses = {_text(post, f"status-{n}"): stage for n in asked if (stage := _text(post, f"stage-{n}"))}
    return Choices(
        kind=_text(post, "kind") or None,
        source=_text(post, "source") or None,
        columns=columns,
        options=options,
        defaults={name: text for name in ("zone", "currency", "region") if (text := _text(post, name))},
        roles={email: role for n, (email, _, _) in enumerate(draft.users) if (role := _text(post, f"role-{n}"))},
        statuses=statuses,
        fill_short="fill_short" in post if "has_fill_short" in post else None,
    )


def _text(post: QueryDict, name: str) -> str:
    text = str(post.get(name, "")).strip()
    return text.upper() if name.startswith(("currency", "region")) else text
