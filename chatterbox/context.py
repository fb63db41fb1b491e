"""What every page knows: the context processor `site`. It asks no database, so that error pages can use it."""

import dataclasses
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from chatterbox.settings.providers import Provider
from events.times import iso

#: The cookie in which a browser keeps "light" or "dark"; without it the device decides.
THEME_COOKIE: Final = "theme"
THEMES: Final = frozenset({"light", "dark"})
#: The cookie in which a browser keeps how wide the list of topics is, in rem; without it as the style has it.
LIST_COOKIE: Final = "list"
LIST_WIDTHS: Final = range(13, 27)


@dataclasses.dataclass(frozen=True)
class Site:
    """`person` is whoever the access token names, or None; pages of accounts have their `user` instead."""

    person: Any
    user_id: str
    expires_at: str  # of the access token, ISO 8601; "" where no script needs it
    zone: str  # the time zone that they have chosen, "" for none: as the device
    theme: str  # "light", "dark" or "": as the device
    list_width: str  # of the list of topics, one of LIST_WIDTHS, or "": as the style has it
    public_url: str
    signup: str  # setting SIGNUP: open, invite or closed
    providers: tuple[Provider, ...]  # that one can sign in with

    @property
    def has_demo_provider(self) -> bool:
        return any(provider.demo for provider in self.providers)

    @property
    def list_widths(self) -> range:
        return LIST_WIDTHS


def site(request: HttpRequest) -> dict[str, Site]:
    return {"site": site_of(request)}


def site_of(request: HttpRequest) -> Site:
    """What the page of this request says about the site and about who looks at it."""
    person = getattr(request, "person", None)
    claims = getattr(request, "claims", None)
    theme, list_width = request.COOKIES.get(THEME_COOKIE, ""), request.COOKIES.get(LIST_COOKIE, "")
    return Site(
        person=person,
        user_id=str(person.pk) if person else "",
        expires_at=iso(claims.expires_at) if claims else "",
        zone=person.zoneinfo if person else "",
        theme=theme if theme in THEMES else "",
        list_width=list_width if list_width in map(str, LIST_WIDTHS) else "",
        public_url=settings.PUBLIC_URL,
        signup=settings.SIGNUP,
        providers=tuple(settings.SIGN_IN_PROVIDERS),
    )
