from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events import txn
from events.errors import ChatterboxError, ClientIdReused
from events.times import iso, now
from messaging import epoch, rendering
from messaging.models import Membership, Message, Party, Topic, User
from messaging.services import create_party, join_party, post_message
from messaging.tests.conftest import make_user
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]

Post = Callable[..., Any]


def test_a_message_takes_the_next_numbers_of_its_topic(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "one").message
    second = post(bo, topic, "two").message

    assert (topic.last_n, topic.last_rev) == (1, 1)
    assert [(m.n, m.rev) for m in (first, second)] == [(2, 2), (3, 3)]
    topic.refresh_from_db()
    assert (topic.last_n, topic.last_rev) == (3, 3)


def test_the_answer_is_the_row(bo: User, topic: Topic):
    posted = post_message(bo, topic_id=str(topic.id), client_id="c1", text="**hi**\r\nthere")

    row = Message.objects.get(id=posted.message.id)
    shape = posted.message
    assert (shape.text, row.text) == ("**hi**\nthere", "**hi**\nthere")
    assert (shape.html, row.html) == ("<p><strong>hi</strong><br>\nthere</p>",) * 2
    assert (shape.author.id, shape.author.username, shape.client_id) == (str(bo.id), "bo", "c1")
    assert (shape.kind, shape.system, shape.reply_to, shape.mentions, shape.mention_all) == (
        "text",
        None,
        None,
        [],
        None,
    )
    assert (shape.created_at, row.renderer) == (iso(row.created_at), rendering.VERSION)
    assert not posted.again


def test_the_outbox_tells_of_it_without_its_text(bo: User, topic: Topic, post: Post):
    message = post(bo, topic, "a secret").message

    event = recorded("message:created")[-1]
    assert event["data"] == {
        "version": message.rev,
        "message_id": message.id,
        "topic_id": str(topic.id),
        "party_id": str(topic.party_id),
        "n": message.n,
        "author_id": str(bo.id),
        "kind": "text",
        "created_at": message.created_at,
    }
    assert event["aggregateversion"] == message.rev
    assert "secret" not in str(recorded())


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_message_numbers_and_event_are_rolled_back_together(bo: User, topic: Topic, post: Post):
    def fail() -> None:
        with txn.atomic("messaging"):
            post(bo, topic, "lost")
            raise RuntimeError

    before = len(recorded())
    with pytest.raises(RuntimeError):
        fail()

    assert not Message.objects.filter(text="lost").exists()
    assert len(recorded()) == before
    assert Topic.objects.get(id=topic.id).last_n == topic.last_n
    assert post(bo, topic, "kept").message.n == topic.last_n + 1
    assert len(recorded()) == before + 1


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_message_whose_event_can_not_be_written_is_not_written(
    bo: User, topic: Topic, post: Post, monkeypatch: pytest.MonkeyPatch
):
    def broken(*events: object, **where: object) -> None:
        raise RuntimeError("no outbox")

    monkeypatch.setattr("events.outbox.record", broken)

    with pytest.raises(RuntimeError):
        post(bo, topic, "lost")

    assert not Message.objects.filter(text="lost").exists()
    assert Topic.objects.get(id=topic.id).last_n == topic.last_n


# Repeats


def test_a_repeat_answers_with_the_message_as_it_is_now(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "hi", client_id="c1").message
    Message.objects.filter(id=first.id).update(html="<p>edited</p>", edited_at=now())

    again = post(bo, topic, "hi", client_id="c1")

    assert (again.again, again.message.id, again.message.n) == (True, first.id, first.n)
    assert again.message.html == "<p>edited</p>"
    assert Message.objects.filter(kind="text").count() == 1
    assert len(recorded("message:created")) == 2  # with the note that bo has joined


def test_a_repeat_shows_what_was_replied_to(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "first").message
    post(bo, topic, "reply", client_id="c1", reply_to=first.id)

    again = post(bo, topic, "reply", client_id="c1", reply_to=first.id)

    assert again.message.reply_to.id == first.id
    assert again.message.reply_to.author.username == "bo"


@pytest.mark.parametrize("change", [{"text": "other"}, {"reply_to": "first"}])
def test_the_same_client_id_for_something_else_is_refused(bo: User, topic: Topic, post: Post, change: dict):
    first = post(bo, topic, "first").message
    post(bo, topic, "hi", client_id="c1")

    with pytest.raises(ClientIdReused):
        post(
            bo,
            topic,
            **{"text": "hi", "client_id": "c1"} | {k: first.id if v == "first" else v for k, v in change.items()},
        )


def test_a_client_id_belongs_to_its_author_and_topic(ada: User, bo: User, party: Party, topic: Topic, post: Post):
    other = Topic.objects.create(party=party, maker=ada, client_id="t2", name="boats", position="z", created_at=now())

    posted = [
        post(bo, topic, "one", client_id="c1"),
        post(ada, topic, "two", client_id="c1"),
        post(bo, other, "three", client_id="c1"),
    ]

    assert not any(each.again for each in posted)


@pytest.mark.parametrize("obstacle", ["archived", "slow mode", "timeout", "rate limit", "announcement"])
def test_a_repeat_is_answered_before_what_would_stop_a_new_message(
    bo: User, topic: Topic, post: Post, obstacle: str, limit: Callable
):
    first = post(bo, topic, "hi", client_id="c1").message
    if obstacle == "rate limit":
        limit("posts", 1)
    else:
        put_up(obstacle, bo, topic)

    again = post_message(bo, topic_id=topic.id, client_id="c1", text="hi")
    with pytest.raises(ChatterboxError):
        post_message(bo, topic_id=topic.id, client_id="c2", text="hi")

    assert (again.again, again.message.id) == (True, first.id)


def put_up(obstacle: str, person: User, topic: Topic) -> None:
    match obstacle:
        case "archived":
            Topic.objects.update(archived_at=now())
        case "slow mode":
            Topic.objects.update(slow_mode_s=60)
        case "timeout":
            Membership.objects.filter(user=person).update(timeout_until=now() + timedelta(minutes=1))
        case "announcement":
            Topic.objects.update(announcement=True)


# Cost


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_plain_message_takes_at_most_8_statements(bo: User, topic: Topic, post: Post):
    with at_most(7):  # the eighth says who asks
        post(bo, topic, "plain")


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_plain_message_takes_at_most_8_statements_over_the_api(bo: User, topic: Topic, api: Callable):
    epoch.epoch()

    with at_most(8):
        answer = api(bo).post(f"/topics/{topic.id}/messages", {"client_id": "c1", "text": "plain"})

    assert answer.status_code == 201


def test_a_member_of_two_parties_posts_in_the_one_that_is_meant(ada: User, bo: User, topic: Topic, post: Post):
    cy = make_user("cy")
    theirs = create_party(cy, client_id="theirs", name="Theirs")
    join_party(bo, code=theirs.invite.code)

    message = post(bo, topic, "@cy").message

    assert (message.topic_id, message.mentions) == (str(topic.id), [])
