"""What people write down: short words for calls, mails, meetings, returns and answers."""

NO_ANSWER = (
    "No answer, tried the mobile too.",
    "Rang out.",
    "Front desk says she is on the shop floor.",
    "Voicemail, left my number.",
    "Engaged twice.",
    "In a meeting, call back after lunch.",
    "",
    "",
    "No answer.",
)
MAIL_OUT = (
    "Sent two references of the same size.",
    "Sent the price range and a question about the site.",
    "Short mail: is the deadline still in spring?",
    "Sent our checklist for cold rooms.",
    "Asked for a good time to call.",
    "Sent the heat recovery example from Bremen.",
    "",
)
REACHED = (
    "Friendly, knows our name from the fair. Has two old chillers.",
    "Wants numbers for heat recovery first.",
    "Plans a second line, needs cooling by autumn.",
    "Compares three suppliers, we are one of them.",
    "Power bill is the pain. Board wants a payback below five years.",
    "Interested, but the plant manager decides.",
    "Asked about maintenance contracts for three sites.",
    "Has a quote from another supplier, not happy with the service.",
)
REPLIED = (
    "Thanks, could you call me on Thursday?",
    "Please send an offer for 400 m².",
    "Who else in food have you done this for?",
    "We have time next week for a visit.",
    "What would the service cost per year?",
)
MEETING = (
    "Walked through the plant. Two rooms to replace, one to add.",
    "Video call with operations and finance, both in favour.",
    "Site visit: heat exchanger fits beside the compressor.",
    "Met on site. They want the offer split in two phases.",
)
STEPS = {
    "call": (
        "Call after their board meeting",
        "Call about the open questions",
        "Call, ask for the floor plan",
        "Call on the offer",
    ),
    "email": ("Send the offer", "Send the savings calculation", "Send references from food", "Send the data sheet"),
    "meeting": ("Visit the plant", "Video call with finance", "Show the calculation", "Walk through the offer"),
    "other": ("Ask engineering for the layout", "Have the price checked", "Get the F-gas statement"),
}
NOTES = (
    "Competitor is there too.",
    "Careful: the buyer left, a new one starts in May.",
    "They close two weeks in August.",
    "Prefers mail to phone.",
    "Knows Corvan, good reference.",
)
RETURNS = {
    "not_our_kind": (
        "Office building, no cooling at all.",
        "Six people, one fridge.",
        "Reseller, wants our price list.",
        "",
    ),
    "wrong_person": (
        "He is in marketing and gave the form to nobody.",
        "Right company, but she only collects offers.",
        "Student writing a thesis.",
        "",
    ),
    "too_early": ("Budget round is in autumn.", "They build in two years.", "Contract runs until next summer.", ""),
    "wrong_data": ("Number is a fax.", "Mail bounces and the number is wrong.", "Nobody of that name there.", ""),
    "already_open": ("Dana has this plant since last year.", "Their sister company is our customer.", ""),
    "not_real": ("Sells SEO.", "Form filled with nonsense.", "Wants to sell us pallets."),
    "other": (
        "Legal case with them is open, management said hands off.",
        "Asked to be left alone until the merger is done.",
    ),
}
ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "agreed": {"": ("",)},
    "fixed": {
        "person": (
            "Found the plant manager, number is in the record.",
            "Her colleague runs operations, details added.",
        ),
        "data": ("Found the right number on their site.", "New address, checked by phone."),
        "fit": ("They do cool: two rooms behind the shop.", "Sister site has the cold store, added."),
        "": ("Asked back: it is the second plant.", "Added what was missing."),
    },
    "look_again": {
        "timing": ("They moved the project up, see the form of this week.",),
        "fit": ("Please look again: 340 people, the office is only the head office.",),
        "": ("Please look again: they asked for a visit this morning.", "They wrote again today, see the journey."),
    },
}
WON = (
    "Signed. Two rooms and maintenance.",
    "Order is in, start in six weeks.",
    "Signed after the second visit.",
    "They took the larger variant.",
)
LOST = {
    "chose_another": ("Went with the installer next door.", "Incumbent dropped the price.", ""),
    "no_budget": (
        "No budget this year after all.",
        "Board stopped all investments; nobody had asked before.",
        "Budget was never approved.",
    ),
    "no_decision": ("They keep the old machines for now.", "Put off for good.", ""),
    "no_reply": ("", "Last try, closing."),
    "price": ("Eight per cent over the cheapest.", ""),
    "never_fits": ("Needs industrial freezing below -60, not us.", ""),
    "unreachable": ("", "No number works."),
}
