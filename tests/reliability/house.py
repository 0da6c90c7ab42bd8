"""A small company that works at full speed: who is signed in, and the hand-offs that wait for anybody in sales."""

from dataclasses import dataclass
from datetime import timedelta

from tests.processes import sign_in
from truce.agreement import actions as agreement
from truce.agreement.rules import template
from truce.base.clock import now
from truce.handoff import actions as handoff
from truce.ingest.actions import Arrival, arrive_many
from truce.teams.models import House, User

SELLERS = ("Maya Okafor", "Jo Berg", "Tove Lind", "Bo Ek")


@dataclass(frozen=True)
class Staffed:
    """What the load needs to know. sessions: by the name of the seller; offers: pairs of lead and hand-off."""

    sessions: dict[str, str]
    offers: list[tuple[int, int]]


def staffed(offers: int) -> Staffed:
    """Fill an empty database with sellers who are signed in and leads that are offered to all of them."""
    at = now() - timedelta(hours=1)
    boss = User.objects.create_user("olu@truce.test", name="Olu Ade", role="operations")
    lena = User.objects.create_user("lena@truce.test", name="Lena Fischer", role="marketer")
    House.objects.create(pk=1, name="Halden Foods", started_at=at, wizard_step=9)
    agreement.start(template(zone="UTC"), by=boss, at=at)
    # Nobody has room, so that each hand-off waits in the queue of sales, where all may take it.
    sellers = [
        User.objects.create_user(f"{name.split()[0].lower()}@truce.test", name=name, role="seller", capacity=0)
        for name in SELLERS
    ]
    people = [Arrival(f"Person {n}", emails=(f"p{n}@first-{n}.example.com",)) for n in range(offers)]
    leads = [arrived.lead for arrived in arrive_many(people, by=lena, at=at)]
    waiting = [handoff.hand_over(lead.pk, by=lena, at=at) for lead in leads]
    sessions = {user.name: sign_in(user) for user in sellers}
    return Staffed(sessions, [(each.lead_id, each.pk) for each in waiting])
