"""The addresses of the pages. Each area names its own; a part that is not there has none."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"truce.web.{area}.urls"))
    for area in (
        *("account", "company", "handoffs", "imports", "jobs", "join", "lead", "leads", "live", "me", "news", "outbox"),
        *("sample", "start", "status", "style", "today", "undo", "users"),
    )
]
