from typing import Any

import pytest

from events.errors import Invalid, NotFound
from events.times import now
from messaging.epoch import epoch
from messaging.models import Message, Topic, TopicMember, User
from messaging.queries import MessagePage, message_page, permalink, topic_for
from messaging.services import create_party, mark_read
from messaging.services.save import save_messages
from messaging.tests.between import meanwhile
from messaging.tests.messages import new
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]

TOTAL = 21


@pytest.fixture
def talk(ada: User, bo: User, topic: Topic) -> Topic:
    """The topic with messages 1 to TOTAL: a note, then texts."""
    save_messages([new((ada, bo)[n % 2], topic.id, f"message {n}") for n in range(2, TOTAL + 1)])
    return Topic.objects.get(id=topic.id)


def page_of(person: User, topic: Topic, **keys: Any) -> MessagePage:
    return message_page(topic_for(person, topic.id), **keys)


def numbers(page: MessagePage) -> list[int]:
    return [message.n for message in page.items]


def ends(page: MessagePage) -> tuple[bool, bool]:
    return page.has_before, page.has_after


def test_without_a_key_it_is_the_newest_page(bo: User, talk: Topic):
    page = page_of(bo, talk, limit=5)

    assert (numbers(page), ends(page)) == ([17, 18, 19, 20, 21], (True, False))
    assert (page.last_n, page.last_rev, page.epoch, page.mine) == (TOTAL, TOTAL, epoch(), {})


def test_before_and_after_are_exclusive(bo: User, talk: Topic):
    before, after = page_of(bo, talk, before=10, limit=4), page_of(bo, talk, after=10, limit=4)

    assert (numbers(before), ends(before)) == ([6, 7, 8, 9], (True, True))
    assert (numbers(after), ends(after)) == ([11, 12, 13, 14], (True, True))


@pytest.mark.parametrize(
    ("keys", "expected", "marked"),
    [
        ({"before": 5, "limit": 4}, [1, 2, 3, 4], (False, True)),
        ({"before": 5, "limit": 10}, [1, 2, 3, 4], (False, True)),
        ({"before": 1}, [], (False, True)),
        ({"before": 0}, [], (False, True)),
        ({"before": 100, "limit": 2}, [20, 21], (True, False)),
        ({"after": 17, "limit": 4}, [18, 19, 20, 21], (True, False)),
        ({"after": 17, "limit": 10}, [18, 19, 20, 21], (True, False)),
        ({"after": 0, "limit": 2}, [1, 2], (False, True)),
        ({"after": 21}, [], (True, False)),
        ({"after": 100}, [], (True, False)),
        ({"around": 10, "limit": 5}, [8, 9, 10, 11, 12], (True, True)),
        ({"around": 1, "limit": 5}, [1, 2, 3, 4, 5], (False, True)),
        ({"around": 21, "limit": 5}, [19, 20, 21], (True, False)),
        ({"around": 0, "limit": 3}, [1, 2, 3], (False, True)),
        ({"around": 100, "limit": 4}, [19, 20, 21], (True, False)),
        ({"around": 10, "limit": 1}, [10], (True, True)),
        ({"limit": 21}, list(range(1, 22)), (False, False)),
        ({"limit": 100}, list(range(1, 22)), (False, False)),
    ],
)
def test_pages_end_where_the_topic_ends_and_say_so(
    bo: User, talk: Topic, keys: dict, expected: list[int], marked: tuple[bool, bool]
):
    page = page_of(bo, talk, **keys)

    assert (numbers(page), ends(page)) == (expected, marked)


def test_paging_back_and_forth_shows_each_message_once(bo: User, talk: Topic):
    page = page_of(bo, talk, limit=4)
    back = numbers(page)
    while page.has_before:
        page = page_of(bo, talk, before=page.items[0].n, limit=4)
        back = numbers(page) + back
    forth = numbers(page)
    while page.has_after:
        page = page_of(bo, talk, after=page.items[-1].n, limit=4)
        forth += numbers(page)

    assert back == forth == list(range(1, TOTAL + 1))


