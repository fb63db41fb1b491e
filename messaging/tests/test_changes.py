from typing import Any

import pytest

from events.times import now
from messaging.epoch import epoch
from messaging.models import Message, Topic, User
from messaging.queries import Changes, CursorExpired, changes, topic_for
from messaging.services.save import save_messages
from messaging.tests.between import meanwhile
from messaging.tests.messages import new

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture
def talk(ada: User, topic: Topic) -> Topic:
    """The topic with messages 1 to 10, of which 4 was edited as rev 11 and 2 deleted as rev 12."""
    save_messages([new(ada, topic.id, f"message {n}") for n in range(2, 11)])
    Message.objects.filter(topic=topic, n=4).update(rev=11, text="edited", edited_at=now())
    Message.objects.filter(topic=topic, n=2).update(rev=12, deleted_at=now())
    Topic.objects.update(last_rev=12)
    return Topic.objects.get(id=topic.id)


def changes_of(person: User, topic: Topic, **keys: Any) -> Changes:
    return changes(topic_for(person, topic.id), **keys)


def numbers(found: Changes) -> list[tuple[int, int]]:
    return [(message.rev, message.n) for message in found.items]


def test_what_has_changed_comes_in_the_order_of_the_changes_as_it_is_now(bo: User, talk: Topic):
    found = changes_of(bo, talk, after=8)

    assert numbers(found) == [(9, 9), (10, 10), (11, 4), (12, 2)]
    assert (found.items[2].text, found.items[3].text) == ("edited", "")
    assert (found.has_more, found.last_rev, found.last_n, found.mine, found.epoch) == (False, 12, 10, {}, epoch())


def test_from_the_beginning_it_is_every_message_once(bo: User, talk: Topic):
    found = changes_of(bo, talk, after=0)

    assert sorted(message.n for message in found.items) == list(range(1, 11))


def test_at_the_head_nothing_has_changed(bo: User, talk: Topic):
    found = changes_of(bo, talk, after=12)

    assert (found.items, found.has_more, found.last_rev) == ([], False, 12)


def test_it_says_when_there_is_more_and_goes_on_where_it_ended(bo: User, talk: Topic):
    found = changes_of(bo, talk, after=0, limit=4)
    seen = numbers(found)
    while found.has_more:
        found = changes_of(bo, talk, after=found.items[-1].rev, limit=4)
        seen += numbers(found)

    assert len(seen) == 10
    assert seen == sorted(seen)
    assert seen == numbers(changes_of(bo, talk, after=0))


def test_a_page_that_just_fits_has_no_more(bo: User, talk: Topic):
    assert not changes_of(bo, talk, after=8, limit=4).has_more
    assert changes_of(bo, talk, after=8, limit=3).has_more


def test_beyond_the_head_the_numbers_have_expired(bo: User, talk: Topic):
    with pytest.raises(CursorExpired):
        changes_of(bo, talk, after=13)


def test_another_epoch_says_that_the_numbers_have_expired(bo: User, talk: Topic):
    assert changes_of(bo, talk, after=8, client_epoch=epoch()).last_rev == 12
    with pytest.raises(CursorExpired):
        changes_of(bo, talk, after=8, client_epoch="another")


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_change_that_is_committed_between_head_and_rows_is_not_lost(ada: User, bo: User, talk: Topic):
    epoch()

    with meanwhile(lambda: save_messages([new(ada, talk.id)]), before='FROM "messaging_message"'):
        found = changes_of(bo, talk, after=12)

    assert numbers(found) == [(13, 11)]
    assert found.last_rev == 12
    assert numbers(changes_of(bo, talk, after=found.last_rev)) == [(13, 11)]
