"""The page on which a person chooses who they are, or says no; and the way back with a code (RFC 6749, 4.1)."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from chatterbox.settings.providers import DEMO_CLIENT, LOOPBACK
from scripts.provider import pages
from scripts.provider.faults import FAULTS
from scripts.provider.grants import Grant, Grants
from scripts.provider.people import chosen
from scripts.provider.web import Answer, Request, page, see

CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
#: Scopes without which a house tells nothing worth having.
NEEDED: Final = {"google": {"openid"}, "github": set()}


class Asked(NamedTuple):
    """What a site asks for. `faults` are sentences about what is wrong with it."""

    redirect_uri: str
    state: str
    challenge: str
    nonce: str
    scope: frozenset[str]
    faults: list[str]


def authorize(request: Request, house: str, grants: Grants) -> Answer:
    asked = _read(request.query, house)
    if asked.faults:
        return page(pages.refusal(asked.faults), HTTPStatus.BAD_REQUEST)
    if request.method != "POST":
        return page(pages.choice(house, urlsplit(asked.redirect_uri).netloc))
    if request.headers.get("origin", request.origin) != request.origin:
        return page(pages.refusal(["The choice came from another site."]), HTTPStatus.FORBIDDEN)
    return _decided(request, house, asked, grants)


def _read(query: Mapping[str, str], house: str) -> Asked:
    scope = frozenset(query.get("scope", "").split())
    needed = {
        "an unknown client_id": query.get("client_id") == DEMO_CLIENT[0],
        "a redirect_uri that is not of this machine": _is_ours(query.get("redirect_uri", ""), house),
        "another response_type than code": query.get("response_type") == "code",
        "no state": bool(query.get("state")),
        "no PKCE with S256": query.get("code_challenge_method") == "S256",
        "a malformed code_challenge": bool(CHALLENGE.fullmatch(query.get("code_challenge", ""))),
        "a scope that is too small": scope >= NEEDED[house],
        "no nonce": house != "google" or bool(query.get("nonce")),
    }
    return Asked(
        redirect_uri=query.get("redirect_uri", ""),
        state=query.get("state", ""),
        challenge=query.get("code_challenge", ""),
        nonce=query.get("nonce", ""),
        scope=scope,
        faults=[fault for fault, is_well in needed.items() if not is_well],
    )


def _is_ours(uri: str, house: str) -> bool:
    parts = urlsplit(uri)
    path = f"/accounts/{house}/login/callback/"
    return parts.scheme == "http" and parts.hostname in LOOPBACK and (parts.path, parts.query) == (path, "")


def _decided(request: Request, house: str, asked: Asked, grants: Grants) -> Answer:
    form = request.form
    if "deny" in form:
        return see(asked.redirect_uri, {"error": "access_denied", "state": asked.state})
    person, fault = chosen(form), form.get("fault", "")
    if person is None or fault not in {"", *FAULTS}:
        return page(pages.choice(house, urlsplit(asked.redirect_uri).netloc), HTTPStatus.BAD_REQUEST)
    if fault == "error":
        return see(asked.redirect_uri, {"error": "server_error", "state": asked.state})
    grant = Grant(house, DEMO_CLIENT[0], asked.redirect_uri, asked.challenge, asked.nonce, asked.scope, person, fault)
    back = {"code": grants.code_for(grant), "state": asked.state}
    if fault == "wrong_state":
        back["state"] = asked.state[::-1] + "x"
    left_out = {"no_state": "state", "no_code": "code"}.get(fault)
    return see(asked.redirect_uri, {name: value for name, value in back.items() if name != left_out})
