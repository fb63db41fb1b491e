"""It is true of the oracle that it notices each kind of fault, and says nothing where there is none."""

import copy

import pytest

from chatterbox_client import Json, Topic
from messaging.tests.realtime.oracle import compared

ME, BO = "ada", "bo"


def message(n: int, author: str = BO, **more: object) -> Json:
    nothing: Json = {"edited_at": None, "deleted_at": None, "pinned_at": None, "reactions": []}
    text = {"kind": "text", "text": f"number {n}", "html": f"<p>number {n}</p>"}
    return {"id": f"m{n}", "n": n, "rev": n, "author": {"id": author}} | text | nothing | more


def page() -> Json:
    reacted = [{"emoji": "🎉", "count": 1, "user_ids": [BO]}]
    items = [message(1), message(2, ME), message(3, reactions=reacted), message(4)]
    return {"items": items, "has_before": False, "last_rev": 4, "read_n": 2, "epoch": "e"}


ABOUT = {"read_n": 2, "unread": 2}


@pytest.fixture
def topic() -> Topic:
    shown = Topic("t", ME, lambda *_: None)
    shown.load(copy.deepcopy(page()))
    return shown


def found(topic: Topic) -> list[str]:
    unread = topic.unread
    assert unread is not None
    return compared(topic, unread, page(), ABOUT)


def test_a_client_that_is_right_is_left_alone(topic: Topic):
    assert found(topic) == []


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("m3", {"text": "another"}),
        ("m3", {"html": "another"}),
        ("m3", {"reactions": []}),
        ("m3", {"reactions": [{"emoji": "🎉", "count": 2, "user_ids": [BO]}]}),
        ("m3", {"deleted_at": "now"}),
        ("m3", {"edited_at": "now"}),
        ("m3", {"pinned_at": "now"}),
        ("m3", {"rev": 2}),
        ("m1", {"n": 5}),
        ("m1", {"id": "m9"}),
    ],
)
def test_a_message_that_is_another_is_noticed(topic: Topic, key: str, change: Json):
    topic.messages[key] |= change

    assert found(topic)


def test_a_lost_one_one_too_many_and_one_twice_are_noticed(topic: Topic):
    whole = dict(topic.messages)
    for wrong in (
        {key: one for key, one in whole.items() if key != "m2"},
        whole | {"m5": message(5)},
        whole | {"again": whole["m2"]},
    ):
        topic.messages = wrong
        assert found(topic)


def test_numbers_that_are_wrong_are_noticed(topic: Topic):
    for name in ("have", "read_n"):
        before = getattr(topic, name)
        setattr(topic, name, before + 1)
        assert found(topic)
        setattr(topic, name, before)
    assert compared(topic, 3, page(), ABOUT)
    assert found(topic) == []
