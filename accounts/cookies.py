"""The cookies of browsers. The access cookie is read by both services and no script, and lives as long as the session.

Whatever signs somebody in or out says `want_access_cookie` or `want_no_access_cookie`; the middleware does it to the
answer, whoever makes that.
"""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts import services
from accounts.models import SignIn, User
from accounts.queries import sign_in_by_ses, sign_in_of
from accounts.tokens import access_token_of
from events.errors import NotSignedIn
from events.tokens import verify_access_token

#: For which messaging is told that a renewal has just been tried, so that two redirects can't become a loop.
RENEWED_SECONDS: Final = 10

#: Where pages of ours are, and below that what only programs ask for.
PAGES: Final = "/accounts/"
PROGRAMS: Final = ("/accounts/api/", "/accounts/renew", "/accounts/.well-known/")

_WISH: Final = "access_cookie"
_NONE: Final = object()


def want_access_cookie(request: HttpRequest, sign_in: SignIn) -> None:
    setattr(request, _WISH, sign_in)


def want_no_access_cookie(request: HttpRequest) -> None:
    setattr(request, _WISH, _NONE)


def want_what_is_missing(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever is signed in here, and comes to a page without a good access cookie, is to get one.

    A browser may have lost it, or its key may have gone: messaging then sends to the sign-in page, which sends those
    who are signed in back, and so on for ever.
    """
    if hasattr(request, _WISH) or not _is_page(request, response) or _has_good_token(request):
        return
    sign_in = sign_in_of(request.user, request.session)
    if sign_in is not None:
        want_access_cookie(request, sign_in)


def _is_page(request: HttpRequest, response: HttpResponse) -> bool:
    ours = request.path.startswith(PAGES) and not request.path.startswith(PROGRAMS)
    return ours and response.status_code < 400 and response.get("Content-Type", "").startswith("text/html")


def _has_good_token(request: HttpRequest) -> bool:
    try:
        verify_access_token(request.COOKIES.get(settings.ACCESS_COOKIE_NAME, ""))
    except NotSignedIn:
        return False
    return True


def grant_wish(request: HttpRequest, response: HttpResponse) -> None:
    """Set or clear the access cookie as the request came to want it; without a wish it stays as it is."""
    wish = getattr(request, _WISH, None)
    if wish is _NONE:
        response.delete_cookie(settings.ACCESS_COOKIE_NAME, path="/", samesite="Lax")
    elif isinstance(wish, SignIn):
        set_access_cookie(response, access_token_of(wish).text)
        keep_language(response, wish.user.locale)


def tell_browser(request: HttpRequest, user: User, ses: str) -> None:
    """Somebody's profile has changed: the next page shows it at once, not only when the token is renewed."""
    sign_in = sign_in_by_ses(user.pk, ses)
    if sign_in is not None:
        want_access_cookie(request, sign_in)


def set_access_cookie(response: HttpResponse, token: str) -> None:
    response.set_cookie(settings.ACCESS_COOKIE_NAME, token, max_age=settings.SESSION_COOKIE_AGE, **_attributes())


def keep_language(response: HttpResponse, locale: str) -> None:
    """Pages of this browser speak the language that its person has chosen, if it is one of ours."""
    name = settings.LANGUAGE_COOKIE_NAME
    if name in response.cookies:  # the page has said so already
        return
    try:
        language = translation.get_supported_language_variant(locale)
    except LookupError:
        return
    age, secure = settings.SESSION_COOKIE_AGE, settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, language, max_age=age, samesite="Lax", secure=secure)


def forget_language(response: HttpResponse) -> None:
    """From now on they speak what the browser asks for."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")


def keep_session(request: HttpRequest, sign_in: SignIn) -> None:
    """The sign-in is in use: once a day its session is saved, and its cookie sent for another 60 days."""
    if services.note_seen(sign_in):
        request.session.modified = True


def set_renewed_cookie(response: HttpResponse) -> None:
    response.set_cookie(settings.RENEWED_COOKIE_NAME, "1", max_age=RENEWED_SECONDS, **_attributes())


def _attributes() -> dict[str, Any]:
    return {"path": "/", "httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