@pytest.mark.parametrize("keys", [{}, {"before": 1}, {"after": 0}, {"around": 5}])
def test_an_empty_topic_has_an_empty_page_without_more(eve: User, keys: dict):
    theirs = create_party(eve, client_id="theirs", name="Theirs").topics[0]

    page = message_page(topic_for(eve, theirs.id), **keys)

    assert (page.items, ends(page), page.last_n, page.last_rev) == ([], (False, False), 0, 0)


@pytest.mark.parametrize("keys", [{"before": 1, "after": 2}, {"after": 1, "around": 2}, {"before": 0, "around": 0}])
def test_two_keys_at_once_are_refused(bo: User, talk: Topic, keys: dict):
    with pytest.raises(Invalid):
        page_of(bo, talk, **keys)


def test_a_deleted_message_keeps_its_number_and_no_word(bo: User, talk: Topic):
    Message.objects.filter(topic=talk, n=20).update(deleted_at=now(), mentions=["x"], mention_all="here", system={})

    page = page_of(bo, talk, limit=3)

    gone = page.items[1]
    assert numbers(page) == [19, 20, 21]
    assert (gone.text, gone.html, gone.mentions, gone.mention_all, gone.system, gone.reactions, gone.reply_to) == (
        "",
        "",
        [],
        None,
        None,
        [],
        None,
    )
    assert gone.deleted_at is not None


def test_it_says_how_far_the_person_has_read(ada: User, bo: User, talk: Topic):
    mark_read(bo, topic_id=talk.id, n=7)

    assert page_of(bo, talk).read_n == 7
    assert page_of(ada, talk).read_n == 0


def test_a_page_takes_two_statements_however_long_it_is(bo: User, talk: Topic):
    epoch()

    with at_most(2):
        page_of(bo, talk, limit=100)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_message_that_is_committed_between_head_and_rows_is_not_skipped(ada: User, bo: User, talk: Topic):
    epoch()

    with meanwhile(lambda: save_messages([new(ada, talk.id)]), before='FROM "messaging_message"'):
        page = page_of(bo, talk, limit=3)

    # The head is the older of the two, so whoever asks for changes after it gets the message, now or again.
    assert (numbers(page), page.last_n, page.last_rev) == ([20, 21, 22], 21, 21)
    assert ends(page) == (True, False)


# The door


def test_a_stranger_finds_no_topic_and_no_message(eve: User, talk: Topic):
    message = Message.objects.filter(topic=talk).latest("n")

    with pytest.raises(NotFound):
        topic_for(eve, talk.id)
    with pytest.raises(NotFound):
        permalink(eve, message.id)


def test_a_private_topic_is_found_by_those_who_are_in_it_only(ada: User, bo: User, talk: Topic):
    message = Message.objects.filter(topic=talk).latest("n")
    Topic.objects.update(private=True)
    TopicMember.objects.create(topic=talk, user=bo)

    assert topic_for(bo, talk.id).topic == talk
    assert permalink(bo, message.id) == (talk.party_id, talk.id, TOTAL)
    with pytest.raises(NotFound):
        topic_for(ada, talk.id)
    with pytest.raises(NotFound):
        permalink(ada, message.id)


@pytest.mark.parametrize("given", ["", "nonsense", "0197a000-0000-7000-8000-000000000000", "\x00" * 36, "{" * 36])
def test_what_is_no_id_is_not_found(bo: User, talk: Topic, given: str):
    with pytest.raises(NotFound):
        topic_for(bo, given)
    with pytest.raises(NotFound):
        permalink(bo, given)


def test_the_open_topic_knows_the_role_of_the_person(ada: User, bo: User, talk: Topic):
    assert (topic_for(ada, talk.id).membership.role, topic_for(bo, talk.id).membership.role) == ("owner", "member")
    assert topic_for(bo, str(talk.id)).party.name == "The Harbour"
