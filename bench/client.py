"""A small browser: one kept connection, cookies, forms."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    status: int
    took_ms: float
    body: bytes
    location: str = ""

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """One person at one screen. Takes cookies: of somebody signed in."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = dict(cookies or {})
        self.token = ""

    def rest(self) -> None:
        """Let the connection go: one that is not used for half a minute is closed from the other end."""
        self.connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Post a form of a page that was seen before; every post is an act of its own."""
        fields = {"csrfmiddlewaretoken": self.token, "act_key": uuid4().hex} | fields
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(fields), headers)

    def see(self, path: str) -> Answer:
        """Load a page and keep the token of its forms."""
        answer = self.get(path)
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers["Host"] = "localhost"
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        text = response.read()
        took = (time.perf_counter() - began) * 1000
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, took, text, response.headers.get("Location", ""))
