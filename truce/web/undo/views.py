"""P28: what was changed, and can I have it back?"""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from truce.base.clock import now
from truce.ledger import actions as ledger
from truce.teams.rules import Role
from truce.web.posting import by
from truce.web.refusals import back
from truce.web.render import done, say


@require_POST
@login_required
def undo(request: HttpRequest, act_id: int) -> HttpResponse:
    """Take one act back; operations may take back what others did."""
    who = by(request)
    try:
        undoing = ledger.undo(act_id, by=who, at=now(), may_undo_others=who.role == Role.OPERATIONS)
    except ObjectDoesNotExist:
        raise Http404 from None
    say(request, undoing.label, act=undoing.pk)
    return done(request, back(request))
