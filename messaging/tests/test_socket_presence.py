"""Who is online, as sockets are told."""

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from events.counters import counted
from events.ids import new_id
from events.times import now
from messaging import consumers, hub, presence, roll
from messaging.database import ask
from messaging.hub import close_hub
from messaging.models import Membership, Party, User
from messaging.services import create_party, join_party
from messaging.tests.sockets import SOON, Socket

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


def there(party_id: uuid.UUID) -> set[uuid.UUID] | None:
    """Who is in a party now, as the store knows it."""
    people = presence.store().people(party_id)
    return None if people is None else set(people)


async def until_online(party_id: uuid.UUID, people: set[uuid.UUID]) -> None:
    deadline = time.monotonic() + SOON
    while (found := there(party_id)) != people:
        assert time.monotonic() < deadline, f"online are {found}"
        await asyncio.sleep(0.02)


async def test_who_watches_is_told_who_is_there(sockets: Sockets, ada: User, bo: User, party: Party):
    await sockets(bo)
    socket = await sockets(ada)
    await socket.send("sub", members=[str(party.id)])

    event = await socket.expect("event", t="presence")

    assert set(event) == {"op", "t", "party", "d"}
    assert event["party"] == str(party.id)
    assert event["d"] == {"online": sorted([str(ada.id), str(bo.id)]), "away": [], "offline": [], "count": 2}


async def test_coming_and_going_is_told_at_once(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "SWEEP", 1000)  # nobody finds out by looking
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


