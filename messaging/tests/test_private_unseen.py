"""It is true of a private topic that nobody outside can tell what happens in it, nor when, by anything they can get."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from messaging import realtime, services
from messaging.database import ask
from messaging.models import Message, Party, Role, Topic, User
from messaging.tests.clients import Api
from messaging.tests.people import member_of
from messaging.tests.published import each
from messaging.tests.sockets import Socket
from messaging.tests.topics import open_topic

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

#: Everything that a member can ask for in a party; {secret} and {message} are of the private topic.
PATHS = (
    "/sync",
    "/parties",
    "/parties/{party}",
    "/parties/{party}/members",
    "/parties/{party}/presence",
    "/parties/{party}/topics",
    "/parties/{party}/topics?archived=1",
    "/parties/{party}/invites",
    "/parties/{party}/audit",
    "/parties/{party}/private-topics",
    "/topics/{general}",
    "/topics/{general}/messages",
    "/topics/{general}/changes?after=0",
    "/topics/{general}/members",
    "/topics/{general}/unread",
    "/catch-up?party={party}",
    "/catch-up?topic={secret}",
    "/topics/{secret}",
    "/topics/{secret}/messages",
    "/topics/{secret}/changes?after=0",
    "/topics/{secret}/members",
    "/topics/{secret}/unread",
)


def all_that(client: Api, **ids: Any) -> dict[str, Any]:
    """Status, body and ETag of everything that somebody can ask for, without times."""
    answers = {path: client.get(path.format(**ids)) for path in PATHS}
    return {path: (answer.status_code, _timeless(answer), answer.get("ETag")) for path, answer in answers.items()}


def _timeless(answer: Any) -> bytes:
    body = json.loads(answer.content)
    body.pop("server_time", None)
    return json.dumps(body).encode()


@pytest.fixture
def cast(ada: User, bo: User, party: Party) -> dict[str, User]:
    """bo and mo are inside; out is a moderator outside, ada the owner outside."""
    return {
        "ada": ada,
        "bo": bo,
        "mo": member_of(party, "mo", Role.ADMIN),
        "out": member_of(party, "out", Role.MODERATOR),
        "late": member_of(party, "late"),
    }


def live(cast: dict[str, User], topic: Topic) -> Message:
    """All that can happen in a topic; at its end a message of it."""
    bo, mo, late = cast["bo"], cast["mo"], cast["late"]
    for number in range(3):
        text = f"@everyone @out @ada https://example.org/{number}"
        services.post_message(bo, topic_id=topic.id, client_id=f"c{number}", text=text)
    services.update_topic(bo, topic_id=topic.id, changes={"name": "darker", "description": "x"})
    services.update_topic(mo, topic_id=topic.id, changes={"slow_mode_s": 1, "announcement": True})
    services.move_topic(mo, topic_id=topic.id, after=None)
    services.add_topic_member(bo, topic_id=topic.id, user_id=late.id)
    services.remove_topic_member(bo, topic_id=topic.id, user_id=late.id)
    services.archive_topic(bo, topic_id=topic.id)
    services.restore_topic(bo, topic_id=topic.id)
    services.set_level(mo, topic_id=topic.id, level="none")
    services.read_all(mo)
    return Message.objects.filter(Q(kind="text"), topic=topic).latest("n")


def test_whatever_happens_inside_all_that_an_outsider_can_get_stays_as_it_was(
    api: Callable, cast: dict[str, User], party: Party, topic: Topic, browser: Callable
):
    secret = open_topic(cast["bo"], party, "secret", cast["mo"])
    ids = {"party": party.id, "general": topic.id, "secret": secret.id}
    outsiders = [cast["out"], cast["ada"]]
    before = [all_that(api(person), **ids) for person in outsiders]
    inside = all_that(api(cast["bo"]), **ids)

    message = live(cast, secret)

    after = [all_that(api(person), **ids) for person in outsiders]
    for one, other in zip(before, after, strict=True):
        for path in PATHS:
            assert one[path] == other[path], path
    assert all_that(api(cast["bo"]), **ids) != inside
    for person in outsiders:
        assert browser(person).get(f"/m/{message.id}").status_code == 404
        assert browser(person).get(f"/p/{party.id}/t/{secret.id}").status_code == 404
    for path in ("/topics/{secret}", "/topics/{secret}/messages", "/catch-up?topic={secret}"):
        nowhere = path.format(secret="0197a000-0000-7000-8000-000000000000")
        assert api(outsiders[0]).get(path.format(**ids)).content == api(outsiders[0]).get(nowhere).content


def test_that_one_was_opened_or_deleted_is_not_seen_either(
    api: Callable, cast: dict[str, User], party: Party, topic: Topic
):
    ids = {"party": party.id, "general": topic.id, "secret": topic.id}
    before = all_that(api(cast["out"]), **ids)

    secret = open_topic(cast["bo"], party, "secret", cast["mo"])
    live(cast, secret)
    assert all_that(api(cast["out"]), **ids) == before
    services.delete_topic(cast["mo"], topic_id=secret.id, confirm="darker")

    assert all_that(api(cast["out"]), **ids) == before


def test_nothing_of_it_is_published_for_all(
    cast: dict[str, User], party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    secret = open_topic(cast["bo"], party, "secret", cast["mo"])
    channels: list[str] = []
    monkeypatch.setattr(realtime, "_publish", each(lambda channel, signal: channels.append(channel)))

    live(cast, secret)

    insiders = {realtime.person_channel(cast[name].id) for name in ("bo", "mo", "late")}
    allowed = {realtime.topic_channel(secret.id), *insiders}
    others = [channel for channel in channels if channel not in allowed]
    # Reading all is of all topics, so mo's own marker in the public one has moved too.
    assert others == []
    assert set(channels) == allowed


async def test_the_socket_of_an_outsider_hears_nothing_and_sees_no_topic(
    sockets: Callable[..., Any], cast: dict[str, User], party: Party, topic: Topic
):
    secret = await ask(open_topic, cast["bo"], party, "secret", cast["mo"])
    outside, inside = await sockets(cast["out"]), await sockets(cast["mo"])
    for socket in (outside, inside):
        await socket.send("sub", topics={str(secret.id): 0}, parties=[str(party.id)])
        await socket.expect("synced")
    assert gone(outside) == [str(secret.id)]
    await outside.ping()
    outside.frames.clear()

    await ask(live, cast, secret)

    heads = (await outside.ping())["heads"]
    assert heads == {"topics": {}, "parties": {}}
    assert [frame for frame in outside.frames if frame.get("t") != "presence"] == []
    await inside.expect("event", t="me")
    assert (await inside.message())["d"]["text"].startswith("@everyone")


def gone(socket: Socket) -> list[str]:
    return [frame["topic"] for frame in socket.frames if frame["op"] == "gone"]


async def test_who_is_taken_out_loses_the_topic_and_keeps_the_rest(
    sockets: Callable[..., Any], cast: dict[str, User], party: Party, topic: Topic, never_polling: None
):
    secret = await ask(open_topic, cast["bo"], party, "secret", cast["mo"])
    stays, goes = await sockets(cast["bo"]), await sockets(cast["mo"])
    for socket in (stays, goes):
        await socket.send("sub", topics={str(secret.id): 0, str(topic.id): 1}, parties=[str(party.id)])
        await socket.expect("synced")

    await ask(lambda: services.remove_topic_member(cast["bo"], topic_id=secret.id, user_id=cast["mo"].id))
    await ask(lambda: services.post_message(cast["bo"], topic_id=secret.id, client_id="c", text="without mo"))

    assert (await goes.expect("event", t="me"))["d"] == {"change": "topic_removed", "topic": str(secret.id)}
    assert (await goes.expect("gone"))["topic"] == str(secret.id)
    assert (await stays.message())["d"]["text"] == "without mo"
    await ask(lambda: services.post_message(cast["bo"], topic_id=topic.id, client_id="c", text="for all"))
    assert (await goes.message())["d"]["text"] == "for all"


async def test_who_looks_at_a_topic_that_is_deleted_loses_it(
    sockets: Callable[..., Any], cast: dict[str, User], party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    boats = await ask(open_topic, cast["bo"], party)
    socket = await sockets(cast["bo"])
    await socket.send("sub", topics={str(boats.id): 0}, parties=[str(party.id)])
    await socket.expect("synced")

    await ask(lambda: services.delete_topic(cast["ada"], topic_id=boats.id, confirm="boats"))

    deleted = await socket.expect("event", t="party")
    assert (deleted["d"]["change"], deleted["d"]["topic"]["id"]) == ("topic_deleted", str(boats.id))
    assert (await socket.expect("gone"))["topic"] == str(boats.id)
