"""It is true of pages that each service draws its own without the addresses of the other."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, URLResolver, clear_url_caches, get_resolver, resolve

from tests.screens import NOT_SCREENS, SCREENS


@pytest.fixture
def client_of(settings):
    def use(service: str) -> Client:
        settings.ROOT_URLCONF = f"chatterbox.urls.{service}"
        clear_url_caches()
        return Client(raise_request_exception=False)

    yield use
    clear_url_caches()


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize(
    "page", ["login", "signup", "password/reset", "inactive", "confirm-email", "confirm-email/none"]
)
def test_accounts_draws_its_pages_alone(client_of, page):
    answer = client_of("accounts").get(f"/accounts/{page}/")

    assert answer.status_code == 200
    assert "css/components.css" in answer.content.decode()


@pytest.mark.django_db(databases="__all__")
def test_messaging_draws_its_pages_alone(client_of):
    client = client_of("messaging")

    assert "Keep every word" in client.get("/").content.decode()
    assert client.get("/i/unknown-code").status_code == 404


@pytest.mark.parametrize("service", ["accounts", "messaging"])
def test_both_draw_errors(client_of, service):
    page = client_of(service).get("/there/is/nothing")

    assert page.status_code == 404
    assert "This page has sailed" in page.content.decode()


class Anything(dict[str, str]):
    """Fills every brace of a screen's path with what each kind of address takes."""

    def __missing__(self, name: str) -> str:
        return "1-1" if name == "reset" else "1"


def addresses(patterns: Any = None, before: str = "") -> Iterator[str]:
    """All addresses of `local`, which has those of both services."""
    for pattern in get_resolver("chatterbox.urls.local").url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route


def is_listed(route: str, listed: set[str]) -> bool:
    return any(route.startswith(one[:-1]) if one.endswith("*") else route == one for one in listed)


def drawn_by(path: str) -> str:
    try:
        return str(resolve(path.partition("?")[0].format_map(Anything())).route).replace("/^", "/")
    except Resolver404:  # a screen of an address that there is none of
        return ""


def test_every_page_is_on_the_list_of_screens():
    seen = {drawn_by(screen.path) for screen in SCREENS} | set(NOT_SCREENS)

    missing = [route for route in addresses() if not is_listed(route, seen)]

    assert not missing, f"add a Screen or a reason to tests/screens for: {missing}"


def test_the_list_of_screens_speaks_of_nothing_that_is_gone():
    routes = set(addresses())
    stale = [one for one in NOT_SCREENS if not any(is_listed(route, {one}) for route in routes)]

    assert stale == []
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)
