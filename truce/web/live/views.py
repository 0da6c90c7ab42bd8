"""What an open page asks when its stream ends, or every 30 s where there is none."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from truce.web import nav


@require_GET
@login_required
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"stream": nav.stream(request), "counts": nav.counts(request.user)})
