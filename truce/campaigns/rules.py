"""What marketing did: channels, campaigns and the touchpoints they bring."""

from truce.base.words import Word
from truce.ledger.rules import declare, folds


class Channel(Word):
    SEARCH = "search", "Search"
    SOCIAL = "social", "Social"
    EMAIL = "email", "Mail"
    EVENT = "event", "Event"
    WEBINAR = "webinar", "Webinar"
    REFERRAL = "referral", "Referral"
    PARTNER = "partner", "Partner"
    CONTENT = "content", "Content"
    DISPLAY = "display", "Display ads"
    PRINT = "print", "Print and post"
    PHONE = "phone", "Phone"
    DIRECT = "direct", "Direct"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not known"


class CampaignStatus(Word):
    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Running"
    ENDED = "ended", "Ended"
    PAUSED = "paused", "Paused"


class TouchKind(Word):
    VISIT = "visit", "Visited"
    CLICK = "click", "Clicked"
    FORM = "form", "Sent a form"
    MAIL_SENT = "mail_sent", "Got a mail"
    MAIL_OPENED = "mail_opened", "Opened a mail"
    MAIL_CLICKED = "mail_clicked", "Clicked in a mail"
    REPLY = "reply", "Replied"
    BOUNCED = "bounced", "Mail bounced"
    UNSUBSCRIBED = "unsubscribed", "Unsubscribed"
    EVENT_ATTENDED = "event_attended", "Came to an event"
    WEBINAR_ATTENDED = "webinar_attended", "Came to a webinar"
    DOWNLOAD = "download", "Downloaded"
    DEMO_REQUEST = "demo_request", "Asked for a demo"
    AD = "ad", "Saw an ad"
    MEETING = "meeting", "Met"
    CALL_IN = "call_in", "Called us"
    CHAT = "chat", "Chatted"
    REFERRED = "referred", "Was referred"
    MEMBER = "member", "Put on a campaign"
    IMPORTED = "imported", "Source as imported"
    ADDED = "added", "Added by hand"


CAMPAIGN_ADDED = declare("campaign.added", "Added", subject="campaign", is_shown=False)
CAMPAIGN_CHANGED = declare("campaign.changed", "Changed", subject="campaign", fields=list)
CAMPAIGN = folds("campaign", model="campaigns.Campaign", columns=("owner_id", "channel", "status", "cost_minor"))
