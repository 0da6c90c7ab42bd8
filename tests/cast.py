"""The cast of the tests: who works here, who is the lead, and what time it is."""

from datetime import UTC, datetime, timedelta

import pytest

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MORNING = NOON - timedelta(hours=3)


def _join(email: str, name: str, role: str, **more):
    from truce.teams.models import User

    return User.objects.create_user(f"{email}@truce.test", name=name, role=role, **more)


@pytest.fixture
def maya(db):
    """Maya, who sells."""
    return _join("maya", "Maya Okafor", "seller")


@pytest.fixture
def jo(db):
    """Jo, who sells beside Maya."""
    return _join("jo", "Jo Berg", "seller")


@pytest.fixture
def tomas(db):
    """Tomas, who manages sales."""
    return _join("tomas", "Tomas Lind", "sales_manager")


@pytest.fixture
def lena(db):
    """Lena, who does marketing."""
    return _join("lena", "Lena Fischer", "marketer")


@pytest.fixture
def ravi(db):
    """Ravi, who manages marketing."""
    return _join("ravi", "Ravi Shah", "marketing_manager")


@pytest.fixture
def ana(db):
    """Ana, who leads both sides."""
    return _join("ana", "Ana Costa", "revenue_lead")


@pytest.fixture
def olu(db):
    """Olu, who keeps Truce running."""
    return _join("olu", "Olu Ade", "operations")


@pytest.fixture
def vera(db):
    """Vera, who only reads."""
    return _join("vera", "Vera Blick", "viewer")


@pytest.fixture
def terms(olu):
    """The starting agreement: answers in 1 h, 4 h or a week, 9 to 17 on weekdays, UTC."""
    from truce.agreement import actions, queries
    from truce.agreement.rules import template

    actions.start(template(zone="UTC"), by=olu, at=MORNING)
    return queries.current()


@pytest.fixture
def webinar(lena):
    """The campaign that brought Priya."""
    from truce.campaigns import actions

    return actions.add_campaign("Cold-chain webinar", channel="webinar", by=lena, at=MORNING, owner=lena)


READY = {
    "job_title": "Head of Operations",
    "seniority": "head",
    "department": "operations",
    "budget": 50_000,
    "decides": True,
}


@pytest.fixture
def bring(lena, terms):
    """Bring somebody in by hand, as Lena: `bring("Bo Ek", at=NOON, facts=..., touch=...)` gives the lead."""
    from truce.ingest.actions import Arrival, arrive

    def bring(name="Bo Ek", *, at=MORNING, by=None, **arrival):
        arrival.setdefault("emails", (f"{name.split()[0].lower()}@{name.split()[-1].lower()}.test",))
        return arrive(Arrival(name, **arrival), by=by or lena, at=at).lead

    return bring


@pytest.fixture
def priya(bring, webinar):
    """Priya Nair of Halden Foods: a new lead that Lena has, with all that makes a lead ready."""
    return bring(
        "Priya Nair",
        emails=("priya@halden.co.uk",),
        phones=("+44 113 496 0000",),
        company="Halden Foods",
        facts=READY,
        company_facts={"industry": "food", "employees": 420},
        campaign=webinar,
        touch="demo_request",
    )


@pytest.fixture
def offered(priya, maya, lena):
    """Priya's hand-off, waiting for Maya since NOON."""
    from truce.handoff import actions

    return actions.hand_over(priya.pk, by=lena, at=NOON, to=maya)


@pytest.fixture
def accepted(offered, maya, priya):
    """Priya's lead after Maya accepted it five minutes past NOON."""
    from truce.handoff import actions

    actions.accept(offered.pk, by=maya, at=NOON + timedelta(minutes=5))
    priya.refresh_from_db()
    return priya
