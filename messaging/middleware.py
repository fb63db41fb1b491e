"""Who asks for a page, the person that the access cookie names, and how often."""

import logging
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from events.authentication import bearer_of
from events.errors import NotSignedIn, TokenExpired, translate
from events.tokens import verify_access_token
from messaging import limits, services
from messaging.addresses import address_of

log = logging.getLogger(__name__)

#: Paths whose own door asks who comes: accounts, the API, and what anybody may have, with or without a database.
ELSEWHERE: Final = (
    "/accounts/",
    "/api/",
    "/dev/",
    "/media/",
    "/icons.svg",
    "/sw.js",
    "/offline",
    "/manifest.webmanifest",
    "/status",
)


class PersonMiddleware:
    """Sets `request.claims` and `request.person`, both None for somebody who is signed out.

    What speaks against going on is left in `request.refusal`, which AnswerMiddleware answers before any view runs.
    With an `Authorization` header cookies don't count, and a bad token is refused on public pages too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.claims = request.person = None
        if not request.path.startswith(ELSEWHERE):
            try:
                self._look_at(request)
            except Exception as error:
                request.refusal = translate(error)
                if request.refusal is None:
                    raise
        return self.get_response(request)

    def _look_at(self, request: Any) -> None:
        try:
            self._identify(request)
        except TokenExpired:
            raise  # it was good, and is about to be renewed
        except Exception:
            limits.take("pages", address_of(request))  # tries of tokens count as well
            raise
        limits.take("pages", request.person.id if request.person else address_of(request))

    def _identify(self, request: Any) -> None:
        bearer = request.headers.get("Authorization")
        token = request.COOKIES.get(settings.ACCESS_COOKIE_NAME) if bearer is None else bearer_of(bearer)
        if not token:
            return
        try:
            claims = verify_access_token(token)
            request.person = services.person_of(claims)
            request.claims = claims
            _speak(request, claims.locale)
        except TokenExpired:
            # A token that is expired right after a renewal would be renewed for ever.
            if bearer is not None or settings.RENEWED_COOKIE_NAME not in request.COOKIES:
                raise
            log.warning("a token that was just renewed has expired: do the clocks agree?")
        except NotSignedIn:
            if bearer is not None:
                raise


def _speak(request: Any, locale: str) -> None:
    """The language that the person has chosen goes before what the browser asks for; LocaleMiddleware tells it."""
    try:
        language = translation.get_supported_language_variant(locale)
    except LookupError:
        return
    translation.activate(language)
    request.LANGUAGE_CODE = language
