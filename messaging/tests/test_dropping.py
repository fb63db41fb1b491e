"""It is true that tests can have events dropped, the same ones each time, and nothing that answers a client."""

import itertools

import pytest

from messaging import dropping, frames
from messaging.dropping import Dropper
from messaging.outlets import Parcel
from messaging.tests.sockets import say

TOPIC = "0197a000-0000-7000-8000-00000000000a"
EVENTS = [frames.encode({"op": "event", "t": "message", "topic": TOPIC, "rev": rev}) for rev in range(1, 1001)]
ANSWERS = [frames.encode({"op": op, "topic": TOPIC}) for op in ("hello", "ack", "synced", "pong", "error", "gone")]


class Looker:
    def __init__(self):
        self.parties = {}


def passed(dropper, payloads=EVENTS):
    return list(itertools.chain(*(dropper.passed(Looker(), Parcel(one)).payloads for one in payloads)))


def test_the_same_seed_drops_the_same_events_and_another_drops_others():
    first = passed(Dropper(0.3, "7:0"))

    assert passed(Dropper(0.3, "7:0")) == first
    assert passed(Dropper(0.3, "8:0")) != first
    assert 250 < len(EVENTS) - len(first) < 350


def test_what_answers_is_never_dropped():
    assert passed(Dropper(1, "7:0"), ANSWERS) == ANSWERS
    assert passed(Dropper(1, "7:0")) == []


def test_of_a_parcel_the_others_go_on_and_a_whole_one_goes_as_it_is():
    parcel = Parcel(ANSWERS[0], EVENTS[0], ANSWERS[1])

    assert Dropper(1, "").passed(Looker(), parcel).payloads == (ANSWERS[0], ANSWERS[1])
    assert Dropper(0, "").passed(Looker(), parcel) is parcel


@pytest.fixture
def dropping_all(settings):
    settings.DROP_FRAMES = 1


@pytest.mark.django_db(databases=["messaging"], transaction=True)
@pytest.mark.usefixtures("dropping_all")
async def test_a_client_finds_out_at_its_next_ping(sockets, ada, bo, topic, party):
    socket = await sockets(ada)
    first = await socket.sub(topic, parties=[str(party.id)])
    await say(bo, topic, "lost")

    heads = (await socket.ping())["heads"]

    assert heads["topics"] == {str(topic.id): first["topics"][str(topic.id)]["to"] + 1}
    assert not [frame for frame in socket.frames if frame["op"] == "event"]


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_nothing_is_dropped_unless_it_is_asked_for(sockets, ada, bo, topic):
    socket = await sockets(ada)
    await socket.sub(topic, have=topic.last_rev)
    await say(bo, topic, "heard")

    assert (await socket.message())["d"]["text"] == "heard"
    assert (await socket.ping())["heads"]["topics"] == {}
    assert dropping.dropper() is None
