import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from events.ids import new_id
from messaging import presence, roll
from messaging.models import Party, User
from messaging.presence import MemoryPresence, PresenceStore, RedisPresence
from messaging.queries import members_of, party_for, party_shape_for
from messaging.tests.redis_server import RedisServer

both = pytest.mark.parametrize("kind", ["memory", pytest.param("redis", marks=pytest.mark.servers)])

HARBOUR, FOREST, ADA, BO = (new_id() for _ in range(4))


@pytest.fixture
def store(kind: str) -> PresenceStore:
    return MemoryPresence() if kind == "memory" else RedisPresence(settings.REDIS_URL)


def there(store: PresenceStore, party_id: uuid.UUID = HARBOUR) -> set[uuid.UUID]:
    """Who is in a party now."""
    people = store.people(party_id)
    assert people is not None
    return set(people)


@both
def test_who_is_here_is_online_in_that_party_and_in_no_other(store: PresenceStore):
    store.here([(HARBOUR, ADA), (HARBOUR, BO), (FOREST, ADA)])

    assert there(store, HARBOUR) == {ADA, BO}
    assert there(store, FOREST) == {ADA}
    assert store.counts([HARBOUR, FOREST]) == {HARBOUR: 2, FOREST: 1}
    assert store.count(HARBOUR) == 2


@both
def test_who_is_gone_is_offline(store: PresenceStore):
    store.here([(HARBOUR, ADA), (HARBOUR, BO)])
    store.gone([(HARBOUR, BO)])

    assert there(store, HARBOUR) == {ADA}
    assert store.states(HARBOUR, [ADA, BO]) == {ADA: "online", BO: "offline"}


@both
def test_nobody_is_online_where_nobody_was(store: PresenceStore):
    assert there(store, HARBOUR) == set()
    assert store.counts([HARBOUR, FOREST]) == {HARBOUR: 0, FOREST: 0}
    assert store.counts([]) == {}
    store.gone([(HARBOUR, ADA)])
    store.here([])
    store.gone([])


class Later:
    """The clocks, so many seconds ahead."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def time(self) -> float:
        return time.time() + self.seconds

    def monotonic(self) -> float:
        return time.monotonic() + self.seconds


@both
def test_who_says_nothing_more_is_offline_after_a_while(store: PresenceStore, monkeypatch: pytest.MonkeyPatch):
    store.here([(HARBOUR, ADA), (HARBOUR, BO)])
    monkeypatch.setattr(presence, "time", Later(0.7 * presence.LASTS))
    store.here([(HARBOUR, ADA)])
    monkeypatch.setattr(presence, "time", Later(1.1 * presence.LASTS))

    assert there(store, HARBOUR) == {ADA}
    assert store.counts([HARBOUR]) == {HARBOUR: 1}


class Standing:
    """The clocks, standing still so many seconds after some moment."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def time(self) -> float:
        return 1_795_000_000.0 + self.seconds

    def monotonic(self) -> float:
        return 1000.0 + self.seconds


@both
def test_who_a_killed_process_served_is_out_in_time_for_everybody_to_be_told_within_a_minute(
    store: PresenceStore, monkeypatch: pytest.MonkeyPatch
):
    telling = roll.SWEEP + roll.COALESCE + roll.RETRY  # where nothing says that somebody came or went
    monkeypatch.setattr(presence, "time", Standing(0))
    store.here([(HARBOUR, ADA)])

    monkeypatch.setattr(presence, "time", Standing(2 * presence.REFRESH))
    assert there(store) == {ADA}  # one time of saying it again may be left out
    monkeypatch.setattr(presence, "time", Standing(60 - telling))
    assert there(store) == set()
    assert telling < 10  # and so it is told of who came


@both
def test_saying_it_twice_is_the_same_as_once(store: PresenceStore):
    store.here([(HARBOUR, ADA), (HARBOUR, ADA)])
    store.here([(HARBOUR, ADA)])

    assert store.count(HARBOUR) == 1
    store.gone([(HARBOUR, ADA)])
    assert store.count(HARBOUR) == 0


@pytest.mark.servers
def test_two_processes_see_each_others_people():
    one, other = RedisPresence(settings.REDIS_URL), RedisPresence(settings.REDIS_URL)
    one.here([(HARBOUR, ADA)])
    other.here([(HARBOUR, BO)])

    assert there(one) == there(other) == {ADA, BO}


@pytest.mark.servers
def test_the_last_tab_here_says_nothing_of_a_tab_that_another_process_serves():
    one, other = RedisPresence(settings.REDIS_URL), RedisPresence(settings.REDIS_URL)
    one.here([(HARBOUR, ADA)])
    other.here([(HARBOUR, ADA)])
    one.gone([(HARBOUR, ADA)])

    assert there(one) == {ADA}
    assert one.count(HARBOUR) == 1
    other.gone([(HARBOUR, ADA)])
    assert there(one) == set()


@pytest.mark.servers
def test_a_process_that_died_leaves_nothing_behind_where_others_are(monkeypatch: pytest.MonkeyPatch):
    one, other = RedisPresence(settings.REDIS_URL), RedisPresence(settings.REDIS_URL)
    other.here([(HARBOUR, ADA), (HARBOUR, BO)])
    one.here([(HARBOUR, ADA)])
    key = presence._key(HARBOUR)
    assert one._redis.zcard(key) == 3

    monkeypatch.setattr(presence, "time", Later(presence.LASTS + 1))
    one.here([(HARBOUR, ADA)])

    assert one._redis.zcard(key) == 1


