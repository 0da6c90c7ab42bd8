"""Where every address of the site begins."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("truce.web.urls"))]

handler403 = "truce.web.errors.forbidden"
handler404 = "truce.web.errors.missing"
handler429 = "truce.web.errors.too_many"  # asked for by allauth
handler500 = "truce.web.errors.broken"
