import pytest
from django.http import HttpResponse

from truce.config.proxies import TrustedProxies


@pytest.fixture
def seen_from(rf):
    """Return the address the pages see, for a sender and the header it sends."""

    def ask(sender, forwarded, **headers):
        request = rf.get("/", REMOTE_ADDR=sender, HTTP_X_FORWARDED_FOR=forwarded, **headers)
        TrustedProxies(lambda request: HttpResponse())(request)
        return request

    return ask


def test_nobody_is_believed_by_default(seen_from):
    request = seen_from("203.0.113.5", "198.51.100.7", HTTP_X_FORWARDED_PROTO="https")

    assert request.META["REMOTE_ADDR"] == "203.0.113.5"
    assert "HTTP_X_FORWARDED_FOR" not in request.META
    assert "HTTP_X_FORWARDED_PROTO" not in request.META


def test_our_own_proxy_is_believed(seen_from, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.2"]

    assert seen_from("10.0.0.2", "198.51.100.7").META["REMOTE_ADDR"] == "198.51.100.7"


def test_an_address_put_in_front_by_the_visitor_is_not_believed(seen_from, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.2", "10.0.0.3"]

    request = seen_from("10.0.0.2", "1.2.3.4, 198.51.100.7, 10.0.0.3")

    assert request.META["REMOTE_ADDR"] == "198.51.100.7"
