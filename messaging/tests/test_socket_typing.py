"""Who is typing is shown to the others in the topic, not too often, and to nobody else."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import NoneType
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext

from events.counters import counted
from events.errors import NotFound
from events.ids import new_id
from events.metrics import COUNTED
from events.times import now
from messaging import hub, queries, services, typing_signs
from messaging.database import ask
from messaging.models import Membership, Message, Party, Role, Topic, User
from messaging.services import Typing, archive_topic, say_typing, update_topic
from messaging.tests.queries_counted import at_most
from messaging.tests.scenes import give_role, private_topic
from messaging.tests.sockets import Socket, say

pytestmark = [pytest.mark.portable, pytest.mark.django_db(databases=["messaging"], transaction=True)]

Sockets = Callable[..., Any]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many signs each question to the database was about."""
    questions: list[int] = []
    question = services.say_typing

    def noted(signs: Sequence[Typing]) -> Any:
        questions.append(len(signs))
        return question(signs)

    monkeypatch.setattr(services, "say_typing", noted)
    return questions


def _ignored(_error: Exception) -> None:
    pass


async def typing(socket: Socket, topic: Topic) -> dict[str, Any]:
    """Say that one types, and wait until it was taken up; what the socket hears before that is kept."""
    await socket.send("typing", topic=str(topic.id))
    answer = await socket.ping()
    await taken_up()
    return answer


async def taken_up() -> None:
    """The database was asked about every sign that there was."""
    for _ in range(3000):
        if not hub.hub().typists.is_asking:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("still asked about")


async def looking(sockets: Sockets, person: User, *topics: Topic, **how: Any) -> Socket:
    socket: Socket = await sockets(person, **how)
    await socket.sub(*topics, have=1)
    return socket


async def heard(socket: Socket) -> dict[str, Any]:
    return await socket.expect("event", t="typing")


@pytest.mark.servers
async def test_the_others_are_shown_who_types_whatever_their_format(
    sockets: Sockets, ada: User, bo: User, topic: Topic
):
    typist, other = await looking(sockets, ada, topic), await looking(sockets, bo, topic)
    page = await looking(sockets, bo, topic, query="v=1&format=html")

    await typing(typist, topic)

    sign = {"op": "event", "t": "typing", "topic": str(topic.id), "d": {"user_id": str(ada.id)}}
    assert await heard(other) == sign
    assert await heard(page) == sign
    assert await typist.silent()


async def test_no_socket_of_the_typist_is_shown_it(sockets: Sockets, ada: User, bo: User, topic: Topic):
    typist, phone = await looking(sockets, ada, topic), await looking(sockets, ada, topic)
    other = await looking(sockets, bo, topic)

    await typing(typist, topic)

    await heard(other)
    assert await phone.silent()


async def test_who_looks_at_another_topic_or_at_none_is_not_shown_it(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic
):
    cabin = await ask(private_topic, party, ada, bo)
    elsewhere, nowhere = await sockets(bo), await sockets(bo)
    await elsewhere.sub(cabin, parties=[str(party.id)])
    await elsewhere.expect("event", t="presence")

    await typing(await looking(sockets, ada, topic), topic)

    assert await elsewhere.silent(0.2)
    assert await nowhere.silent(0.02)


