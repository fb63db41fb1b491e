"""Addresses of the accounts service, all below /accounts/."""

from django.urls import URLPattern, URLResolver, include, path

from chatterbox.openapi.accounts import DOCUMENT
from chatterbox.views import icons

urlpatterns: list[URLPattern | URLResolver] = [
    # Only named here: in production messaging answers it, from the page's own origin.
    path("icons.svg", icons, name="icons"),
    path("accounts/api/v1/openapi.json", DOCUMENT.for_programs, name="accounts-openapi"),
    path("accounts/api/docs/", DOCUMENT.for_people, name="accounts-api-docs"),
    path("accounts/", include("accounts.urls")),
]

handler400 = "chatterbox.views.bad_request"
handler403 = "chatterbox.views.forbidden"
handler404 = "chatterbox.views.not_found"
handler429 = "accounts.views.too_fast"
handler500 = "chatterbox.views.server_error"
