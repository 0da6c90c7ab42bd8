"""What the conditions of an agreement may speak of: facts of a lead, and one occurrence."""

from truce.campaigns.rules import Channel, TouchKind
from truce.criteria import Field, Kind, Vocabulary
from truce.people.rules import FIELDS, FieldKind

_KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.CODE: Kind.CODE,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.DATE: Kind.DATE,
    FieldKind.BOOL: Kind.BOOL,
}

# Not typed in by anybody: worked out from the records when a lead is scored.
DERIVED = (
    Field("is_free_mail", "Uses a private mail address", Kind.BOOL),
    Field("is_customer", "Company is a customer", Kind.BOOL),
    Field("has_opted_out", "Asked not to be contacted", Kind.BOOL),
    Field("has_bounced", "Mail cannot be delivered", Kind.BOOL),
)

FACTS = Vocabulary(
    tuple(
        Field(known.key, "Company name" if known.key == "company_name" else known.label, _KINDS[known.kind])
        for known in FIELDS
    )
    + DERIVED
)

OCCURRENCE = Vocabulary.of(
    Field("kind", "What happened", Kind.CODE, choices=dict(TouchKind.choices), can_be_unknown=False),
    Field("channel", "Channel", Kind.CODE, choices=dict(Channel.choices), can_be_unknown=False),
    Field("campaign_id", "Campaign", Kind.NUMBER),
    Field("detail", "About", Kind.TEXT),
)