@pytest.mark.servers
def test_the_processes_store_is_redis_where_there_is_one():
    assert isinstance(presence.store(), RedisPresence)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.kill()


@pytest.mark.servers
@pytest.mark.alone  # it is about seconds
@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_without_redis_nobody_is_called_offline_and_nobody_waits(server: RedisServer, fault: str):
    store = RedisPresence(server.url)
    store.here([(HARBOUR, ADA)])
    getattr(server, fault)()

    began = time.monotonic()
    assert store.people(HARBOUR) is None
    assert store.counts([HARBOUR, FOREST]) == {HARBOUR: None, FOREST: None}
    assert store.states(HARBOUR, [ADA, BO]) == {ADA: "unknown", BO: "unknown"}
    store.here([(HARBOUR, BO)])
    store.gone([(HARBOUR, ADA)])

    assert time.monotonic() - began < 1
    if fault == "freeze":
        server.thaw()


@pytest.mark.servers
def test_redis_back_is_asked_again(server: RedisServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(presence, "DOUBT", 0)
    monkeypatch.setattr(presence, "PAUSE", 0)
    store = RedisPresence(server.url)
    server.kill()
    assert store.people(HARBOUR) is None

    server.start()
    store.here([(HARBOUR, ADA)])

    assert there(store, HARBOUR) == {ADA}


def test_many_who_ask_a_redis_that_is_gone_do_not_each_wait_for_it(monkeypatch: pytest.MonkeyPatch):
    store, asked, moment = RedisPresence("redis://127.0.0.1:1/0"), [], [1000.0]
    monkeypatch.setattr(store, "_try", lambda pipe: asked.append(pipe))
    monkeypatch.setattr("messaging.presence.time.monotonic", lambda: moment[0])

    assert [store.people(HARBOUR) for _ in range(5)] == [None] * 5
    assert len(asked) == 1
    store.here([(HARBOUR, ADA)])  # who comes is told all the same
    moment[0] += presence.PAUSE
    store.people(HARBOUR)

    assert len(asked) == 3
    assert presence.PAUSE < roll.RETRY


@pytest.mark.servers
def test_redis_that_comes_back_empty_is_not_believed_before_everybody_could_say_again(server: RedisServer):
    store = RedisPresence(server.url)
    store.here([(HARBOUR, ADA), (HARBOUR, BO)])
    server.kill()
    store.here([(HARBOUR, ADA)])
    server.start()

    assert store.counts([HARBOUR]) == {HARBOUR: None}
    store.here([(HARBOUR, ADA)])
    assert store.states(HARBOUR, [ADA, BO]) == {ADA: "unknown", BO: "unknown"}


@pytest.mark.servers
def test_redis_that_was_only_slow_is_believed_at_once(server: RedisServer):
    store = RedisPresence(server.url)
    store.here([(HARBOUR, ADA)])
    server.freeze()
    assert store.people(HARBOUR) is None

    server.thaw()

    deadline = time.monotonic() + 30
    while store.people(HARBOUR) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert there(store) == {ADA}
    assert store._believed_from == 0


@both
def test_who_has_no_active_socket_is_away_and_counted(store: PresenceStore):
    store.here([(HARBOUR, ADA), (HARBOUR, BO), (FOREST, BO)], away={BO})

    assert store.people_of([HARBOUR, FOREST]) == {HARBOUR: {ADA: "online", BO: "away"}, FOREST: {BO: "away"}}
    assert store.states(HARBOUR, [ADA, BO, HARBOUR]) == {ADA: "online", BO: "away", HARBOUR: "offline"}
    assert store.count(HARBOUR) == 2

    store.here([(HARBOUR, BO)])
    assert store.people(HARBOUR) == {ADA: "online", BO: "online"}
    store.gone([(HARBOUR, BO), (HARBOUR, ADA)])
    assert store.people(HARBOUR) == {}


@pytest.mark.servers
def test_one_active_socket_at_any_process_is_enough():
    one, other = RedisPresence(settings.REDIS_URL), RedisPresence(settings.REDIS_URL)
    one.here([(HARBOUR, ADA)], away={ADA})
    assert other.people(HARBOUR) == {ADA: "away"}
    other.here([(HARBOUR, ADA)])

    assert one.people(HARBOUR) == {ADA: "online"}
    other.gone([(HARBOUR, ADA)])
    assert one.people(HARBOUR) == {ADA: "away"}


# As members see it


@pytest.mark.django_db(databases=["messaging"])
def test_members_are_listed_by_role_then_name_with_their_states(ada: User, bo: User, party: Party):
    presence.store().here([(party.id, ada.id), (party.id, bo.id)], away={ada.id})

    members, following = members_of(party_for(ada, party.id))

    assert [(member.user.username, member.role, member.state) for member in members] == [
        ("ada", "owner", "away"),
        ("bo", "member", "online"),
    ]
    assert following is None
    assert party_shape_for(ada, party.id).online_count == 2


@pytest.mark.django_db(databases=["messaging"])
def test_what_is_not_known_is_said_to_be_unknown(
    ada: User, party: Party, monkeypatch: pytest.MonkeyPatch, lost_store: Callable[[], PresenceStore]
):
    monkeypatch.setattr(presence, "store", lost_store)

    members, _ = members_of(party_for(ada, party.id))

    assert {member.state for member in members} == {"unknown"}
    assert party_shape_for(ada, party.id).online_count is None


@pytest.fixture
def lost_store() -> Callable[[], PresenceStore]:
    """A store that can't be asked."""
    lost = RedisPresence("redis://127.0.0.1:1/0")
    return lambda: lost
