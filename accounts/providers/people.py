"""Who a provider says somebody is, as far as we take its word: a name, a picture, addresses that it has verified."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts import rules
from events import lines

#: What is kept of a provider's answer: enough to show which of several accounts there this is.
KEPT: Final = frozenset({"name", "login", "email", "picture", "avatar_url"})
#: Addresses that GitHub gives to those who hide theirs. Mail to them goes nowhere.
NOWHERE: Final = "@users.noreply.github.com"
ADDRESSES: Final = 20


def kept(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in said.items() if name in KEPT and isinstance(value, str)}


def verified_addresses(found: list[Any]) -> list[str]:
    """Addresses that the provider has verified, its primary one first. allauth has made them lower case and valid."""
    good = [one.email for one in found if one.verified and len(one.email) <= 254 and not one.email.endswith(NOWHERE)]
    return list(dict.fromkeys(good))[:ADDRESSES]


def display_name(said: Mapping[str, Any]) -> str:
    """What they are called there, made fit for here; empty when nothing is left of it."""
    for wish in (said.get("name"), said.get("login")):
        if isinstance(wish, str):
            try:
                return rules.clean_display_name(_shortened(wish))
            except ValidationError:
                continue
    return ""


def _shortened(wish: str) -> str:
    """Nobody can be asked for another name: of this one, control characters are blanks and a long end goes."""
    typed = lines.CONTROLS.sub(" ", wish[: lines.NORMALIZED * rules.DISPLAY_NAME_MAX])
    return lines.as_line(typed)[: rules.DISPLAY_NAME_MAX]


def picture(said: Mapping[str, Any], provider_id: str) -> str:
    """The address of their picture there; empty unless it is where this provider keeps pictures."""
    address = said.get("picture") or said.get("avatar_url") or ""
    if not isinstance(address, str) or len(address) > rules.AVATAR_URL_MAX:
        return ""
    return address if is_picture_of(address, provider_id) else ""


def is_picture_of(address: str, provider_id: str) -> bool:
    """Whether a picture is where a provider keeps those of its people."""
    return any(house.id == provider_id and _is_at(address, house.pictures) for house in settings.SIGN_IN_PROVIDERS)


def _is_at(address: str, source: str) -> bool:
    """Whether an address is of a source as a Content-Security-Policy names it."""
    try:
        there, allowed = urlsplit(address), urlsplit(source)
    except ValueError:
        return False
    if there.scheme != allowed.scheme or any(sign.isspace() for sign in address):
        return False
    if allowed.netloc.startswith("*."):
        return there.netloc.endswith(allowed.netloc[1:])
    return there.netloc == allowed.netloc
