"""Addresses of both services in one process."""

from django.urls import URLPattern, URLResolver, include, path

from accounts import dev, media
from chatterbox import styleguide
from chatterbox.openapi.accounts import DOCUMENT
from chatterbox.urls.messaging import handler400, handler403, handler404, handler500
from chatterbox.urls.messaging import urlpatterns as messaging_urls

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

handler429 = "accounts.views.too_fast"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/api/v1/openapi.json", DOCUMENT.for_programs, name="accounts-openapi"),
    path("accounts/api/docs/", DOCUMENT.for_people, name="accounts-api-docs"),
    path("accounts/", include("accounts.urls")),
    path("dev/", include(dev.urlpatterns)),
    path("styleguide/", include(styleguide.urlpatterns)),
    path("media/avatars/<str:name>", media.avatar),
    *messaging_urls,
]
