"""It is true of a long absence of accounts that people who were signed in go on for a day, and nobody else does."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from events import keyring
from events.errors import NotSignedIn, TokenExpired
from events.times import now
from events.tokens import verify_access_token
from messaging import consumers
from messaging.database import ask
from messaging.models import Party, User
from messaging.services import delete_user_copy, redeem_ticket, revoke_session, take_ticket
from messaging.tests.clients import refused
from messaging.tests.sockets import SOON, Closed
from messaging.tests.tokens import SES, token_of

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["messaging"], transaction=True)]

DAY = 24 * 3600
STAFF: dict[str, Any] = {"is_staff": True, "amr": ["pwd", "otp", "mfa"]}


def accounts_goes() -> None:
    for _ in range(keyring.FAILURES):
        keyring.note_look(well=False)


def accounts_comes_back() -> None:
    keyring.note_look(well=True)


@pytest.fixture(autouse=True)
def _from_nothing() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


@pytest.fixture
def away() -> None:
    accounts_goes()


def minutes_left(moment: datetime) -> float:
    return (moment - now()).total_seconds() / 60


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("ago", [10, 3600, DAY - 60])
def test_a_token_is_accepted_up_to_a_day_past_its_end_and_for_five_minutes_each_time(ada: User, ago: int):
    claims = verify_access_token(token_of(ada, expires_in=-ago))

    assert claims.is_late
    assert claims.user_id == ada.id
    assert 0 < minutes_left(claims.expires_at) <= 5


@pytest.mark.usefixtures("away")
def test_nothing_is_accepted_beyond_that_day(ada: User):
    with pytest.raises(TokenExpired):
        verify_access_token(token_of(ada, expires_in=-DAY - 10))
    assert minutes_left(verify_access_token(token_of(ada, expires_in=60 - DAY)).expires_at) <= 1


@pytest.mark.usefixtures("away")
def test_a_good_token_is_not_late_and_lasts_as_it_says(ada: User):
    claims = verify_access_token(token_of(ada, expires_in=120))

    assert not claims.is_late
    assert claims.expires_at == claims.signed_until


def test_it_takes_three_failures_and_ends_with_one_success(ada: User):
    token = token_of(ada, expires_in=-60)
    for _ in range(keyring.FAILURES - 1):
        keyring.note_look(well=False)
    with pytest.raises(TokenExpired):
        verify_access_token(token)

    keyring.note_look(well=False)
    assert verify_access_token(token).is_late

    accounts_comes_back()
    with pytest.raises(TokenExpired):
        verify_access_token(token)


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("wrong", [{"aud": "another"}, {"iss": "another"}, {"token_use": "refresh"}, {"exp": None}])
def test_everything_else_is_refused_as_ever(ada: User, wrong: dict[str, Any]):
    with pytest.raises(NotSignedIn):
        verify_access_token(token_of(ada, expires_in=-60, **wrong))


@pytest.mark.usefixtures("away")
def test_pages_and_api_go_on(browser: Callable, api: Callable, ada: User, party: Party):
    page = browser(ada, expires_in=-3600).get(f"/p/{party.id}", follow=True)

    assert page.status_code == 200
    assert "The Harbour" in page.content.decode()
    assert api(ada, expires_in=-3600).get("/parties").status_code == 200


@pytest.mark.usefixtures("away")
def test_a_revoked_sign_in_and_a_deleted_person_are_refused(api: Callable, ada: User, bo: User):
    revoke_session(SES, ada.id)
    delete_user_copy(bo.id, 2)

    refused(api(ada, expires_in=-60).get("/parties"), 401, "not_signed_in")
    refused(api(bo, expires_in=-60, ses="another").get("/parties"), 401, "not_signed_in")


def test_admin_pages_want_a_token_that_is_not_late(ada: User):
    def ask_admin(expires_in: int) -> Any:
        client = Client()
        client.cookies[settings.ACCESS_COOKIE_NAME] = token_of(ada, expires_in=expires_in, **STAFF)
        return client.get("/admin/messaging/user/", headers={"Accept": "application/json"})

    accounts_goes()

    assert ask_admin(300).status_code == 200
    late = ask_admin(-60)
    assert (late.status_code, late.json()["code"]) == (503, "unavailable")
    assert "accounts" in late.json()["message"]


@pytest.mark.usefixtures("away")
def test_a_ticket_of_a_late_token_is_good_for_five_minutes(ada: User):
    claims = redeem_ticket(take_ticket(verify_access_token(token_of(ada, expires_in=-3600))))

    assert claims.is_late
    assert 4 < minutes_left(claims.expires_at) <= 5


# Sockets


@pytest.mark.usefixtures("away")
async def test_a_late_token_opens_a_socket(sockets: Callable, ada: User):
    socket = await sockets(ada, expires_in=-3600)

    assert 4 < minutes_left(datetime.fromisoformat(socket.hello["expires_at"])) <= 5


async def test_without_absence_it_opens_none(sockets: Callable, ada: User):
    with pytest.raises(Closed) as refusal:
        await sockets(ada, expires_in=-3600)

    assert refusal.value.code == 4001


async def test_an_open_socket_stays_and_is_told_until_when(
    sockets: Callable, ada: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(consumers, "GRACE", 0.2)
    accounts_goes()  # before the socket comes: a slow machine may open it when its token is nearly over
    socket = await sockets(ada, expires_in=2)
    assert minutes_left(datetime.fromisoformat(socket.hello["expires_at"])) < 1  # it is not accepted late

    authed = await socket.expect("authed")

    assert 4 < minutes_left(datetime.fromisoformat(authed["expires_at"])) <= 5
    assert (await socket.ping())["c"] == 7


async def test_a_socket_that_stayed_ends_with_its_minutes_once_accounts_is_back(
    sockets: Callable, ada: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(consumers, "GRACE", 0.2)
    monkeypatch.setattr("events.tokens.LATE_LASTS", timedelta(seconds=1))
    accounts_goes()
    socket = await sockets(ada, expires_in=-60)
    await socket.expect("authed")  # it has been prolonged once already
    accounts_comes_back()

    assert await socket.closed() == 4001


@pytest.mark.usefixtures("away")
async def test_a_revoked_one_is_closed_all_the_same(sockets: Callable, ada: User):
    socket = await sockets(ada, expires_in=-3600)

    await ask(revoke_session, SES, ada.id)

    assert await asyncio.wait_for(socket.closed(), SOON) == 4009
