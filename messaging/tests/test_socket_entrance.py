"""Who may open a socket, and with which code everybody else is told to go."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from events.times import now
from events.tokens import verify_access_token
from messaging import commands, consumers, hub
from messaging.database import ask
from messaging.epoch import epoch
from messaging.models import Ticket, Topic, User
from messaging.services import delete_user_copy, revoke_session, take_ticket
from messaging.tests.sockets import Closed, Socket
from messaging.tests.tokens import SES, token_of

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]

Sockets = Callable[..., Any]


@pytest.fixture
def ticket(ada: User) -> str:
    return ticket_of(ada)


def ticket_of(person: User, **claims: Any) -> str:
    return take_ticket(verify_access_token(token_of(person, **claims)))


async def refusal(sockets: Sockets, *who: Any, **how: Any) -> int:
    with pytest.raises(Closed) as caught:
        await sockets(*who, **how)
    return caught.value.code


async def test_hello_comes_first(sockets: Sockets, ada: User):
    socket = await sockets(ada)

    hello = socket.hello
    assert set(hello) == {"op", "heartbeat_ms", "session", "user_id", "server_time", "expires_at", "epoch"}
    assert (hello["op"], hello["heartbeat_ms"], hello["user_id"]) == ("hello", 20000, str(ada.id))
    assert hello["epoch"] == await ask(epoch)
    assert 290 < (datetime.fromisoformat(hello["expires_at"]) - now()).total_seconds() <= 300
    assert await socket.silent()


HOSTILE_ORIGINS = {
    "another site": "https://evil.example",
    "another port": "http://localhost:8001",
    "no port": "http://localhost",
    "another scheme": "https://localhost:8000",
    "a name below ours": "http://evil.localhost:8000",
    "a name that begins like ours": "http://localhost:8000.evil.example",
    "a name that ends like ours": "http://evillocalhost:8000",
    "ours as a user": "http://localhost:8000@evil.example",
    "ours and a path": "http://localhost:8000/",
    "ours behind another": "http://evil.example http://localhost:8000",
    "ours in capitals": "HTTP://LOCALHOST:8000",
    "a file or a frame without one": "null",
    "an extension": "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "bytes beyond ASCII": "http://localhost:8000\u00e9",
    "nothing": "",
}


@pytest.mark.parametrize("origin", HOSTILE_ORIGINS.values(), ids=HOSTILE_ORIGINS)
async def test_a_foreign_origin_gets_403(sockets: Sockets, ada: User, ticket: str, origin: str):
    assert await refusal(sockets, ada, origin=origin) == 403
    assert await refusal(sockets, origin=origin, ticket=ticket) == 403
    assert await ask(Ticket.objects.count) == 1  # not even looked at


async def test_a_cookie_without_an_origin_gets_403(sockets: Sockets, ada: User):
    assert await refusal(sockets, ada, origin=None) == 403


async def test_the_other_name_of_this_machine_is_no_foreign_origin(sockets: Sockets, ada: User):
    assert (await sockets(ada, origin="http://127.0.0.1:8000")).hello["user_id"] == str(ada.id)


async def test_a_ticket_lets_in_once_without_an_origin(sockets: Sockets, ada: User, ticket: str):
    socket = await sockets(origin=None, ticket=ticket)

    assert socket.hello["user_id"] == str(ada.id)
    assert await refusal(sockets, origin=None, ticket=ticket) == 4003


async def test_a_ticket_counts_before_a_cookie(sockets: Sockets, ada: User, bo: User, ticket: str):
    assert (await sockets(bo, ticket=ticket)).hello["user_id"] == str(ada.id)
    assert await refusal(sockets, bo, ticket="nonsense") == 4003


async def test_an_expired_ticket_lets_nobody_in(sockets: Sockets, ticket: str):
    await ask(Ticket.objects.update, expires_at=now() - timedelta(seconds=1))

    assert await refusal(sockets, origin=None, ticket=ticket) == 4003


@pytest.mark.parametrize("ticket", ["", "x" * 43, "%00" * 43, "x" * 5000, "%F0%9F%8E%89" * 20])
async def test_what_is_no_ticket_lets_nobody_in(sockets: Sockets, ticket: str):
    assert await refusal(sockets, origin=None, ticket=ticket or "x") == 4003


async def test_nobody_is_not_let_in(sockets: Sockets):
    assert await refusal(sockets) == 4003
    assert await refusal(sockets, cookie="") == 4003
    assert await refusal(sockets, cookie="nonsense") == 4003
    assert await refusal(sockets, cookie="a; b=; =c; \x7f") == 4003


@pytest.mark.parametrize("other", ["flag", 'consent={"a": 1, "b": 2}', "who=J\u00f6rg", "version", "=; ;"])
async def test_a_cookie_of_somebody_else_on_the_domain_keeps_nobody_out(sockets: Sockets, ada: User, other: str):
    socket = await sockets(cookie=f"{token_of(ada)}; {other}; last=1")

    assert socket.hello["user_id"] == str(ada.id)


async def test_an_expired_token_is_told_to_renew(sockets: Sockets, ada: User):
    assert await refusal(sockets, ada, expires_in=-60) == 4001


async def test_a_forged_or_foreign_token_is_not_let_in(sockets: Sockets, ada: User):
    assert await refusal(sockets, ada, aud="another") == 4003
    assert await refusal(sockets, ada, token_use="refresh") == 4003


@pytest.mark.parametrize("query", ["v=2", "v=", "v=1.0", "", "x=1", "v=1&v=2"])
async def test_an_unknown_version_is_told_to_reload(sockets: Sockets, ada: User, query: str):
    assert await refusal(sockets, ada, query=query) == 4004


async def test_a_revoked_session_is_told_to_sign_in(sockets: Sockets, ada: User, bo: User, ticket: str):
    await ask(revoke_session, SES, ada.id)
    await ask(delete_user_copy, bo.id, 2)

    assert await refusal(sockets, ada) == 4009
    assert await refusal(sockets, origin=None, ticket=ticket) == 4009
    assert await refusal(sockets, bo, ses="another") == 4009


async def test_a_lost_database_is_told_to_come_again(sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch):
    def lost(*args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("messaging.services.people_of", lost)

    assert await refusal(sockets, ada) == 1013


async def test_a_full_process_says_so_until_somebody_leaves(sockets: Sockets, ada: User, bo: User, settings: Any):
    settings.MAX_SOCKETS = 2
    first = await sockets(ada)
    await sockets(ada)

    assert await refusal(sockets, bo) == 4010

    await first.leave()
    assert (await sockets(bo)).hello["user_id"] == str(bo.id)


async def test_of_many_at_once_no_more_are_let_in_than_there_is_room_for(
    sockets: Sockets, ada: User, bo: User, settings: Any
):
    settings.MAX_SOCKETS = 3
    came = await asyncio.gather(*(sockets(person) for person in (ada, bo) * 4), return_exceptions=True)

    refused = [one.code for one in came if isinstance(one, Closed)]
    assert refused == [4010] * 5
    assert hub.hub().count == 3


# Staying in


async def test_a_fresh_ticket_extends_the_socket(sockets: Sockets, ada: User):
    socket = await sockets(ada, expires_in=30)
    ticket = await ask(ticket_of, ada, expires_in=300)

    await socket.send("auth", ticket=ticket)

    authed = await socket.expect("authed")
    assert set(authed) == {"op", "expires_at"}
    assert authed["expires_at"] > socket.hello["expires_at"]


async def test_without_a_fresh_ticket_the_socket_ends_a_while_after_its_token(
    sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(consumers, "GRACE", 0.2)
    extended = await sockets(ada, expires_in=30)  # long enough for any machine
    consumer: Any = next(iter(hub.hub().people[ada.id]))
    end = consumer.timer
    await extended.send("auth", ticket=await ask(ticket_of, ada))
    await extended.expect("authed")
    socket = await sockets(ada, expires_in=1)

    assert await socket.closed() == 4001
    assert (await extended.ping())["op"] == "pong"
    assert end.cancelled()
    assert consumer.timer.when() > end.when()


async def test_who_is_called_otherwise_by_then_posts_by_that_name(sockets: Sockets, ada: User, topic: Topic):
    socket = await sockets(ada)
    await ask(User.objects.filter(id=ada.id).update, display_name="Ada Lovelace")

    await socket.send("auth", ticket=await ask(ticket_of, ada))
    await socket.expect("authed")
    await socket.send("message:create", topic=str(topic.id), client_id="c1", text="hi")

    assert (await socket.expect("ack"))["message"]["author"]["display_name"] == "Ada Lovelace"


@pytest.mark.parametrize("ticket", ["nonsense", "", 7, None, {"a": 1}])
async def test_a_bad_ticket_does_not_end_the_socket(sockets: Sockets, ada: User, ticket: object):
    socket = await sockets(ada)

    await socket.send("auth", ticket=ticket)

    error = await socket.expect("error")
    assert error["code"] in {"not_signed_in", "invalid"}
    assert (await socket.ping())["op"] == "pong"


async def test_somebody_elses_ticket_does_not_turn_a_socket_into_theirs(sockets: Sockets, ada: User, bo: User):
    socket = await sockets(ada)

    await socket.send("auth", ticket=await ask(ticket_of, bo))

    assert (await socket.expect("error"))["code"] == "not_signed_in"


async def test_a_ticket_of_a_revoked_session_ends_the_socket(sockets: Sockets, ada: User):
    socket = await sockets(ada)
    ticket = await ask(ticket_of, ada, ses="another")
    await ask(revoke_session, "another", ada.id)

    await socket.send("auth", ticket=ticket)

    assert await socket.closed() == 4009


async def test_a_session_that_is_revoked_closes_its_sockets_and_no_other(sockets: Sockets, ada: User, bo: User):
    first, second = await sockets(ada), await sockets(ada)
    others = [await sockets(ada, ses="another"), await sockets(bo)]

    await ask(revoke_session, SES, ada.id)

    assert [await first.closed(), await second.closed()] == [4009, 4009]
    for other in others:
        assert (await other.ping())["op"] == "pong"


async def test_a_revocation_that_is_not_heard_is_found_by_looking(
    sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    monkeypatch.setattr("messaging.realtime.announce_revoked", lambda *_: None)
    socket = await sockets(ada)

    await ask(revoke_session, SES, ada.id)

    assert await socket.closed() == 4009


async def test_a_socket_that_says_nothing_is_taken_for_dead(
    sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(consumers, "SILENCE", 5)  # a busy machine may hold up a ping for some seconds
    lively, silent = await sockets(ada), await sockets(ada)

    end = asyncio.create_task(silent.closed())
    while not end.done():
        await lively.ping()
        await asyncio.sleep(0.2)

    assert await end == 1001
    assert (await lively.ping())["op"] == "pong"


async def test_a_socket_whose_command_takes_long_is_not_taken_for_dead(
    sockets: Sockets, ada: User, monkeypatch: pytest.MonkeyPatch
):
    obey = commands.obey

    async def slowly(socket: Any, command: Any) -> None:
        monkeypatch.setattr(consumers, "SILENCE", 0.3)  # not before: until it is asked it may take any time
        socket._watch()
        await asyncio.sleep(1.0)
        await obey(socket, command)

    monkeypatch.setattr(commands, "obey", slowly)
    busy = await sockets(ada)

    assert (await busy.ping())["op"] == "pong"


async def test_a_socket_that_the_server_gives_up_leaves_nothing_behind(
    sockets: Sockets, ada: User, topic: Any, monkeypatch: pytest.MonkeyPatch
):
    socket = await sockets(ada)
    await socket.sub(topic, parties=[str(topic.party_id)])
    ours, stuck = hub.hub(), asyncio.Event()

    async def for_ever(*what: Any) -> None:
        stuck.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(commands, "obey", for_ever)
    await socket.send("ping", c=1)
    await stuck.wait()

    socket.communicator.future.cancel()
    await asyncio.wait([socket.communicator.future])

    assert (ours.people, ours.topics, ours.roll.parties, ours.count) == ({}, {}, {}, 0)


async def test_a_closed_socket_leaves_nothing_behind(sockets: Sockets, ada: User, topic: Any):
    socket = await sockets(ada)
    await socket.sub(topic, parties=[str(topic.party_id)])
    ours = hub.hub()
    assert (len(ours.people), len(ours.topics), len(ours.roll.parties)) == (1, 1, 1)

    await socket.leave()

    assert (ours.people, ours.topics, ours.roll.parties) == ({}, {}, {})


def test_the_origins_are_those_of_the_site():
    assert settings.WEBSOCKET_ORIGINS == settings.CSRF_TRUSTED_ORIGINS


def test_a_socket_is_nothing_else_than_one_path():
    assert Socket(None, query="v=1").communicator.scope["path"] == "/ws"
