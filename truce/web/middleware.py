"""What each request is told about the person who looks: language, zone and form fields."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from truce.base import clock
from truce.web import formats, posting


class Reader:
    """Dates, numbers and clocks read as the signed-in person chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        posting.begin(request)
        user = request.user
        formats.use(*((user.locale, user.zone) if user.is_authenticated else ("en", "UTC")), at=clock.now())
        try:
            return self.get_response(request)
        finally:
            formats.use("en", "UTC")