async def test_who_came_and_went_while_only_the_number_was_told_is_named_afterwards(
    sockets: Sockets, ada: User, bo: User, eve: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    await ask(Membership.objects.create, party=party, user=eve, joined_at=now())
    came = await sockets(eve)
    socket = await watching(sockets, ada, party)
    assert await told(socket) == {"online": sorted([str(ada.id), str(eve.id)]), "away": [], "offline": [], "count": 2}
    monkeypatch.setattr(roll, "MOST_IDS", 1)
    await came.leave()
    assert (await told(socket))["count"] == 1
    monkeypatch.setattr(roll, "MOST_IDS", 0)
    await sockets(bo)
    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": 2}
    other = await sockets(eve)
    assert (await told(socket))["count"] == 3

    monkeypatch.setattr(roll, "MOST_IDS", 1000)
    await other.leave()

    states = {"online": sorted([str(ada.id), str(bo.id)]), "away": [], "offline": [str(eve.id)], "count": 2}
    assert await told(socket) == states


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
    monkeypatch.setattr(roll, "SWEEP", 1000)  # its look may come at any moment
    first = await sockets(bo)
    socket = await watching(sockets, ada, party)
    await until_online(party.id, {ada.id, bo.id})
    await asyncio.sleep(1)  # looks that are still to come
    await socket.ping()
    socket.frames.clear()
    monkeypatch.setattr(roll, "COALESCE", 5)  # in which the page has to be there again, also on a busy machine

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

    await asyncio.to_thread(noted.wait, SOON)
    await until_online(party.id, {bo.id})
    await asyncio.sleep(0.05)
    assert there(party.id) == {bo.id}


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
    assert there(party.id) == {ada.id, eve.id}


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
    monkeypatch.setattr(presence, "LASTS", 5)
    monkeypatch.setattr(presence, "REFRESH", 0.2)
    monkeypatch.setattr(roll, "SWEEP", 0.1)
    await ask(presence.store().here, [(party.id, bo.id)])  # by a process that says nothing more
    socket = await watching(sockets, ada, party)
    came = time.monotonic()
    assert (await told(socket))["count"] == 2

    assert await told(socket) == {"online": [], "away": [], "offline": [str(bo.id)], "count": 1}
    await asyncio.sleep(came + presence.LASTS - time.monotonic())
    await until_online(party.id, {ada.id})  # who is still there says so again and again


async def test_what_is_not_known_is_not_called_offline(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "SWEEP", 0.1)
    other = await sockets(bo)
    socket = await watching(sockets, ada, party)
    assert (await told(socket))["count"] == 2
    known, lost = presence.store, presence.RedisPresence("redis://127.0.0.1:1/0")

    monkeypatch.setattr(presence, "store", lambda: lost)
    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": None}
    await other.leave()
    await ask(known().gone, [(party.id, bo.id)])
    monkeypatch.setattr(presence, "store", known)
    assert await told(socket) == {"online": [str(ada.id)], "away": [], "offline": [str(bo.id)], "count": 1}


async def test_a_server_that_ends_leaves_nobody_online(sockets: Sockets, ada: User, party: Party):
    await sockets(ada)
    await until_online(party.id, {ada.id})

    await close_hub()

    assert there(party.id) == set()


# Away


async def test_who_looks_away_is_away_and_comes_back(sockets: Sockets, ada: User, bo: User, party: Party):
    other = await sockets(bo)
    socket = await watching(sockets, ada, party)
    await until_online(party.id, {ada.id, bo.id})
    await heard(socket, online=2)

    await other.send("active", active=False)
    assert await heard(socket, away=1) == {"online": [], "away": [str(bo.id)], "offline": [], "count": 2}
    assert await ask(presence.store().states, party.id, [ada.id, bo.id]) == {ada.id: "online", bo.id: "away"}
    await other.send("active", active=True)
    assert await heard(socket, online=1) == {"online": [str(bo.id)], "away": [], "offline": [], "count": 2}


async def heard(socket: Socket, **how_many: int) -> dict[str, Any]:
    """The next presence that names so many in these states."""
    while True:
        d = await told(socket)
        if all(len(d[state]) == number for state, number in how_many.items()):
            return d


async def test_one_active_device_is_enough(sockets: Sockets, ada: User, bo: User, party: Party):
    phone, tab = await sockets(bo), await sockets(bo)
    socket = await watching(sockets, ada, party)
    await until_online(party.id, {ada.id, bo.id})

    await phone.send("active", active=False)
    await phone.ping()
    assert presence.store().people(party.id) == {ada.id: "online", bo.id: "online"}
    await tab.send("active", active=False)
    assert (await heard(socket, away=1))["away"] == [str(bo.id)]
    third = await sockets(bo)  # whoever opens it looks at it
    assert (await heard(socket, away=0, online=1))["online"] == [str(bo.id)]
    await third.leave()
    assert (await heard(socket, away=1))["away"] == [str(bo.id)]


async def test_away_is_told_by_number_alone_to_who_asked_for_no_names(
    sockets: Sockets, ada: User, bo: User, party: Party
):
    other = await sockets(bo)
    socket = await watching(sockets, ada, party, by_name=False)
    await until_online(party.id, {ada.id, bo.id})
    await other.send("active", active=False)

    assert await told(socket) == {"online": [], "away": [], "offline": [], "count": 2}


async def test_what_was_away_is_still_away_when_it_is_said_again(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(presence, "REFRESH", 0.1)
    other = await sockets(bo)
    await other.send("active", active=False)
    await other.ping()
    await sockets(ada)
    await ask(presence.store().gone, [(party.id, ada.id), (party.id, bo.id)])  # as a store that has lost everything

    await until_online(party.id, {ada.id, bo.id})

    assert presence.store().people(party.id) == {ada.id: "online", bo.id: "away"}


# Many at once


async def test_many_who_come_at_once_are_one_telling(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    socket = await watching(sockets, ada, party)
    await told(socket)
    tellings: list[Any] = []
    store, roll_of = presence.store(), hub.hub().roll
    here = store.here

    def noted(pairs: Any, **how: Any) -> None:
        tellings.append(sorted(pairs))
        here(pairs, **how)

    monkeypatch.setattr(store, "here", noted)
    crowd = [new_id() for _ in range(50)]
    people = hub.hub().people
    people.update(dict.fromkeys(crowd, people[ada.id]))

    await roll_of.came_all([(user_id, [party.id]) for user_id in crowd])

    assert tellings == [sorted((party.id, user_id) for user_id in crowd)]
    assert (await heard(socket, online=50))["count"] == 51
    for user_id in crowd:
        del people[user_id]
    await roll_of.went_all(crowd)
    assert (await heard(socket, offline=50))["count"] == 1
    assert there(party.id) == {ada.id}


async def test_whoever_comes_and_goes_one_by_one_is_told_of_together_and_to_each_party_of_its_own_people(
    sockets: Sockets, ada: User, bo: User, eve: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "SWEEP", 1000)
    monkeypatch.setattr(roll, "COALESCE", 1000)  # its end is brought about below
    forest = uuid.UUID((await ask(create_party, ada, client_id="forest", name="The Forest")).party.id)
    await ask(Membership.objects.create, party_id=forest, user=eve, joined_at=now())
    socket = await sockets(ada)
    await socket.send("sub", members=[str(party.id), str(forest)])
    await socket.expect("synced")
    assert [(await told(socket))["count"] for _ in range(2)] == [1, 1]
    feeds = hub.hub().roll.parties

    for _ in range(3):
        await (await sockets(eve)).leave()
    await (await sockets(bo)).leave()
    await (await sockets(bo)).ping()  # then it is said that they are there
    await until_online(party.id, {ada.id, bo.id})
    await until_online(forest, {ada.id})
    deadline = time.monotonic() + SOON
    while bo.id not in feeds[party.id].moved or eve.id not in feeds[forest].moved:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)
    assert await socket.silent(0.3)

    expected: dict[uuid.UUID, tuple[list[str], list[str], int]] = {
        party.id: ([str(bo.id)], [], 2),
        forest: ([], [str(eve.id)], 1),
    }
    for party_id, (came, went, count) in expected.items():
        feed = feeds[party_id]
        feed.timer.cancel()  # the one that there is
        await hub.hub().roll._look(feed)
        event = await socket.expect("event", t="presence")
        assert event["party"] == str(party_id)
        assert [one for one in event["d"]["online"] if one != str(ada.id)] == came  # ada's own may be heard late
        assert (event["d"]["offline"], event["d"]["count"]) == (went, count)
    assert await socket.silent(0.3)


async def test_many_who_look_at_a_party_at_once_are_one_look(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    looks: list[uuid.UUID] = []
    store = presence.store()
    people_of = store.people_of

    def noted(party_ids: Any) -> Any:
        looks.extend(party_ids)
        return people_of(party_ids)

    opened = [await sockets(person) for person in (ada, bo, ada, bo)]
    await until_online(party.id, {ada.id, bo.id})
    monkeypatch.setattr(roll, "COALESCE", 1000)
    monkeypatch.setattr(store, "people_of", noted)

    for socket in opened:
        await socket.send("sub", members=[str(party.id)])

    assert [len((await heard(socket, online=2))["online"]) for socket in opened] == [2, 2, 2, 2]
    assert looks == [party.id]


class Returned(presence.MemoryPresence):
    """A store that has forgotten everybody, and does not say who is there before it was told, as Redis' does."""

    told = False

    def here(self, *pairs: Any, **how: Any) -> None:
        super().here(*pairs, **how)
        self.told = True

    def people_of(self, party_ids: Any) -> Any:
        return super().people_of(party_ids) if self.told else dict.fromkeys(party_ids)


async def test_a_store_that_was_lost_is_told_again_without_waiting_for_the_turn(
    sockets: Sockets, ada: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(roll, "SWEEP", 0.1)
    socket = await watching(sockets, ada, party)
    await told(socket)
    known, lost, empty = presence.store, presence.RedisPresence("redis://127.0.0.1:1/0"), Returned()

    monkeypatch.setattr(presence, "store", lambda: lost)
    assert (await told(socket))["count"] is None
    monkeypatch.setattr(presence, "store", lambda: empty)

    assert await heard(socket, online=1) == {"online": [str(ada.id)], "away": [], "offline": [], "count": 1}
    monkeypatch.setattr(presence, "store", known)


async def test_who_was_not_told_that_they_are_out_is_not_there_any_more(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    await watching(sockets, ada, party)
    await watching(sockets, bo, party)
    await until_online(party.id, {ada.id, bo.id})

    await ask(Membership.objects.filter(party=party, user=bo).delete)
    await ask(Party.objects.filter(id=party.id).update, acl=party.acl + 1)

    await until_online(party.id, {ada.id})


async def test_what_nobody_was_told_while_the_bus_was_away_is_read_when_it_is_back(
    sockets: Sockets, ada: User, bo: User, eve: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(presence.store(), "doubt", lambda: None)  # for a while it would tell nothing
    for person in (ada, bo, eve):
        await sockets(person)
    await until_online(party.id, {ada.id, bo.id})

    await ask(Membership.objects.filter(party=party, user=bo).update, user=eve)
    hub.hub().roll.back()

    await until_online(party.id, {ada.id, eve.id})


async def test_what_nobody_was_told_at_all_is_read_after_a_while(
    sockets: Sockets, ada: User, bo: User, eve: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(presence, "REFRESH", 0.1)
    for person in (ada, bo, eve):
        await sockets(person)
    await until_online(party.id, {ada.id, bo.id})

    await ask(Membership.objects.filter(party=party, user=bo).update, user=eve)

    await until_online(party.id, {ada.id, eve.id})


async def test_who_falls_silent_without_a_word_is_gone_when_they_are_taken_for_dead(
    sockets: Sockets, ada: User, bo: User, party: Party
):
    assert consumers.SILENCE + roll.COALESCE < 60  # within a minute, then
    lively = await watching(sockets, ada, party)
    await watching(sockets, bo, party)
    await until_online(party.id, {ada.id, bo.id})

    silent: Any = next(iter(hub.hub().people[bo.id]))
    silent.heard_at -= consumers.SILENCE  # bo's laptop is shut, and has been for so long
    silent._watch()

    await until_online(party.id, {ada.id})
    while (await told(lively))["offline"] != [str(bo.id)]:
        pass


async def test_who_has_something_else_to_read_is_told_when_they_have_read_it(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    socket = await watching(sockets, ada, party)
    await heard(socket, online=1)
    await until_online(party.id, {ada.id})
    busy: Any = next(iter(hub.hub().people[ada.id]))
    before = counted().get("presence_put_off", 0)
    with monkeypatch.context() as patched:
        patched.setattr(type(busy.outlet), "is_empty", property(lambda outlet: outlet is not busy.outlet))
        await sockets(bo)
        deadline = time.monotonic() + SOON
        while not any(bo.id in owed for feed in hub.hub().roll.parties.values() for owed in feed.owed.values()):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        await socket.ping()

        assert not [frame for frame in socket.frames if str(bo.id) in str(frame)]
        assert counted()["presence_put_off"] > before

    while str(bo.id) not in (await told(socket))["online"]:
        pass
