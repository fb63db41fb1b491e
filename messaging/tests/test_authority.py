"""It is true that who loses a right loses it on their open sockets in time, with Redis and without."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from events.ids import new_id
from messaging import services
from messaging.database import ask
from messaging.models import Party, Role, Topic, User
from messaging.tests.people import member_of
from messaging.tests.redis_server import RedisServer, forget_redis
from messaging.tests.sockets import Closed, Socket
from messaging.tests.tokens import SES
from messaging.tests.topics import open_topic

pytestmark = [
    pytest.mark.servers,
    pytest.mark.alone,  # it is about seconds
    pytest.mark.django_db(databases=["messaging"], transaction=True),
]

#: Seconds from the answer to the end of the right: with Redis, where nobody looks by themselves, and without.
AT_ONCE = 1.0
BY_LOOKING = 2.5


@pytest.fixture
def redis_of_our_own(settings: Any) -> Iterator[RedisServer]:
    """What this process uses in this test, so that it may be killed."""
    server = RedisServer()
    server.start()
    settings.REDIS_URL = server.url
    forget_redis()
    yield server
    server.kill()
    forget_redis()


class Scene:
    """bo is an admin of ada's party: `general` is open to all, `secret` to the two, `news` to who may announce."""

    def __init__(self, ada: User, party: Party, topic: Topic) -> None:
        self.ada, self.party, self.general = ada, party, topic
        self.bo = member_of(party, "bob", Role.ADMIN)
        self.secret = open_topic(ada, party, "secret", self.bo)
        self.news = open_topic(ada, party, "news", announcement=True)

    async def listening(self, sockets: Callable[..., Any]) -> Socket:
        """bo's socket, subscribed to everything, with all that came for it until now read."""
        socket: Socket = await sockets(self.bo)
        numbers = await ask(self._numbers)
        await socket.send("sub", topics=numbers, parties=[str(self.party.id)])
        await socket.expect("synced")
        await socket.ping()
        socket.frames.clear()
        return socket

    def _numbers(self) -> dict[str, int]:
        topics = Topic.objects.filter(party=self.party)
        return {str(topic.id): topic.last_rev for topic in topics}


@pytest.fixture
def scene(ada: User, party: Party, topic: Topic, limit: Callable[..., None]) -> Scene:
    limit()
    return Scene(ada, party, topic)


def of_member(service: Callable[..., Any], **given: Any) -> Callable[[Scene], Any]:
    return lambda scene: service(scene.ada, party_id=scene.party.id, user_id=scene.bo.id, **given)


#: What takes a right away, the topics whose subscriptions end by it, and the seconds within which they do.
ENDINGS: dict[str, tuple[Callable[[Scene], Any], tuple[str, ...], float]] = {
    "kicked": (of_member(services.kick_member), ("general", "secret", "news"), AT_ONCE),
    "banned": (of_member(services.ban_person), ("general", "secret", "news"), AT_ONCE),
    "left": (
        lambda scene: services.leave_party(scene.bo, party_id=scene.party.id),
        ("general", "secret", "news"),
        AT_ONCE,
    ),
    "private topic left": (
        lambda scene: services.remove_topic_member(scene.bo, topic_id=scene.secret.id, user_id=scene.bo.id),
        ("secret",),
        AT_ONCE,
    ),
    "taken out of a private topic": (
        lambda scene: services.remove_topic_member(scene.ada, topic_id=scene.secret.id, user_id=scene.bo.id),
        ("secret",),
        AT_ONCE,
    ),
    "topic deleted": (
        lambda scene: services.delete_topic(scene.ada, topic_id=scene.news.id, confirm="news"),
        ("news",),
        AT_ONCE,
    ),
    "private topic deleted": (
        lambda scene: services.delete_topic(scene.ada, topic_id=scene.secret.id, confirm="secret"),
        ("secret",),
        AT_ONCE,
    ),
}

#: Those of them that every run tries without Redis too, where each takes a second.
LOOKED_AT = ("kicked", "private topic left", "topic deleted")

