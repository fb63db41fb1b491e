"""Watched topics: a socket is told that something came, not what, and nothing of what its person may not see."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.utils import CursorWrapper

from events.ids import new_id
from events.times import now
from messaging import commands, frames, hub, queries, realtime, services
from messaging.database import ask
from messaging.feeds import Socket as FeedSocket
from messaging.feeds import TopicFeed
from messaging.models import Membership, Party, Topic, User
from messaging.services import create_topic
from messaging.tests.scenes import private_topic
from messaging.tests.sockets import Socket, newest, say
from messaging.watching import catch_up

pytestmark = pytest.mark.django_db(databases=["messaging"], transaction=True)

Sockets = Callable[..., Any]


async def watching(sockets: Sockets, person: User, *topics: Topic, **how: Any) -> Socket:
    """A socket that watches topics, and has heard where they are."""
    socket: Socket = await sockets(person, **how)
    await socket.send("sub", watch=[str(topic.id) for topic in topics])
    assert (await socket.expect("synced"))["topics"] == {}
    await socket.ping()
    return socket


async def head(socket: Socket) -> dict[str, Any]:
    return await socket.expect("event", t="head")


def heads(socket: Socket) -> list[dict[str, Any]]:
    """The head events that were kept."""
    return [frame for frame in socket.frames if frame.get("t") == "head"]


def open_topics(party: Party, number: int) -> list[Topic]:
    return Topic.objects.using(settings.MESSAGING_DB).bulk_create(
        Topic(
            party=party,
            maker=party.owner,
            client_id=str(new_id()),
            name=f"t{place}",
            position=f"m{place:04}",
            created_at=now(),
        )
        for place in range(number)
    )


@pytest.mark.servers
async def test_a_watcher_is_told_of_each_change_but_not_what_it_says(
    sockets: Sockets, ada: User, bo: User, topic: Topic
):
    socket = await watching(sockets, bo, topic)
    page = await watching(sockets, bo, topic, query="v=1&format=html")

    await say(ada, topic, "hello @bo")
    message = await newest(topic)
    await ask(services.edit_message, ada, message_id=message.id, text="hello @bo!")

    created = {
        "op": "event",
        "t": "head",
        "topic": str(topic.id),
        "rev": 2,
        "n": 2,
        "kind": "text",
        "change": "created",
        "author_id": str(ada.id),
        "mentions": [str(bo.id)],
        "mention_all": None,
    }
    for one in (socket, page):
        assert await head(one) == created
        assert await head(one) == created | {"rev": 3, "change": "edited"}


async def test_who_reads_the_topic_is_told_by_the_message_alone(sockets: Sockets, ada: User, bo: User, topic: Topic):
    both = await watching(sockets, bo, topic)
    await both.sub(topic, have=1)

    await say(ada, topic, "two")
    assert (await both.message())["rev"] == 2
    assert await both.silent()

    await both.send("unsub", topics=[str(topic.id)])
    assert (await both.ping())["heads"]["topics"] == {}  # it knows that it has been told of everything
    await say(ada, topic, "three")
    assert (await head(both))["rev"] == 3
    await both.send("unsub", watch=[str(topic.id)])
    await both.ping()
    await say(ada, topic, "four")
    assert await both.silent()
    assert hub.hub().topics == {}


async def test_watching_and_reading_is_asked_for_in_one_frame(sockets: Sockets, ada: User, bo: User, topic: Topic):
    socket = await sockets(bo)

    await socket.sub(topic, have=1, watch=[str(topic.id)])
    await say(ada, topic, "two")

    assert (await socket.message())["rev"] == 2
    assert await socket.silent()


async def test_who_watches_nothing_is_told_nothing(sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic):
    cabin = await ask(private_topic, party, ada, bo)
    elsewhere, reader = await watching(sockets, bo, cabin), await sockets(ada)
    await reader.sub(topic, have=1)

    await say(ada, topic, "two")

    assert (await reader.message())["rev"] == 2
    assert await elsewhere.silent()


async def test_what_one_may_not_see_is_gone_and_nothing_of_it_is_told(
    sockets: Sockets, ada: User, bo: User, eve: User, party: Party, topic: Topic
):
    cabin = await ask(private_topic, party, ada)
    inside, member, stranger = await watching(sockets, ada, cabin), await sockets(bo), await sockets(eve)

    nowhere = str(new_id())
    await member.send("sub", watch=[str(cabin.id), str(topic.id), nowhere, "nonsense"])
    await stranger.send("sub", watch=[str(cabin.id), str(topic.id)])
    await say(ada, cabin, "secret")

    assert [(await member.expect("gone"))["topic"] for _ in range(3)] == [str(cabin.id), nowhere, "nonsense"]
    assert [(await stranger.expect("gone"))["topic"] for _ in range(2)] == [str(cabin.id), str(topic.id)]
    assert (await head(inside))["topic"] == str(cabin.id)
    for socket in (member, stranger):
        pong = await socket.ping()
        assert str(cabin.id) not in pong["heads"]["topics"]
        assert heads(socket) == []


# Pings


async def test_the_first_ping_tells_where_watched_topics_are_and_later_ones_what_was_lost(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    socket: Socket = await sockets(bo)
    await socket.send("sub", watch=[str(topic.id)])
    await socket.expect("synced")

    assert (await socket.ping())["heads"]["topics"] == {str(topic.id): 1}
    assert (await socket.ping())["heads"]["topics"] == {}
    await say(ada, topic, "two")
    await head(socket)
    assert (await socket.ping())["heads"]["topics"] == {}
    lossy.add(3)
    await say(ada, topic, "three")
    assert (await socket.ping())["heads"]["topics"] == {str(topic.id): 3}
    assert (await socket.ping())["heads"]["topics"] == {}


# Repair


async def test_a_lost_head_is_found_by_looking_and_no_row_is_read_for_it(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    monkeypatch.setattr(queries.live, "rows_after", None)
    socket = await watching(sockets, bo, topic)
    lossy |= {2, 3}

    await say(ada, topic, "two", "three")

    found = await head(socket)
    if found["rev"] == 2:  # it looked between the two
        found = await head(socket)
    assert found == {
        "op": "event",
        "t": "head",
        "topic": str(topic.id),
        "rev": 3,
        "n": 3,
        "kind": None,
        "change": None,
        "author_id": None,
        "mentions": [],
        "mention_all": None,
    }
    await say(ada, topic, "four")
    assert (await head(socket))["change"] in {"created", None}
    assert await socket.silent(0.3)


async def test_heads_never_go_backwards_and_a_gap_is_told_as_one(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    socket = await watching(sockets, bo, topic)
    lossy.add(2)

    await say(ada, topic, "two", "three")
    assert (await head(socket))["rev"] == 3
    await say(ada, topic, "four")

    assert [(one["rev"], one["change"]) for one in [await head(socket)]] == [(4, "created")]
    assert await socket.silent()


async def test_somebody_who_begins_to_read_a_watched_topic_misses_nothing(
    sockets: Sockets, ada: User, bo: User, topic: Topic, lossy: set[int], never_polling: None
):
    await watching(sockets, ada, topic)
    lossy.add(2)
    await say(ada, topic, "two")  # the hub does not know of it
    reader = await sockets(bo)

    await reader.sub(topic, have=1)
    await say(ada, topic, "three")

    heard = [(await reader.message())["rev"]]
    while heard[-1] < 3:
        heard.append((await reader.message())["rev"])
    assert sorted(set(heard)) == [2, 3]  # one may come twice, which the client rule ignores


# Losing access


async def kicked(party: Party, person: User) -> None:
    def kick() -> None:
        Membership.objects.filter(party=party, user=person).delete()
        Party.objects.filter(id=party.id).update(acl=party.acl + 1)

    await ask(kick)


async def test_nothing_that_is_posted_after_a_kick_is_told_to_a_kicked_watcher(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None
):
    stays, goes = await watching(sockets, ada, topic), await watching(sockets, bo, topic)

    await kicked(party, bo)
    await say(ada, topic, "now that he is gone")

    await goes.expect("gone", topic=str(topic.id))
    assert (await head(stays))["rev"] == 2
    await say(ada, topic, "and more")
    assert (await head(stays))["rev"] == 3
    assert await goes.silent()
    assert (await goes.ping())["heads"]["topics"] == {}


@pytest.mark.parametrize("how", ["kick", "private topic left", "topic deleted", "kick over the bus"])
async def test_a_watcher_who_loses_a_topic_is_told_so_without_another_word(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, how: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.repairs.POLL", 0.1)
    watched = await ask(private_topic, party, ada, bo) if how == "private topic left" else topic
    stays, goes = await watching(sockets, ada, watched), await watching(sockets, bo, watched)

    if how == "kick":
        await kicked(party, bo)
    elif how == "private topic left":
        await ask(services.remove_topic_member, bo, topic_id=watched.id, user_id=bo.id)
    elif how == "topic deleted":
        await ask(create_topic, ada, party_id=party.id, client_id="another", name="another")
        await ask(services.delete_topic, ada, topic_id=watched.id, confirm=watched.name)
    else:
        await ask(services.kick_member, ada, party_id=party.id, user_id=bo.id)

    await goes.expect("gone", topic=str(watched.id))
    if how == "topic deleted":
        await stays.expect("gone", topic=str(watched.id))
        assert hub.hub().topics == {}
    else:
        assert hub.hub().topics[watched.id].watchers


async def test_many_topics_are_asked_about_together_when_access_moves(
    sockets: Sockets, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    topics = await ask(open_topics, party, 30)
    stays, goes = await watching(sockets, ada, *topics), await watching(sockets, bo, *topics)
    questions: list[str] = []
    for name in ("who_may_see", "may_see_topic"):
        monkeypatch.setattr(queries.live, name, noting(questions, getattr(queries.live, name)))

    await kicked(party, bo)
    await hub.hub().repairs.poll()

    lost = {(await goes.expect("gone"))["topic"] for _ in topics}
    assert lost == {str(topic.id) for topic in topics}
    assert set(questions) == {"who_may_see"}
    assert await stays.silent()
    assert {len(feed.watchers) for feed in hub.hub().topics.values()} == {1}


async def test_what_comes_while_heads_are_read_because_access_moved_is_told_by_itself(
    sockets: Sockets,
    ada: User,
    bo: User,
    party: Party,
    topic: Topic,
    never_polling: None,
    monkeypatch: pytest.MonkeyPatch,
):
    socket = await watching(sockets, bo, topic)
    asked = queries.live.heads_of_topics

    def too_early(*what: Any) -> Any:
        answer = asked(*what)
        monkeypatch.setattr(queries.live, "heads_of_topics", asked)
        services.post_message(ada, topic_id=topic.id, client_id="meanwhile", text="hi @bo")
        return answer

    monkeypatch.setattr(queries.live, "heads_of_topics", too_early)
    await hub.hub().quietly(catch_up(hub.hub(), list(hub.hub().topics.values())))

    told = await head(socket)
    assert (told["rev"], told["author_id"], told["mentions"]) == (2, str(ada.id), [str(bo.id)])


# Many


async def test_who_leaves_is_looked_for_only_where_they_were(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    mine, another, *others = await ask(open_topics, party, 30)
    stays, goes = await watching(sockets, ada, topic, mine, *others), await watching(sockets, bo, another, mine)
    await goes.sub(topic, mine, have=1)
    dropped: list[tuple[uuid.UUID, uuid.UUID]] = []

    def drop(feed: TopicFeed, socket: FeedSocket) -> None:
        dropped.append((feed.id, socket.person.id))
        really(feed, socket)

    really = TopicFeed.drop
    monkeypatch.setattr(TopicFeed, "drop", drop)
    await goes.leave()

    assert sorted(dropped) == sorted((one.id, bo.id) for one in (topic, mine, another))
    left = hub.hub().topics
    assert left.keys() == {topic.id, mine.id, *(one.id for one in others)}
    assert {socket.person.id for feed in left.values() for socket in feed.lookers} == {ada.id}
    await say(ada, topic, "still here")
    assert (await head(stays))["topic"] == str(topic.id)


async def test_a_thousand_topics_are_watched_by_a_few_queries_and_no_more_than_that(
    sockets: Sockets, bo: User, party: Party, topic: Topic, statements: list[str], never_polling: None
):
    topics = await ask(open_topics, party, commands.MOST_WATCHED)
    socket: Socket = await sockets(bo)

    statements.clear()
    await socket.send("sub", watch=[str(one.id) for one in topics])
    await socket.expect("synced")
    assert (await socket.ping())["heads"]["topics"] == {}  # nothing was ever said in them
    assert len(statements) <= 6
    await socket.send("sub", watch=[str(topic.id)])
    assert (await socket.expect("error"))["code"] == "invalid"
    assert len(hub.hub().topics) == commands.MOST_WATCHED
    await socket.leave()
    assert hub.hub().topics == {}


async def test_so_many_at_once_are_refused(sockets: Sockets, bo: User):
    socket = await sockets(bo)

    await socket.send("sub", watch=[str(uuid.UUID(int=place)) for place in range(commands.MOST_WATCHED + 1)])

    assert (await socket.expect("error"))["code"] == "invalid"


async def test_one_topic_is_heard_once_however_many_watch_and_read_it(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    heard: list[str] = []
    first = await sockets(ada)
    listener = hub.hub().listener
    subscribe = listener.subscribe

    async def noted(channel: str) -> None:
        heard.append(channel)
        await subscribe(channel)

    monkeypatch.setattr(listener, "subscribe", noted)
    await asyncio.gather(*(watching(sockets, person, topic) for person in (ada, bo)), first.sub(topic, have=1))

    assert heard.count(realtime.topic_channel(topic.id)) == 1


async def test_a_head_is_made_once_for_all_who_watch(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    several = [await watching(sockets, person, topic) for person in (ada, bo, bo)]
    made: list[str] = []
    monkeypatch.setattr(frames, "head_event", noting(made, frames.head_event))

    await say(ada, topic, "two")

    assert [(await head(socket))["rev"] for socket in several] == [2, 2, 2]
    assert len(made) == 1


async def test_a_hundred_topics_are_read_by_a_few_queries_also_after_a_while_away(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, statements: list[str], never_polling: None
):
    topics = await ask(open_topics, party, commands.MOST_TOPICS)
    for behind in topics[:10]:
        await say(ada, behind, "one", "two")
    socket: Socket = await sockets(bo)
    statements.clear()

    synced = await socket.sub(*topics, have=0)

    assert len(statements) <= 6
    assert {key: (one["to"], one["limited"]) for key, one in synced["topics"].items()} == {
        str(one.id): (2 if place < 10 else 0, False) for place, one in enumerate(topics)
    }
    told = [(frame["topic"], frame["rev"]) for frame in socket.frames if frame.get("t") == "message"]
    assert sorted(told) == sorted((str(one.id), rev) for one in topics[:10] for rev in (1, 2))
    for one in (topics[0], topics[-1]):
        await say(ada, one, "three")
        assert (await socket.expect("event", t="message", topic=str(one.id), change="created"))["d"]["text"] == "three"


async def test_one_topic_spelt_twice_is_joined_once(sockets: Sockets, ada: User, bo: User, topic: Topic):
    await say(ada, topic, "two")
    socket: Socket = await sockets(bo)
    spelt = [str(topic.id), str(topic.id).upper()]

    await socket.send("sub", topics={spelt[0]: 2, spelt[1]: 1})

    synced = (await socket.expect("synced"))["topics"]
    assert {key: one["to"] for key, one in synced.items()} == dict.fromkeys(spelt, 2)
    assert [frame["rev"] for frame in socket.frames if frame.get("t") == "message"] == [2]


def noting(names: list[str], call: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, which notes its name at each call."""

    def noted(*what: Any) -> Any:
        names.append(call.__name__)
        return call(*what)

    return noted


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is sent to any database from now on, by whichever thread."""
    sent: list[str] = []
    execute = CursorWrapper.execute

    def noted(cursor: CursorWrapper, sql: Any, params: Any = None) -> Any:
        sent.append(str(sql)[:200])
        return execute(cursor, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", noted)
    return sent
