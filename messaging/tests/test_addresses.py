"""It is true of limits by address that they count customers: an address of IPv4, or a network of IPv6."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory

from messaging.addresses import address_of
from messaging.models import Invite, User
from messaging.tests.clients import Api

#: Of one customer, of their neighbour, and of two more in two spellings.
HERE, HERE_TOO, NEXT_DOOR = "2001:db8:1:2::7", "2001:db8:1:2:a:b:c:d", "2001:db8:1:3::7"
MAPPED, PLAIN, ANOTHER = "::ffff:192.0.2.7", "192.0.2.7", "::ffff:192.0.2.8"


@pytest.mark.parametrize(("address", "same", "other"), [(HERE, HERE_TOO, NEXT_DOOR), (MAPPED, PLAIN, ANOTHER)])
def test_one_customer_is_one_behind_a_proxy_as_without(settings: Any, address: str, same: str, other: str):
    def counted(seen: str) -> str:
        settings.TRUSTED_PROXIES = 0
        plainly = address_of(RequestFactory().get("/", REMOTE_ADDR=seen))
        settings.TRUSTED_PROXIES = 1
        behind = address_of(RequestFactory().get("/", headers={"X-Forwarded-For": seen}, REMOTE_ADDR="10.0.0.9"))
        assert plainly == behind
        return behind

    assert counted(address) == counted(same)
    assert counted(address) != counted(other)


def answer(client: Api, address: str, path: str) -> int:
    client.client.defaults["REMOTE_ADDR"] = address
    return int(client.get(path).status_code)


@pytest.mark.portable
@pytest.mark.django_db(databases=["messaging"])
def test_the_api_holds_up_a_customer_at_any_of_their_addresses_and_not_their_neighbour(
    api: Callable, ada: User, limit: Callable
):
    limit("address", 2, 60)

    assert [answer(api(ada), address, "/parties") for address in (HERE, HERE_TOO, HERE)] == [200, 200, 429]
    assert answer(api(ada), NEXT_DOOR, "/parties") == 200
    assert [answer(api(ada), address, "/parties") for address in (MAPPED, PLAIN, MAPPED)] == [200, 200, 429]
    assert answer(api(ada), ANOTHER, "/parties") == 200


@pytest.mark.portable
@pytest.mark.django_db(databases=["messaging"])
def test_guesses_of_a_customer_count_together_and_not_their_neighbours(
    api: Callable, eve: User, invite: Invite, limit: Callable
):
    limit("misses", 2, 60)
    for address in (HERE, HERE_TOO):
        assert answer(api(eve), address, "/invites/guess") == 404

    assert answer(api(eve), "2001:db8:1:2::9", f"/invites/{invite.code}") == 429
    assert answer(api(eve), NEXT_DOOR, f"/invites/{invite.code}") == 200
