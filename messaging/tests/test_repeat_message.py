"""It is true of a message that was sent twice that it is one, whatever became of it between the two."""

from collections.abc import Callable
from typing import Any

import pytest

from events.errors import ClientIdReused
from messaging import queries
from messaging.models import Kind, Message, Topic, User
from messaging.services import add_reaction, delete_message, edit_message, pin_message, post_message
from messaging.tests.parallel import together
from messaging.tests.scenes import published
from messaging.tests.test_concurrent_posts import wait_for_locks

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]

Send = Callable[..., Any]


@pytest.fixture
def send(bo: User, topic: Topic) -> Send:
    def with_text(text: str = "first", client_id: str = "c1") -> Any:
        return post_message(bo, topic_id=topic.id, client_id=client_id, text=text)

    return with_text


def test_the_answer_is_the_message_as_it_is_now(ada: User, bo: User, send: Send):
    first = send().message
    edit_message(bo, message_id=first.id, text="second")
    add_reaction(ada, message_id=first.id, emoji="🎉")
    pin_message(ada, message_id=first.id)

    with published() as seen:
        again = send()

    assert (again.again, again.message) == (True, queries.message_shape_for(bo, first.id))
    assert (again.message.text, len(again.message.reactions)) == ("second", 1)
    assert again.message.pinned_at is not None
    assert seen == []


def test_what_counts_is_what_was_asked_first(bo: User, send: Send):
    first = send("first").message
    edit_message(bo, message_id=first.id, text="second")

    with pytest.raises(ClientIdReused):
        send("second")
    assert send("first").message.id == first.id


def test_after_its_deletion_too(bo: User, send: Send):
    first = send("first").message
    delete_message(bo, message_id=first.id)

    with pytest.raises(ClientIdReused):
        send("another")
    again = send("first")
    assert (again.message.id, again.message.text, again.message.deleted_at is None) == (first.id, "", False)


def test_after_its_removal_by_a_moderator_too(ada: User, send: Send):
    first = send("first").message
    delete_message(ada, message_id=first.id)

    assert send("first").message.id == first.id
    assert Message.objects.filter(kind=Kind.TEXT).count() == 1


@pytest.mark.servers
@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_fifty_at_once_are_one(bo: User, topic: Topic, send: Send, limit: Callable[..., None]):
    limit("posts")  # each counts before it is known to be a repeat, and one past the limit might come to the lock first

    def patiently() -> Any:
        wait_for_locks()
        return send()

    outcomes = together(*[patiently] * 50)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len({outcome.message.id for outcome in outcomes}) == 1
    assert sum(not outcome.again for outcome in outcomes) == 1
    row = Message.objects.get(topic=topic, kind=Kind.TEXT)
    topic.refresh_from_db()
    assert (topic.last_n, topic.last_rev) == (row.n, row.rev)
