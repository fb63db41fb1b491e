"""Who is online, as sockets are told."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from messaging import presence, roll
from messaging.database import ask
from messaging.hub import close_hub
from messaging.models import Party, User
from messaging.services import create_party, join_party
from messaging.tests.sockets import Socket

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roll, "COALESCE", 0.05)


async def watching(sockets: Sockets, person: User, party: Party, *, by_name: bool = True, **how: Any) -> Socket:
    socket: Socket = await sockets(person, **how)
    await socket.send("sub", **{"members" if by_name else "parties": [str(party.id)]})
    await socket.expect("synced")
    return socket


async def told(socket: Socket) -> dict[str, Any]:
    """The next presence of a party."""
    d: dict[str, Any] = (await socket.expect("event", t="presence"))["d"]
    return d


async def until_online(party_id: uuid.UUID, people: set[uuid.UUID]) -> None:
    for _ in range(200):
        if presence.store().online(party_id) == people:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"online are {presence.store().online(party_id)}")


async def test_who_watches_is_told_who_is_there(sockets: Sockets, ada: User, bo: User, party: Party):
    await sockets(bo)
    socket = await sockets(ada)
    await socket.send("sub", members=[str(party.id)])

    event = await socket.expect("event", t="presence")

    assert set(event) == {"op", "t", "party", "d"}
    assert event["party"] == str(party.id)
    assert event["d"] == {"online": sorted([str(ada.id), str(bo.id)]), "away": [], "offline": [], "count": 2}


async def test_coming_and_going_is_told(sockets: Sockets, ada: User, bo: User, party: Party):
    socket = await watching(sockets, ada, party)
    assert (await told(socket))["count"] == 1

    other = await sockets(bo)
    assert await told(socket) == {"online": [str(bo.id)], "away": [], "offline": [], "count": 2}
    await other.leave()
    assert await told(socket) == {"online": [], "away": [], "offline": [str(bo.id)], "count": 1}


async def test_who_asked_for_no_names_is_told_how_many(sockets: Sockets, ada: User, bo: User, party: Party):
    socket = await watching(sockets, ada, party, by_name=False)
    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": 1}

    await sockets(bo)

    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": 2}


async def test_above_a_number_only_the_number_is_told(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "MOST_IDS", 1)
    socket = await watching(sockets, ada, party)
    await told(socket)

    await sockets(bo)

    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": 2}


async def test_a_second_tab_changes_nothing(sockets: Sockets, ada: User, bo: User, party: Party):
    await sockets(bo)
    socket = await watching(sockets, ada, party)
    await told(socket)

    second = await sockets(bo)
    assert await socket.silent(0.2)
    await second.leave()
    assert await socket.silent(0.2)


async def test_who_loads_the_page_again_is_never_said_to_be_gone(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    first = await sockets(bo)
    socket = await watching(sockets, ada, party)
    await until_online(party.id, {ada.id, bo.id})
    await asyncio.sleep(0.2)  # looks that are still to come
    await socket.ping()
    socket.frames.clear()
    monkeypatch.setattr(roll, "COALESCE", 0.3)

    await first.leave()
    await sockets(bo)

    assert await told(socket) == {"online": [str(bo.id)], "away": [], "offline": [], "count": 2}
    assert await socket.silent(0.4)


async def test_who_comes_back_before_their_going_was_noted_is_online(
    sockets: Sockets, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    first, store = await sockets(bo), presence.store()
    await until_online(party.id, {bo.id})
    gone, noted = store.gone, threading.Event()

    def slow(pairs: Any) -> None:
        time.sleep(0.2)
        gone(pairs)
        noted.set()

    monkeypatch.setattr(store, "gone", slow)

    await first.leave()
    await sockets(bo)

    await asyncio.to_thread(noted.wait, 5)
    await until_online(party.id, {bo.id})
    await asyncio.sleep(0.05)
    assert store.online(party.id) == {bo.id}


async def test_a_stranger_is_told_nothing_and_is_nothing_there(sockets: Sockets, ada: User, eve: User, party: Party):
    socket = await watching(sockets, ada, party)
    await told(socket)

    stranger = await watching(sockets, eve, party)

    await stranger.expect("gone", party=str(party.id))
    assert await stranger.silent(0.2)
    assert await socket.silent(0.02)


async def test_who_joins_is_online_there_at_once(sockets: Sockets, ada: User, eve: User, party: Party, invite: Any):
    socket = await watching(sockets, ada, party)
    await told(socket)
    await sockets(eve)

    await ask(join_party, eve, code=invite.code)

    assert (await told(socket))["online"] == [str(eve.id)]
    assert presence.store().online(party.id) == {ada.id, eve.id}


async def test_who_makes_a_party_is_online_there_at_once(sockets: Sockets, eve: User):
    socket = await sockets(eve)

    made = await ask(create_party, eve, client_id="p1", name="Theirs")

    event = await socket.expect("event", t="me")
    assert (event["party"], event["d"]["change"]) == (made.party.id, "joined")
    await until_online(uuid.UUID(made.party.id), {eve.id})


async def test_after_unsub_of_names_only_numbers_come(sockets: Sockets, ada: User, bo: User, party: Party):
    socket = await watching(sockets, ada, party)
    await told(socket)
    await socket.send("unsub", members=[str(party.id)])
    await socket.ping()

    await sockets(bo)

    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": 2}


async def test_a_process_that_dies_takes_its_people_with_it_after_a_while(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(presence, "LASTS", 1)
    monkeypatch.setattr(presence, "REFRESH", 0.2)
    monkeypatch.setattr(roll, "SWEEP", 0.1)
    await ask(presence.store().here, [(party.id, bo.id)])  # by a process that says nothing more
    socket = await watching(sockets, ada, party)
    assert (await told(socket))["count"] == 2

    assert await told(socket) == {"online": [], "away": [], "offline": [str(bo.id)], "count": 1}
    await asyncio.sleep(1)
    assert presence.store().online(party.id) == {ada.id}  # who is still there says so again and again


async def test_what_is_not_known_is_not_called_offline(
    sockets: Sockets, ada: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "SWEEP", 0.1)
    socket = await watching(sockets, ada, party)
    assert (await told(socket))["count"] == 1
    known, lost = presence.store, presence.RedisPresence("redis://127.0.0.1:1/0")

    monkeypatch.setattr(presence, "store", lambda: lost)
    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": None}
    monkeypatch.setattr(presence, "store", known)
    assert await told(socket) == {"online": [str(ada.id)], "away": [], "offline": [], "count": 1}


async def test_a_server_that_ends_leaves_nobody_online(sockets: Sockets, ada: User, party: Party):
    await sockets(ada)
    await until_online(party.id, {ada.id})

    await close_hub()

    assert presence.store().online(party.id) == set()
