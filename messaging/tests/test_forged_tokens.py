"""It is true of messaging that neither API, pages nor socket believe a forged token, and that none of them breaks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from events import keyring
from events.tests.forged import FORGED, expired, signed, strangers_key
from messaging.models import Party, User
from messaging.tests.clients import Api, refused
from messaging.tests.sockets import Closed
from messaging.tests.tokens import claims_of

pytestmark = [pytest.mark.wide, pytest.mark.portable]

Sockets = Callable[..., Any]
#: A cookie can't be larger; a browser would not send it, and what does is refused as no HTTP at all.
IN_COOKIES = [name for name in FORGED if name != "a megabyte"]


@pytest.fixture(params=["as ever", "while accounts is away"])
def _absence(request: pytest.FixtureRequest) -> Any:
    keyring.forget()
    for _ in range(keyring.FAILURES if request.param != "as ever" else 0):
        keyring.note_look(well=False)
    yield
    keyring.forget()


@pytest.mark.django_db(databases=["messaging"])
@pytest.mark.usefixtures("_absence")
@pytest.mark.parametrize("name", FORGED)
def test_the_api_refuses_it_on_public_paths_too(ada: User, name: str):
    token = FORGED[name](claims_of(ada))

    for path in ("/parties", "/invites/whatever"):
        refused(Api(token).get(path), 401, "not_signed_in")
    refused(Api(token).post("/ws-ticket"), 401, "not_signed_in")
    by_cookie = Api()
    by_cookie.client.cookies[settings.ACCESS_COOKIE_NAME] = token
    refused(by_cookie.get("/parties"), 401, "not_signed_in")


@pytest.mark.django_db(databases=["messaging"])
@pytest.mark.parametrize("name", FORGED)
def test_pages_take_it_for_a_strangers(party: Party, ada: User, name: str):
    client = Client()
    client.cookies[settings.ACCESS_COOKIE_NAME] = FORGED[name](claims_of(ada))

    assert client.get("/").status_code == 200
    assert client.get(f"/p/{party.id}")["Location"].startswith("/accounts/login/")
    by_bearer = Client().get("/", headers={"Authorization": f"Bearer {FORGED[name](claims_of(ada))}"})
    assert by_bearer.status_code in {302, 401}


@pytest.mark.django_db(databases=["messaging"], transaction=True)
@pytest.mark.parametrize("name", IN_COOKIES)
async def test_the_socket_is_closed_with_4003(sockets: Sockets, ada: User, name: str):
    with pytest.raises(Closed) as refusal:
        await sockets(cookie=FORGED[name](claims_of(ada)))

    assert refusal.value.code == 4003


@pytest.mark.django_db(databases=["messaging"])
def test_the_table_is_not_refused_for_another_reason(ada: User):
    assert Api(signed(claims_of(ada))).get("/parties").status_code == 200


@pytest.mark.django_db(databases=["messaging"])
def test_an_expired_one_says_so_and_a_forged_one_is_forged_first(ada: User):
    refused(Api(expired(claims_of(ada))).get("/parties"), 401, "token_expired")
    refused(Api(signed(claims_of(ada, expires_in=-60), strangers_key())).get("/parties"), 401, "not_signed_in")


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_a_socket_with_a_good_one_opens_and_with_an_expired_one_is_closed_with_4001(sockets: Sockets, ada: User):
    assert (await sockets(cookie=signed(claims_of(ada)))).hello["user_id"] == str(ada.id)
    with pytest.raises(Closed) as refusal:
        await sockets(cookie=expired(claims_of(ada)))

    assert refusal.value.code == 4001


@pytest.mark.django_db(databases=["messaging"], transaction=True)
@pytest.mark.parametrize("name", ["another key", "alg none", "refresh as access", "nonsense"])
async def test_no_token_stands_in_for_a_ticket(sockets: Sockets, ada: User, name: str):
    for token in (FORGED[name](claims_of(ada)), signed(claims_of(ada))):
        with pytest.raises(Closed) as refusal:
            await sockets(origin=None, ticket=token)

        assert refusal.value.code == 4003
