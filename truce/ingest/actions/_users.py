"""Users of a file: they can be given leads at once, and sign in by a code to their address or a password reset."""

from truce.base.zones import zone_of
from truce.ingest.actions._chunk import Chunk, Outcome, refused
from truce.ingest.rules import Fate, Prepared, Remark, role_of
from truce.ledger import actions as ledger
from truce.teams.actions import USER_JOINED
from truce.teams.models import User


def take(chunk: Chunk, rows: list[Prepared]) -> list[Outcome]:
    """Bring users in with the role that was said of each; one whose address works here already is that one."""
    known = {user.email.lower(): user for user in User.objects.all()}
    return [_one(chunk, known, row) for row in rows]


def change(chunk: Chunk, row: Prepared, record_id: int) -> Outcome:
    """Leave a known user alone: people and operations say what changes of them."""
    notes = [*row.notes, Remark("known_user", "", "Works here already: nothing is changed.")]
    return Outcome(Fate.UPDATED, User.objects.get(pk=record_id), notes=notes)


def _one(chunk: Chunk, known: dict[str, User], row: Prepared) -> Outcome:
    values, notes, email = row.values, list(row.notes), row.emails[0].key
    if email in known:
        notes.append(Remark("known_user", "", f"{known[email]} works here already: nothing is changed."))
        return Outcome(Fate.UPDATED, known[email], notes=notes)
    role = role_of(chunk.run.roles.get(email, "") or values.get("role", ""))
    if role is None:
        return refused("role", f"Nobody has said whether {values['name']} works in sales or in marketing.")
    at = values.get("created_at") or chunk.at
    user = User.objects.create_user(
        email,
        name=values["name"][:120],
        role=role,
        is_active=values.get("is_active", True),
        zone=zone_of(str(values.get("zone") or ""), "", at) or "UTC",
    )
    ledger.record(USER_JOINED, user, by=chunk.house.by, at=at, data={"role": role.value}, source_system=chunk.source)
    known[email] = user
    return Outcome(Fate.NEW, user, notes=notes)
