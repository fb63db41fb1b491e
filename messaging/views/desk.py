"""What all pages of a signed-in person share: who asks, and the rail and topics around what they asked for."""

import functools
import uuid
from collections.abc import Callable
from datetime import tzinfo
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from events import times
from events.errors import NotFound, NotSignedIn
from messaging import permissions, queries
from messaging.models import Membership, User
from messaging.shapes import PartyShape


class PersonRequest(HttpRequest):
    """A request that messaging's middleware has looked at."""

    person: User
    htmx: HtmxDetails


R = TypeVar("R", bound=HttpResponseBase)


def signed_in(view: Callable[..., R]) -> Callable[..., R]:
    """Only for signed-in people. Such pages hold private words, so no browser keeps a copy of them."""

    @functools.wraps(view)
    def wrapped(request: PersonRequest, *args: Any, **kwargs: Any) -> R:
        if request.person is None:
            raise NotSignedIn
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return wrapped


def desk(request: PersonRequest, membership: Membership | None = None) -> dict[str, Any]:
    """Context of the rail, and of the topic list when a party is open: three queries."""
    if membership is None:
        return _rail(request)
    return desk_of(request, membership) | {"topics": queries.topics_of(request.person, membership)}


def desk_of(request: PersonRequest, membership: Membership) -> dict[str, Any]:
    """Context of the rail where a party is open without its topics: two queries."""
    shown = _rail(request)
    return shown | {"party": _of(shown["parties"], membership)}


def _rail(request: PersonRequest) -> dict[str, Any]:
    parties = queries.parties_of(request.person)
    news = queries.news_of_parties(request.person, [uuid.UUID(party.id) for party in parties]) if parties else {}
    return {"parties": parties, "news": news, "may_create_party": permissions.may_create_party(request.person)}


def _of(parties: list[PartyShape], membership: Membership) -> PartyShape:
    found = next((party for party in parties if party.id == str(membership.party_id)), None)
    if found is None:  # left between two queries, or in more parties than one answer holds
        return queries.party_shape_for(membership.user, membership.party_id)
    return found


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200, zone: tzinfo | None = None
) -> HttpResponse:
    """Render with times in the person's zone. htmx gets other answers from the same address, so caches are told."""
    with timezone.override(zone or zone_of(request)):
        response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def zone_of(request: HttpRequest) -> tzinfo:
    """Where whoever asks is."""
    person = getattr(request, "person", None)
    return times.zone_of(person.zoneinfo if person else "", request.COOKIES)


def htmx_target(request: HttpRequest) -> str | None:
    """The id of the element that htmx will fill with the answer; None for a plain request, "" when it has no id."""
    htmx = cast(PersonRequest, request).htmx
    return (htmx.target or "") if htmx else None


def insist_same_party(membership: Membership, party: str) -> None:
    """Raise NotFound when an address pairs a topic with a party that is not its own."""
    if str(membership.party_id) != party:
        raise NotFound
