"""Who may open a socket: browsers by cookie and Origin, phones by a ticket.

A foreign Origin is refused before the handshake. Every other refusal is a close code, because a browser can't see
anything else.
"""

from typing import Any, NamedTuple
from urllib.parse import parse_qs

from django.conf import settings
from django.http import parse_cookie
from django.utils import translation

from events.errors import NotSignedIn, RateLimited, TokenExpired
from events.tokens import Claims, verify_access_token
from messaging import frames, services
from messaging.arrivals import Arrivals, Welcome
from messaging.database import ask
from messaging.models import User

SILENT, TOO_LARGE, RESTART, TRY_AGAIN = 1001, 1009, 1012, 1013
EXPIRED, NOT_ALLOWED, UNKNOWN_VERSION, TOO_FAST, REVOKED, FULL = 4001, 4003, 4004, 4008, 4009, 4010


class Refusal(Exception):
    """Let nobody in; `code` is the close code, None for HTTP 403."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        super().__init__(str(code))


class Guest(NamedTuple):
    welcome: Welcome
    claims: Claims
    form: frames.Form


async def admit(scope: dict[str, Any], arrivals: Arrivals, count: int) -> Guest:
    """Who opens this socket beside `count` others, and which frames they want. Raises Refusal."""
    headers = {name.decode("latin1").lower(): value.decode("latin1") for name, value in scope.get("headers", [])}
    query = {name: values[-1] for name, values in parse_qs(scope["query_string"].decode("latin1")).items()}
    ticket, origin = query.get("ticket"), headers.get("origin")
    if (origin is not None or ticket is None) and origin not in settings.WEBSOCKET_ORIGINS:
        raise Refusal(None)
    if query.get("v") != frames.VERSION:
        raise Refusal(UNKNOWN_VERSION)
    claims = await _claims(ticket, headers)
    if count >= settings.MAX_SOCKETS:  # looked at again when they come in
        raise Refusal(FULL)
    try:
        welcome = await arrivals.let_in(claims)
    except NotSignedIn as error:
        raise Refusal(REVOKED) from error
    except RateLimited as error:
        raise Refusal(TOO_FAST) from error
    as_html = query.get("format") == frames.HTML
    form = (frames.HTML, _language(welcome.person, headers)) if as_html else (frames.JSON, "")
    return Guest(welcome, claims, form)


async def _claims(ticket: str | None, headers: dict[str, str]) -> Claims:
    try:
        if ticket is not None:
            return await ask(services.redeem_ticket, ticket)
        return verify_access_token(_cookie(headers, settings.ACCESS_COOKIE_NAME))
    except TokenExpired as error:
        raise Refusal(EXPIRED) from error
    except NotSignedIn as error:
        raise Refusal(NOT_ALLOWED) from error


def _cookie(headers: dict[str, str], name: str) -> str:
    """As requests read it: a cookie of somebody else that is none by the rules takes no other with it."""
    return parse_cookie(headers.get("cookie", "")).get(name, "")


def _language(person: User, headers: dict[str, str]) -> str:
    """The language of fragments: the person's, else the browser's first that we have, else ours."""
    asked = [_cookie(headers, settings.LANGUAGE_COOKIE_NAME), person.locale]
    asked += [part.partition(";")[0].strip() for part in headers.get("accept-language", "").split(",")[:10]]
    for code in filter(None, asked):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
