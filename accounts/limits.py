"""allauth's limits, counted by ours: over Redis, so that all processes count together, with what to tell who waits.

allauth counts in Django's cache, at four questions and a lock for each limit, and can't tell when the next try passes.
Its setting ACCOUNT_RATE_LIMITS says how many: `/ip` by address, `/key` by account, whether there is one or not, and
`/place`, which allauth does not know, by account and where it is asked from. What an address counts as,
`events/addresses.py` says for both services.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from allauth.core.exceptions import RateLimited as AllauthsRefusal
from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from events import limiter
from events.addresses import client_address, counted_as
from events.errors import RateLimited

NAME: Final = "sign-in"
#: Limits that nobody is told of: the mail that was asked for is under way already, and the answer stays the same.
SILENT: Final = frozenset({"confirm_email"})
#: Limits by account that hold for each place on its own.
PLACE: Final = "place"
#: How many bits of an IPv6 address say which place it is: one line is often given thousands of networks of 64 bits.
SITE_BITS: Final = 48
#: What allauth calls the second factor of somebody. Only whoever has their password comes as far, and six digits are
#: soon guessed: its tries are counted in one, wherever they come from.
SECOND_FACTOR: Final = "mfa-auth-user-"

#: What is said about a limit; the rest gets the usual sentence.
_SENTENCES: Final[Mapping[str, Any]] = {
    "login_failed": _(
        "Too many tries to sign in. Wait a while, or have a code or a link for a new password sent by mail."
    ),
    "request_login_code": _("Too many codes were asked for. Look for the last one in your mail, or wait a while."),
    "reset_password": _("Too many links were asked for. Look for the last one in your mail, or wait a while."),
    "signup": _("Too many accounts were made from here. Wait a while."),
}


class TooManyTries(RateLimited):
    """One of allauth's limits is reached."""


class Usage:
    """One use of a limit, which allauth gives back when it was a sign-in that succeeded."""

    def __init__(self, key: str) -> None:
        self.key = key

    def rollback(self) -> None:
        limiter.give_back(NAME, self.key)


def _consume(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    rate: ratelimit.Rate,
    key: str | None = None,
    user: Any = None,
    dry_run: bool = False,
    raise_exception: bool = False,
) -> Usage | None:
    """allauth's `_consume_single_rate`. Raises TooManyTries, which every kind of client gets as 429."""
    counted = _key(request, app, action, rate, key, user)
    ask = limiter.look if dry_run else limiter.check
    try:
        ask(NAME, counted, rate.amount, rate.duration)
    except limiter.OverLimit as over:
        if raise_exception:
            raise AllauthsRefusal from over
        if dry_run or action in SILENT:
            return None
        raise TooManyTries(_SENTENCES.get(action), retry_after=over.retry_after) from over
    if not dry_run:
        _uses_of(request).add(counted)
    return Usage(counted)


def _uses_of(request: HttpRequest) -> set[str]:
    """What this request has counted."""
    uses: set[str] = request.__dict__.setdefault("_limits_used", set())
    return uses


def _clear(
    request: HttpRequest,
    *,
    app: str,
    action: str,
    config: dict[str, str] | None = None,
    key: str | None = None,
    user: Any = None,
) -> None:
    """allauth's `clear`, for a code that was right. It says nothing about other tries from the same address: of those
    only this one is given back, for many people may sign in from there.
    """
    for rate in ratelimit.get_rates(app=app, action=action, config=config):
        counted = _key(request, app, action, rate, key, user)
        if rate.per != "ip":
            limiter.clear(NAME, counted)
        elif counted in _uses_of(request):
            limiter.give_back(NAME, counted)


def _key(request: HttpRequest, app: str, action: str, rate: ratelimit.Rate, key: str | None, user: Any) -> str:
    if rate.per == PLACE:
        rate = dataclasses.replace(rate, per="key")
        if key is not None and not key.startswith(SECOND_FACTOR):
            key = f"{counted_as(client_address(request), SITE_BITS)} {key}"
    return str(ratelimit.get_cache_key(request, app=app, action=action, rate=rate, key=key, user=user))


def count_by_ours() -> None:
    ratelimit._consume_single_rate = _consume
    ratelimit.clear = _clear
    ratelimit.truncate_ip = counted_as
