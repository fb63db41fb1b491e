"""Addresses of the messaging service."""

from django.urls import URLPattern, URLResolver, include, path

from chatterbox import installable
from chatterbox.openapi.messaging import DOCUMENT
from chatterbox.views import icons

urlpatterns: list[URLPattern | URLResolver] = [
    path("icons.svg", icons, name="icons"),
    path("manifest.webmanifest", installable.manifest, name="manifest"),
    path("sw.js", installable.worker, name="worker"),
    path("offline", installable.offline, name="offline"),
    path("api/v1/openapi.json", DOCUMENT.for_programs, name="messaging-openapi"),
    path("api/docs/", DOCUMENT.for_people, name="messaging-api-docs"),
    path("", include("messaging.urls")),
]

handler400 = "chatterbox.views.bad_request"
handler403 = "chatterbox.views.forbidden"
handler404 = "chatterbox.views.not_found"
handler500 = "chatterbox.views.server_error"
