"""How a refusal becomes an answer: a page for people, the error shape for programs. Nothing here ever raises."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError, CsrfFailed, NotSignedIn, TokenExpired, Unavailable, is_outage, translate

log = logging.getLogger(__name__)

LOGIN_PATH: Final = "/accounts/login/"
RENEW_PATH: Final = "/accounts/renew"
API_PREFIXES: Final = ("/api/", "/accounts/api/")
#: Where allauth answers in its own shapes; what it lets through to us has a bit of both.
ALLAUTHS_PREFIX: Final = "/accounts/api/auth/"
#: Fields that a page which asks again never carries.
UNKEPT: Final = frozenset({"csrfmiddlewaretoken"})
#: When nothing else can be shown any more. Not translated: even that might be what has failed.
LAST_RESORT: Final = (
    "<!doctype html><title>Chatterbox</title><h1>Something broke on our side</h1><p>Try again in a moment."
)


class Broken(ChatterboxError):
    """A fault of ours, for programs."""

    code = "broken"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    sentence = gettext_lazy("Something broke on our side. Try again in a moment.")


def refusal_of(error: BaseException) -> ChatterboxError | None:
    """The refusal that an exception stands for, or None when it is a fault of ours.

    Django says the same of a session that was ended while it was in use, and of one whose database is lost.
    """
    if isinstance(error, UpdateError | SessionInterrupted):
        return Unavailable() if any(map(is_outage, _before(error))) else NotSignedIn()
    return translate(error)


def _before(error: BaseException) -> Iterator[BaseException]:
    """The exceptions that were being handled when this one was raised."""
    while error.__context__ is not None:
        error = error.__context__
        yield error


def answer(request: HttpRequest, refusal: ChatterboxError) -> HttpResponse:
    """The answer to a request that was refused, in the language and format of whoever asked."""
    try:
        return _answer(request, refusal)
    except Exception:
        log.exception("an error page could not be shown")
        return last_resort(refusal.status)


def last_resort(status: int = HTTPStatus.INTERNAL_SERVER_ERROR) -> HttpResponse:
    return HttpResponse(LAST_RESORT, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: below an API prefix, or by preferring JSON to HTML."""
    if request.path.startswith(API_PREFIXES):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def login_url(next_path: str) -> str:
    """Where a signed-out person goes, to come back to `next_path` afterwards."""
    return f"{LOGIN_PATH}?next={quote(next_path)}"


def _answer(request: HttpRequest, refusal: ChatterboxError) -> HttpResponse:
    if wants_json(request):
        shape = refusal.as_dict()
        if request.path.startswith(ALLAUTHS_PREFIX):
            shape["status"] = int(refusal.status)  # its clients look for it
        return JsonResponse(shape, status=refusal.status, headers=refusal.headers())
    if isinstance(refusal, NotSignedIn) and not request.headers.get("HX-Request"):
        return _sign_in_first(request, refusal)
    return error_page(request, refusal)


def _sign_in_first(request: HttpRequest, refusal: NotSignedIn) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        path = request.get_full_path()
        renew = isinstance(refusal, TokenExpired)
        return HttpResponseRedirect(f"{RENEW_PATH}?next={quote(path)}" if renew else login_url(path))
    return renewal_page(request, refusal)


def error_page(request: HttpRequest, refusal: ChatterboxError) -> HttpResponse:
    if isinstance(refusal, Unavailable):
        # Who it is would be asked of the database that is gone, for as long once more.
        request.user = AnonymousUser()
    context = {
        "status": int(refusal.status),
        "code": refusal.code,
        "message": refusal.message,
        "way_out": refusal.way_out,
    } | _looks(refusal.status)
    page = render_to_string("refused.html" if _is_for_dialog(request) else "error.html", context, request)
    return HttpResponse(page, status=refusal.status, headers=refusal.headers())


def _is_for_dialog(request: HttpRequest) -> bool:
    """Whether htmx puts the answer into a page's dialog, where no page fits."""
    return bool(request.headers.get("HX-Request")) and request.headers.get("HX-Target") == "dialog"


def _looks(status: int) -> dict[str, Any]:
    """Heading and picture of an error page."""
    looks = {
        HTTPStatus.FORBIDDEN: (_("This is not open to you"), "sheet"),
        HTTPStatus.NOT_FOUND: (_("This page has sailed"), "boat"),
        HTTPStatus.METHOD_NOT_ALLOWED: (_("Nothing happens here"), "sheet"),
        HTTPStatus.GONE: (_("This has ended"), "torn"),
        HTTPStatus.TOO_MANY_REQUESTS: (_("One moment, please"), "plane"),
        HTTPStatus.INTERNAL_SERVER_ERROR: (_("Something broke on our side"), "torn"),
        HTTPStatus.SERVICE_UNAVAILABLE: (_("Back in a moment"), "boat"),
    }
    heading, picture = looks.get(HTTPStatus(status), (_("That did not work"), "torn"))
    return {"heading": heading, "picture": f"illustrations/{picture}.svg"}


def renewal_page(request: HttpRequest, refusal: ChatterboxError) -> HttpResponse:
    """A page that keeps what a form carried and sends it on, when only the sign-in or the page was too old.

    Only for a form of our own: one that comes from elsewhere is refused, else this page would do a stranger's bidding.
    """
    fields = _kept_fields(request)
    if fields is None:
        return error_page(request, refusal if _is_from_here(request) else CsrfFailed())
    return draw_renewal(request, refusal, fields)


def draw_renewal(request: HttpRequest, refusal: ChatterboxError, fields: list[tuple[str, str]]) -> HttpResponse:
    """The page itself: it sends `fields` to where the request went."""
    context = {
        "action": request.get_full_path(),
        "fields": fields,
        "renew": isinstance(refusal, NotSignedIn),
        "login_url": login_url("/"),
        "csrf_token": get_token(request),
    }
    page = render_to_string("renewal.html", context, request)
    return HttpResponse(page, status=refusal.status, headers={"Cache-Control": "no-store"})


def _kept_fields(request: HttpRequest) -> list[tuple[str, str]] | None:
    """The fields of a form that may be sent again; None when it is not ours, or holds a password or files."""
    if request.method != "POST" or not _is_from_here(request) or request.FILES:
        return None
    if any("password" in name for name in request.POST):
        return None
    return [(name, value) for name, values in request.POST.lists() if name not in UNKEPT for value in map(str, values)]


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent this: browsers say so truthfully in `Origin` with every POST."""
    origin = request.headers.get("Origin", "")
    trusted = origin in settings.CSRF_TRUSTED_ORIGINS
    return trusted or (bool(origin) and urlsplit(origin)[:2] == (request.scheme, request.get_host()))
