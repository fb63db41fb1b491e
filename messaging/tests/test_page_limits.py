"""It is true of pages that a person, or strangers from one address, may ask for so many a minute; others go on."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture(autouse=True)
def _two_a_minute(limit):
    limit("pages", 2, 60)


def statuses(client: Client, *paths: str, **more) -> list[int]:
    return [client.get(path, **more).status_code for path in paths]


def test_the_last_one_comes_and_the_next_is_told_when_to_come_back(browser, ada, party, topic):
    client = browser(ada)
    path = f"/p/{party.id}/t/{topic.id}"
    assert statuses(client, path, "/") == [200, 200]

    refused = client.get(path)

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "That was a little fast." in refused.content.decode()
    assert topic.name not in refused.content.decode()


def test_parts_of_pages_count_like_pages(browser, ada, party, topic):
    client = browser(ada)
    path = f"/p/{party.id}/t/{topic.id}"
    part = {"HX-Request": "true", "HX-Target": "completion"}

    assert statuses(client, path, path, path, headers=part) == [200, 200, 429]


def test_nobody_else_is_held_up(browser, ada, bo, party):
    assert statuses(browser(ada), "/", "/", "/") == [200, 200, 429]

    assert statuses(browser(bo), "/", "/") == [200, 200]
    assert statuses(browser(ada), "/api/v1/sync", "/status") == [200, 200]
    assert statuses(Client(), "/") == [200]


def test_tokens_that_are_none_are_counted_by_their_address(browser, ada):
    bad = {"Authorization": "Bearer junk"}
    assert statuses(Client(headers=bad), "/", "/", "/") == [302, 302, 429]

    assert statuses(Client(headers=bad, REMOTE_ADDR="192.0.2.7"), "/") == [302]
    assert statuses(browser(ada), "/", "/") == [200, 200]


def test_strangers_are_counted_by_their_address(db):
    assert statuses(Client(), "/", "/i/nobody-knows-it", "/") == [200, 404, 429]

    assert statuses(Client(REMOTE_ADDR="192.0.2.7"), "/") == [200]
    assert [statuses(Client(REMOTE_ADDR=f"2001:db8:1:2::{n}"), "/") for n in range(3)] == [[200], [200], [429]]
    assert statuses(Client(REMOTE_ADDR="2001:db8:1:3::1"), "/") == [200]
    assert statuses(Client(), "/offline", "/manifest.webmanifest", "/sw.js") == [200, 200, 200]
