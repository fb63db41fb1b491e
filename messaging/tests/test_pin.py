"""It is true of a pin that whoever looks after the topic sets it, and that the topic says so once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.errors import BadCursor, ChatterboxError, Forbidden, NotFound, RateLimited
from events.times import now
from messaging import queries
from messaging.models import AuditEntry, Kind, Membership, Message, Party, Role, Topic, User
from messaging.services import delete_message, pin_message, pins, unpin_message
from messaging.services.message_change import MessageGone, NotByPeople
from messaging.services.pins import TooManyPins
from messaging.tests.clients import refused
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.scenes import join, private_topic, published

pytestmark = pytest.mark.django_db(databases=["messaging"])

Post = Callable[..., Any]


@pytest.fixture
def message(bo: User, topic: Topic, post: Post) -> Any:
    return post(bo, topic, "rules").message


def notes(topic: Topic) -> list[Any]:
    rows = Message.objects.filter(topic=topic, kind=Kind.SYSTEM, system__what="pinned")
    return [row.system for row in rows.order_by("n")]


def pinned(person: User, topic: Topic, **keys: Any) -> list[str]:
    return [one.text for one in queries.pins_of(queries.topic_for(person, topic.id), **keys)[0]]


def test_a_pin_is_shown_and_noted_in_the_topic_and_in_the_log(ada: User, bo: User, topic: Topic, message: Any):
    with published() as seen:
        shape = pin_message(ada, message_id=message.id)

    assert shape.pinned_at is not None
    assert shape == queries.message_shape_for(bo, message.id)
    assert pinned(bo, topic) == ["rules"]
    [note] = notes(topic)
    assert (note["what"], note["user_id"], note["by_id"], note["name"]) == ("pinned", str(bo.id), str(ada.id), "Ada")
    assert [(one.change, one.rev, one.shape.kind) for one in seen] == [
        ("pinned", message.rev + 1, "text"),
        ("created", message.rev + 2, "system"),
    ]
    entry = AuditEntry.objects.get(action="message_pinned")
    assert (entry.actor_id, entry.user_id, str(entry.message_id)) == (ada.id, bo.id, message.id)


def test_twice_is_once(ada: User, topic: Topic, message: Any):
    first = pin_message(ada, message_id=message.id)

    with published() as seen:
        assert pin_message(ada, message_id=message.id) == first

    assert (seen, len(notes(topic))) == ([], 1)
    assert AuditEntry.objects.filter(action="message_pinned").count() == 1


def test_unpinned_it_is_among_the_pins_no_more(ada: User, bo: User, topic: Topic, message: Any):
    pin_message(ada, message_id=message.id)

    with published() as seen:
        unpin_message(ada, message_id=message.id)
        unpin_message(ada, message_id=message.id)

    assert [one.change for one in seen] == ["unpinned"]
    assert pinned(bo, topic) == []
    assert queries.message_shape_for(bo, message.id).pinned_at is None
    assert AuditEntry.objects.filter(action="message_unpinned").count() == 1


def test_pins_come_by_pages_newest_first(ada: User, bo: User, topic: Topic, post: Post):
    for n in range(5):
        pin_message(ada, message_id=post(bo, topic, f"rule {n}").message.id)
    Message.objects.filter(topic=topic, pinned_at__isnull=False).update(pinned_at=now())  # all in one millisecond
    opened = queries.topic_for(bo, topic.id)

    first, cursor = queries.pins_of(opened, limit=2)
    second, cursor = queries.pins_of(opened, limit=2, cursor=cursor)
    third, end = queries.pins_of(opened, limit=2, cursor=cursor)

    assert [one.text for one in first + second + third] == [f"rule {n}" for n in (4, 3, 2, 1, 0)]
    assert end is None


@pytest.mark.parametrize("zone", ["-23:59", "+23:59", "Z"])
def test_a_cursor_may_say_its_moment_in_any_zone(bo: User, topic: Topic, zone: str):
    cursor = f"2026-01-01T00:00:00{zone}~0197a000-0000-7000-8000-000000000000"

    assert queries.pins_of(queries.topic_for(bo, topic.id), cursor=cursor) == ([], None)


@pytest.mark.parametrize("cursor", ["x", "~", "2026-01-01~x", "x~0197a000-0000-7000-8000-000000000000", "é" * 99])
def test_a_cursor_that_is_none_is_refused(bo: User, topic: Topic, cursor: str):
    with pytest.raises(BadCursor):
        queries.pins_of(queries.topic_for(bo, topic.id), cursor=cursor)


def test_members_do_not_pin_but_moderators_and_the_maker_of_the_topic_do(
    ada: User, bo: User, party: Party, topic: Topic, message: Any
):
    moderator = join(party, "mo", Role.MODERATOR)
    for command in (pin_message, unpin_message):
        with pytest.raises(Forbidden):
            command(bo, message_id=message.id)
    assert notes(topic) == []

    pin_message(moderator, message_id=message.id)
    unpin_message(moderator, message_id=message.id)
    Topic.objects.filter(id=topic.id).update(maker=bo)
    pin_message(bo, message_id=message.id)

    assert pinned(ada, topic) == ["rules"]


def test_rank_is_no_way_into_a_private_topic(ada: User, bo: User, eve: User, party: Party, post: Post):
    hidden = post(bo, private_topic(party, bo)).message

    for person in (ada, eve):
        for command in (pin_message, unpin_message):
            with pytest.raises(NotFound):
                command(person, message_id=hidden.id)

    assert pin_message(bo, message_id=hidden.id).pinned_at


@pytest.mark.parametrize(("what", "code"), [("timeout", "timed_out"), ("archive", "archived")])
def test_where_one_may_not_write_one_does_not_pin(ada: User, topic: Topic, message: Any, what: str, code: str):
    if what == "timeout":
        Membership.objects.filter(user=ada).update(timeout_until=now() + timedelta(minutes=5))
    else:
        Topic.objects.filter(id=topic.id).update(archived_at=now())

    for command in (pin_message, unpin_message):
        with pytest.raises(ChatterboxError) as caught:
            command(ada, message_id=message.id)
        assert (caught.value.code, caught.value.status) == (code, 403)


def test_neither_a_tombstone_nor_a_note_is_pinned(ada: User, topic: Topic, message: Any):
    joined = Message.objects.filter(topic=topic, kind=Kind.SYSTEM).first()
    with pytest.raises(NotByPeople):
        pin_message(ada, message_id=joined.id)
    delete_message(ada, message_id=message.id)
    with pytest.raises(MessageGone):
        pin_message(ada, message_id=message.id)


def test_so_many_and_no_more(ada: User, bo: User, topic: Topic, post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pins, "MOST_PINS", 2)
    ids = [post(bo, topic).message.id for _ in range(3)]
    for message_id in ids[:2]:
        pin_message(ada, message_id=message_id)

    with pytest.raises(TooManyPins):
        pin_message(ada, message_id=ids[2])
    unpin_message(ada, message_id=ids[0])
    pin_message(ada, message_id=ids[2])

    assert len(pinned(ada, topic)) == 2


def test_thirty_a_minute_are_enough(ada: User, message: Any):
    for _ in range(30):
        pin_message(ada, message_id=message.id)

    with pytest.raises(RateLimited):
        pin_message(ada, message_id=message.id)


def test_a_pin_does_not_count_as_unread(ada: User, bo: User, topic: Topic, message: Any):
    pin_message(ada, message_id=message.id)

    assert queries.unread_of(bo, topic.id, message.n) == (0, 0)


def test_by_the_api(api: Callable, ada: User, bo: User, eve: User, topic: Topic, message: Any):
    answer = api(ada).put(f"/messages/{message.id}/pin")

    assert (answer.status_code, answer.json()["message"]["pinned_at"] is None) == (200, False)
    pins_of = api(bo).get(f"/topics/{topic.id}/pins").json()
    assert ([one["id"] for one in pins_of["items"]], pins_of["next"]) == ([message.id], None)
    refused(api(bo).put(f"/messages/{message.id}/pin"), 403, "forbidden")
    refused(api(eve).put(f"/messages/{message.id}/pin"), 404, "not_found")
    refused(api(eve).get(f"/topics/{topic.id}/pins"), 404, "not_found")
    for _ in range(2):
        assert api(ada).send("DELETE", f"/messages/{message.id}/pin").status_code == 204


def test_a_pin_costs_few_statements(ada: User, bo: User, topic: Topic, message: Any):
    with at_most(16):
        pin_message(ada, message_id=message.id)
    opened = queries.topic_for(bo, topic.id)
    with at_most(1):
        queries.pins_of(opened)
    with at_most(9):
        unpin_message(ada, message_id=message.id)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_pinned_many_times_at_once_it_is_pinned_once(ada: User, topic: Topic, message: Any):
    outcomes = together(*[lambda: pin_message(ada, message_id=message.id)] * 4)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len(notes(topic)) == 1
    topic.refresh_from_db()
    assert topic.last_rev == message.rev + 2
