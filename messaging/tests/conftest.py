"""The cast: ada owns a party, bo is a member of it, eve is a stranger."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, NamedTuple

import pytest
import redis
from django.conf import settings
from django.db import connections
from django.test import Client

from events import limiter
from events.ids import new_id
from events.rates import Rate
from messaging import database, epoch, frames, joins, presence, realtime, services
from messaging.bus import bus
from messaging.hub import close_hub
from messaging.models import Invite, Party, Topic, User
from messaging.tests.clients import Api
from messaging.tests.sockets import Socket
from messaging.tests.tokens import token_of


@pytest.fixture(autouse=True)
def _from_nothing() -> None:
    """What a process remembers, and Redis, is empty at the start of each test."""
    epoch.forget()
    limiter.forget()
    if settings.REDIS_URL:
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.flushdb()
    else:
        presence.store.cache_clear()
        bus.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _close_lasting_connections(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The sockets' threads keep their connections for ever; a test database can't be dropped before they let go."""
    yield
    with django_db_blocker.unblock():
        close_connections_of(database._threads())


def close_connections_of(pool: ThreadPoolExecutor) -> None:
    """Close the database connections of each thread of a pool."""
    threads = len(pool._threads)
    if threads:
        barrier = Barrier(threads)
        for done in [pool.submit(_close_connections, barrier) for _ in range(threads)]:
            done.result(10)


def _close_connections(barrier: Barrier) -> None:
    barrier.wait(10)  # until each thread has one of these
    connections.close_all()


def make_user(username: str, **fields: Any) -> User:
    """Somebody whom accounts has told us about."""
    given = {"username": username, "display_name": username.title(), "version": 1} | fields
    return User.objects.using(settings.MESSAGING_DB).create(**given)


@pytest.fixture
def ada() -> User:
    return make_user("ada")


@pytest.fixture
def bo() -> User:
    return make_user("bo")


@pytest.fixture
def eve() -> User:
    return make_user("eve")


@pytest.fixture
def party(ada: User, bo: User) -> Party:
    """ada's, with bo in it."""
    made = services.create_party(ada, client_id="party", name="The Harbour")
    services.join_party(bo, code=made.invite.code)
    return Party.objects.using(settings.MESSAGING_DB).select_related("owner").get(id=made.party.id)


@pytest.fixture
def topic(party: Party) -> Topic:
    """`general`; its only message is the note that bo has joined."""
    return Topic.objects.using(settings.MESSAGING_DB).select_related("party").get(party=party)


@pytest.fixture
def invite(party: Party) -> Invite:
    """The party's first; bo has used it."""
    return Invite.objects.using(settings.MESSAGING_DB).get(party=party)


@pytest.fixture
def api() -> Callable[..., Api]:
    """api(ada) sends requests as ada, with a token like a phone; api() as nobody."""

    def as_somebody(person: User | None = None, **claims: Any) -> Api:
        return Api(token_of(person, **claims) if person else None)

    return as_somebody


@pytest.fixture
def browser() -> Callable[..., Client]:
    """browser(ada) is Django's test client with ada's access cookie; it insists on CSRF tokens like a real one."""

    def of_somebody(person: User | None = None, **claims: Any) -> Client:
        client = Client(enforce_csrf_checks=True)
        if person:
            client.cookies[settings.ACCESS_COOKIE_NAME] = token_of(person, **claims)
        return client

    return of_somebody


@pytest.fixture
def limit(settings: Any) -> Callable[..., None]:
    """limit("posts", 3, 10) lets three through in ten seconds; limit() lets everything through."""

    def to(name: str | None = None, times: int = 10**6, seconds: float = 60) -> None:
        names = [name] if name else list(settings.LIMITS)
        settings.LIMITS = settings.LIMITS | {each: Rate(times, seconds) for each in names}

    return to


@pytest.fixture
def post(limit: Callable[..., None]) -> Callable[..., services.messages.Posted]:
    """post(person, topic, "text") posts with a client_id of its own; nobody is too fast in this test."""
    limit("posts")

    def by_somebody(person: User, topic: Topic, text: str = "Hello", **given: Any) -> Any:
        command = {"topic_id": topic.id, "client_id": str(new_id()), "text": text} | given
        return services.post_message(person, **command)

    return by_somebody


@pytest.fixture
async def sockets() -> AsyncIterator[Callable[..., Awaitable[Socket]]]:
    """`await sockets(ada)` is an open socket of ada's; all are closed, and the hub with them, at the end."""
    opened: list[Socket] = []

    async def open_one(person: User | None = None, **how: Any) -> Socket:
        socket = Socket(person, **how)
        opened.append(socket)
        return await socket.open()

    yield open_one
    for socket in opened:
        if not socket.communicator.future.done():
            await socket.leave()
    await close_hub()


@pytest.fixture
def lossy(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The revs of message events in this set are lost on the bus, each for ever."""
    lost: set[int] = set()
    publish = realtime._publish

    def lose_some(signals: Iterable[realtime.Signal]) -> None:
        kept = [one for one in signals if not (isinstance(one[1], frames.TopicChange) and one[1].rev in lost)]
        publish(kept)

    monkeypatch.setattr(realtime, "_publish", lose_some)
    return lost


@pytest.fixture
def patient_painter(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, the colours of code are waited for."""
    monkeypatch.setattr("messaging.rendering.colours.START", 60)
    monkeypatch.setattr("messaging.rendering.colours.WAIT", 30)
    monkeypatch.setattr("messaging.rendering.COLOURING", 60)


class Way(NamedTuple):
    """How the database is read for a socket that subscribes: the names of two functions in `messaging.queries.live`."""

    rows: str
    missed: str


@pytest.fixture(params=["together", "alone"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Way:
    """A topic is read together with others, or by itself because much was missed: the same has to be true of both."""
    if request.param == "together":
        return Way("rows_after_many", "missed_many")
    monkeypatch.setattr(joins, "PIECE", -1)
    return Way("_few_rows_after", "missed")


@pytest.fixture
def never_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messaging.repairs.POLL", 1000)
