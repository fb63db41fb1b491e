"""It is true of what a moderator removes that nothing of it is seen, and that all of it can come back as it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.times import now
from messaging.models import Mention, Message, MessageRevision, Reaction, Topic, User
from messaging.services import removals
from messaging.services.reactions import NAMED
from messaging.tests.conftest import make_user

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture
def rich(ada: User, bo: User, topic: Topic, post: Callable) -> Message:
    """A message of bo's with everything that a message can have."""
    first = post(ada, topic, text="first").message
    made = post(bo, topic, text="@ada **look**", reply_to=first.id).message
    message = Message.objects.get(id=made.id)
    message.reactions = [{"emoji": "🎉", "count": 2, "user_ids": [str(ada.id), str(bo.id)]}]
    message.pinned_at, message.edited_at = now(), now()
    message.save()
    for person in (ada, bo):
        Reaction.objects.create(message=message, user=person, emoji="🎉", created_at=now())
    MessageRevision.objects.create(
        message=message, by=bo, text="@ada lok", html="", created_at=message.created_at, ended_at=now()
    )
    return message


def rows_of(message: Message) -> list[Any]:
    """The whole of a message and of what hangs on it."""
    kinds: tuple[Any, ...] = (Mention, Reaction, MessageRevision)
    hanging = [list(kind.objects.filter(message=message).order_by("id").values()) for kind in kinds]
    return [Message.objects.filter(id=message.id).values().get(), *hanging]


def save(messages: list[Message]) -> None:
    Message.objects.bulk_update(messages, [*removals.FIELDS])


def removed(message: Message, by: User) -> Message:
    removals.remove([message], by.id, now())
    save([message])
    return Message.objects.get(id=message.id)


def test_removed_nothing_of_it_is_in_its_row_nor_hangs_on_it(ada: User, rich: Message):
    row = removed(rich, ada)

    assert {name: getattr(row, name) for name in removals.BLANK} == removals.BLANK
    assert (row.deleted_at is not None, row.deleted_by_id, row.n) == (True, ada.id, rich.n)
    assert not Mention.objects.filter(message=row).exists()
    assert not Reaction.objects.filter(message=row).exists()


def test_restored_every_row_is_as_it_was(ada: User, rich: Message):
    before = rows_of(rich)

    row = removed(rich, ada)
    assert removals.restore([row]) == [row]
    save([row])

    assert rows_of(rich) == before


def test_a_message_that_was_not_removed_is_left_alone(ada: User, rich: Message):
    before = rows_of(rich)

    assert removals.restore([rich]) == []
    assert rows_of(rich) == before


def test_what_was_deleted_for_good_does_not_come_back(bo: User, rich: Message):
    removals.empty([rich], bo.id, now())
    save([rich])

    assert removals.restore([rich]) == []
    assert not MessageRevision.objects.filter(message=rich).exists()


def test_people_who_are_gone_by_now_do_not_come_back_with_it(ada: User, bo: User, rich: Message):
    row = removed(rich, ada)
    User.objects.filter(id=ada.id).update(deleted_at=now())

    removals.restore([row])

    assert row.mentions == []
    assert row.reactions == [{"emoji": "🎉", "count": 1, "user_ids": [str(bo.id)]}]
    assert [reaction.user_id for reaction in Reaction.objects.filter(message=row)] == [bo.id]
    assert not Mention.objects.filter(message=row).exists()


def test_more_people_reacted_than_are_named_and_whoever_is_gone_is_counted_no_more(
    ada: User, bo: User, topic: Topic, post: Callable
):
    message = Message.objects.get(id=post(bo, topic).message.id)
    people = [make_user(f"fan{number}") for number in range(NAMED + 2)]
    for person in people:
        Reaction.objects.create(message=message, user=person, emoji="🎉", created_at=now())
    names = [str(person.id) for person in reversed(people)]
    message.reactions = [{"emoji": "🎉", "count": len(people), "user_ids": names[:NAMED]}]
    message.save()
    row = removed(message, ada)
    User.objects.filter(id__in=[people[0].id, people[-1].id]).update(deleted_at=now())

    removals.restore([row])

    assert row.reactions == [{"emoji": "🎉", "count": NAMED, "user_ids": names[1:-1]}]
    assert Reaction.objects.filter(message=row).count() == NAMED


def test_when_it_cannot_be_undone_any_more_it_is_forgotten_with_what_it_said_before(ada: User, rich: Message):
    row = removed(rich, ada)
    kept = MessageRevision.objects.filter(state__isnull=False)
    kept.update(ended_at=now() - removals.KEPT - timedelta(seconds=1))
    assert removals.forget_removed() == 0, "somebody may be undoing it at this moment"

    kept.update(ended_at=now() - removals.KEPT - removals.LAST_MINUTE - timedelta(seconds=1))

    assert removals.forget_removed() == 1
    assert not MessageRevision.objects.filter(message=row).exists()
    assert removals.restore([row]) == []