#: What leaves bo the subscription and takes the right to write: in which topic, with which refusal, told by what.
CHANGES: dict[str, tuple[Callable[[Scene], Any], str, str, str]] = {
    "topic archived": (
        lambda scene: services.archive_topic(scene.ada, topic_id=scene.general.id),
        "general",
        "archived",
        "topic_archived",
    ),
    "role lost": (
        of_member(services.update_member, role=Role.MEMBER),
        "news",
        "announcement_only",
        "member_updated",
    ),
}


async def end_of(socket: Socket, topic: Topic, began: float) -> float:
    """Seconds until the subscription has ended."""
    await socket.expect("gone", topic=str(topic.id))
    return time.monotonic() - began


@pytest.mark.parametrize("how", ENDINGS)
async def test_the_subscription_ends_in_time(redis_of_our_own, never_polling, sockets, scene, how):
    act, lost, within = ENDINGS[how]
    socket = await scene.listening(sockets)

    await ask(act, scene)
    began = time.monotonic()

    for name in lost:
        assert await end_of(socket, getattr(scene, name), began) < within
    await still_hears_of(socket, scene, lost)


@pytest.mark.parametrize(
    "how", [how if how in LOOKED_AT else pytest.param(how, marks=pytest.mark.long) for how in ENDINGS]
)
async def test_without_redis_the_subscription_ends_by_looking(redis_of_our_own, sockets, scene, how):
    act, lost, _within = ENDINGS[how]
    socket = await scene.listening(sockets)
    redis_of_our_own.kill()

    await ask(act, scene)
    began = time.monotonic()

    for name in lost:
        assert await end_of(socket, getattr(scene, name), began) < BY_LOOKING


async def still_hears_of(socket, scene, lost):
    """What bo has not lost goes on, and of what he has lost nothing comes."""
    for name in ("general", "secret", "news"):
        topic = getattr(scene, name)
        if name not in lost:
            await ask(services.post_message, scene.ada, topic_id=topic.id, client_id=str(new_id()), text=name)
            assert (await socket.expect("event", t="message", topic=str(topic.id)))["d"]["text"] == name
    gone = {str(getattr(scene, name).id) for name in lost}
    assert [one for one in socket.frames if one.get("t") == "message" and one["topic"] in gone] == []


@pytest.mark.parametrize("how", CHANGES)
async def test_a_right_to_write_is_gone_and_that_is_told_at_once(redis_of_our_own, never_polling, sockets, scene, how):
    act, name, code, change = CHANGES[how]
    socket = await scene.listening(sockets)

    await ask(act, scene)
    began = time.monotonic()

    told = await socket.expect("event", t="party")
    assert time.monotonic() - began < AT_ONCE
    assert told["d"]["change"] == change
    assert await refusal_of(socket, getattr(scene, name)) == code


@pytest.mark.parametrize("how", CHANGES)
async def test_without_redis_a_right_to_write_is_gone_and_the_next_ping_tells(redis_of_our_own, sockets, scene, how):
    act, name, code, _change = CHANGES[how]
    socket = await scene.listening(sockets)
    redis_of_our_own.kill()

    await ask(act, scene)
    began = time.monotonic()

    assert await refusal_of(socket, getattr(scene, name)) == code
    assert str(scene.party.id) in (await socket.ping())["heads"]["parties"]
    assert time.monotonic() - began < BY_LOOKING


async def refusal_of(socket, topic):
    """Why a message of this socket is refused."""
    await socket.send("message:create", topic=str(topic.id), client_id="late", text="too late", reply_to=None)
    return (await socket.expect("error", client_id="late"))["code"]


@pytest.mark.parametrize("redis", ["with Redis", "without Redis"])
async def test_a_revoked_sign_in_closes_its_sockets_and_no_others(redis_of_our_own, sockets, scene, redis, monkeypatch):
    if redis == "with Redis":
        monkeypatch.setattr("messaging.repairs.POLL", 1000)
    socket, other = await scene.listening(sockets), await sockets(scene.bo, ses=str(new_id()))
    if redis == "without Redis":
        redis_of_our_own.kill()

    await ask(services.revoke_session, SES, scene.bo.id)
    began = time.monotonic()

    assert await socket.closed() == 4009
    assert time.monotonic() - began < (AT_ONCE if redis == "with Redis" else BY_LOOKING)
    assert (await other.ping())["op"] == "pong"
    with pytest.raises(Closed):
        await sockets(scene.bo)