async def test_nobody_hears_it_more_often_than_its_time_and_no_error_says_so(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(typing_signs, "EVERY", 1000)
    typist, other = await looking(sockets, ada, topic), await looking(sockets, bo, topic)

    for _ in range(3):
        await typing(typist, topic)
    await heard(other)

    assert await other.silent(0.1)
    assert await typist.silent(0.02)
    monkeypatch.setattr(typing_signs, "EVERY", 0)
    await typing(typist, topic)
    await heard(other)


async def test_two_devices_of_one_person_type_once(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(typing_signs, "EVERY", 1000)
    other = await looking(sockets, bo, topic)

    await typing(await looking(sockets, ada, topic), topic)
    await typing(await looking(sockets, ada, topic), topic)
    await ask(say_typing, [Typing(ada, topic.id)])  # as another process would say it

    await heard(other)
    assert await other.silent()


@pytest.mark.parametrize("known", [True, False])
async def test_a_stranger_types_nowhere(sockets: Sockets, ada: User, eve: User, topic: Topic, known: bool):
    inside, outside = await looking(sockets, ada, topic), await sockets(eve)

    await outside.send("typing", topic=str(topic.id if known else new_id()))

    assert (await outside.expect("error"))["code"] == "not_found"
    assert await inside.silent()


async def test_an_id_that_is_none_is_not_found(sockets: Sockets, ada: User):
    socket = await sockets(ada)

    await socket.send("typing", topic="nonsense")

    assert (await socket.expect("error"))["code"] == "not_found"


async def test_a_private_topic_types_for_its_own_people_alone(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic
):
    cabin = await ask(private_topic, party, ada)
    inside, outside = await looking(sockets, ada, cabin), await sockets(bo)

    await outside.send("typing", topic=str(cabin.id))

    assert (await outside.expect("error"))["code"] == "not_found"
    assert await inside.silent()


async def test_who_may_not_write_does_not_type(sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic):
    socket, other = await looking(sockets, bo, topic), await looking(sockets, ada, topic)

    async def refused() -> str:
        await socket.send("typing", topic=str(topic.id))
        return str((await socket.expect("error"))["code"])

    mine = Membership.objects.filter(party=party, user=bo)
    await ask(mine.update, timeout_until=now() + timedelta(hours=1))
    assert await refused() == "timed_out"
    await ask(mine.update, timeout_until=None)
    await ask(update_topic, ada, topic_id=topic.id, changes={"announcement": True})
    assert await refused() == "announcement_only"
    await ask(give_role, party, bo, Role.MODERATOR)
    await typing(socket, topic)
    await heard(other)  # what was refused has not used up their turn


async def test_an_archived_topic_types_for_nobody(sockets: Sockets, ada: User, bo: User, topic: Topic):
    socket, other = await looking(sockets, bo, topic), await looking(sockets, ada, topic)
    await ask(archive_topic, ada, topic_id=topic.id)

    await socket.send("typing", topic=str(topic.id))

    assert (await socket.expect("error"))["code"] == "archived"
    await other.ping()
    assert [frame for frame in other.frames if frame.get("t") == "typing"] == []


async def test_who_was_kicked_a_moment_ago_is_not_shown_it(
    sockets: Sockets, ada: User, bo: User, party: Party, topic: Topic, never_polling: None
):
    typist, kicked = await looking(sockets, ada, topic), await looking(sockets, bo, topic)

    def kick() -> None:
        Membership.objects.filter(party=party, user=bo).delete()
        Party.objects.filter(id=party.id).update(acl=party.acl + 1)

    await ask(kick)
    await typing(typist, topic)

    await kicked.expect("gone", topic=str(topic.id))
    assert await kicked.silent()


async def test_it_is_left_out_for_who_has_yet_to_read_something(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    typist, slow, quick = [await looking(sockets, person, topic) for person in (ada, bo, bo)]
    before = counted().get("typing_dropped", 0)
    busy: Any = next(iter(hub.hub().people[bo.id]))
    monkeypatch.setattr(type(busy.outlet), "is_empty", property(lambda outlet: outlet is not busy.outlet))

    await typing(typist, topic)

    for _ in range(500):
        await asyncio.sleep(0.05)
        if not (await slow.silent(0.02) and await quick.silent(0.02)):
            break
    assert [frame["t"] for frame in slow.frames + quick.frames] == ["typing"]
    assert counted()["typing_dropped"] == before + 1
    assert "typing_dropped" in COUNTED  # of what Prometheus is told
    await say(ada, topic, "two")
    assert [(await one.message())["rev"] for one in (slow, quick)] == [2, 2]


async def test_a_crowd_is_thinned_out_and_messages_are_not(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(typing_signs, "EVERY", 0)
    monkeypatch.setattr(typing_signs, "MOST", 2)
    typist, other = await looking(sockets, ada, topic), await looking(sockets, bo, topic)
    told = hub.hub().typing_told
    allows = told.allows
    monkeypatch.setattr(told, "allows", lambda topic_id, user_id, _moment: allows(topic_id, user_id, 1.0))

    for _ in range(5):
        await ask(say_typing, [Typing(ada, topic.id)])
    await say(ada, topic, "two")

    assert (await other.message())["rev"] == 2
    assert len([frame for frame in other.frames if frame.get("t") == "typing"]) == 2
    assert await typist.message()


async def test_a_crowd_is_asked_about_together_and_each_gets_their_own_answer(
    sockets: Sockets, ada: User, bo: User, eve: User, topic: Topic, asked: list[int]
):
    other = await looking(sockets, bo, topic)
    refused: list[Exception] = []
    typists = hub.hub().typists

    typists.say(eve, topic.id, refused.append)
    typists.say(ada, new_id(), refused.append)
    typists.say(ada, topic.id, refused.append)
    await taken_up()

    assert asked == [3]
    assert [type(one) for one in refused] == [NotFound, NotFound]
    assert (await heard(other))["d"] == {"user_id": str(ada.id)}
    assert await other.silent()


async def test_what_comes_while_it_is_asked_waits_for_the_next_question(
    sockets: Sockets, ada: User, bo: User, topic: Topic, asked: list[int]
):
    other, typists = await looking(sockets, bo, topic), hub.hub().typists

    typists.say(ada, topic.id, _ignored)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    typists.say(bo, topic.id, _ignored)
    typists.say(bo, new_id(), _ignored)
    await taken_up()

    assert asked == [1, 2]
    assert (await heard(other))["d"] == {"user_id": str(ada.id)}


async def test_what_is_too_much_for_one_question_is_left_out(
    sockets: Sockets, ada: User, bo: User, topic: Topic, asked: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(typing_signs, "MOST_WAITING", 2)
    await looking(sockets, bo, topic)
    before = counted().get("typing_dropped", 0)

    for _ in range(5):
        hub.hub().typists.say(ada, new_id(), _ignored)
    await taken_up()

    assert asked == [2]
    assert counted()["typing_dropped"] == before + 3


async def test_a_database_that_is_gone_is_told_and_the_next_sign_is_asked_about(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    typist, other = await looking(sockets, ada, topic), await looking(sockets, bo, topic)

    def gone(*_given: Any) -> Any:
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(queries, "seats", gone)
        await typist.send("typing", topic=str(topic.id))
        assert (await typist.expect("error"))["code"] == "unavailable"

    await typing(typist, topic)
    await heard(other)


async def test_a_post_does_not_wait_for_the_question(
    sockets: Sockets, ada: User, bo: User, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    typist, other = await looking(sockets, ada, topic), await looking(sockets, bo, topic)
    goes_on = threading.Event()
    seats = queries.seats
    monkeypatch.setattr(queries, "seats", lambda *given: goes_on.wait(30) and seats(*given))

    await typist.send("typing", topic=str(topic.id))
    await typist.send("message:create", topic=str(topic.id), client_id=str(new_id()), text="two")
    shown = await other.message()
    goes_on.set()

    assert shown["rev"] == 2
    await heard(other)


def test_however_many_type_it_is_three_queries_that_write_nothing(
    ada: User, bo: User, eve: User, party: Party, topic: Topic
):
    cabin = private_topic(party, ada)
    signs = [Typing(person, one.id) for person in (ada, bo, eve) for one in (topic, cabin)]

    with at_most(3), CaptureQueriesContext(connections[settings.MESSAGING_DB]) as captured:
        refusals = say_typing(signs)

    assert [type(one) for one in refusals] == [NoneType, NoneType, NoneType, NotFound, NotFound, NotFound]
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}


async def test_nothing_of_it_is_kept_or_numbered(sockets: Sockets, ada: User, bo: User, topic: Topic):
    typist, other = await looking(sockets, ada, topic), await looking(sockets, bo, topic)

    await typing(typist, topic)

    assert "rev" not in await heard(other)
    assert (await other.ping())["heads"]["topics"] == {}
    assert await ask(Message.objects.filter(topic=topic).count) == 1


# The pace


def test_a_pace_lets_each_person_through_once_in_a_while():
    pace, harbour, ada, bo = typing_signs.Pace(), new_id(), new_id(), new_id()

    assert pace.allows(harbour, ada, 0)
    assert not pace.allows(harbour, ada, typing_signs.EVERY - 0.1)
    assert pace.allows(harbour, bo, 1)
    assert pace.allows(new_id(), ada, 1)
    assert pace.allows(harbour, ada, typing_signs.EVERY)


def test_a_pace_lets_a_crowd_through_a_few_at_a_time():
    pace, harbour = typing_signs.Pace(), new_id()

    assert [pace.allows(harbour, new_id(), 0.5) for _ in range(20)].count(True) == typing_signs.MOST
    assert pace.allows(harbour, new_id(), 1.5)


def test_a_pace_forgets_what_is_over():
    pace = typing_signs.Pace()
    for moment in range(1000):
        pace.allows(new_id(), new_id(), float(moment))

    assert len(pace) < 10
