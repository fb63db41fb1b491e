from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.errors import Blank, Invalid, NotFound, RateLimited, TooLong
from events.times import now
from messaging.models import Membership, Message, Role, Topic, TopicMember, User
from messaging.permissions import TimedOut
from messaging.services import create_party, post_message
from messaging.services.save import AnnouncementOnly, Archived, SlowMode

pytestmark = pytest.mark.django_db(databases=["messaging"])

Post = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", Blank),
        (" \n\t ", Blank),
        ("\u200b", Blank),
        ("x" * 4001, TooLong),
        ("a\x00b", Invalid),
        ("a\x1bb", Invalid),
        ("a\rb", Invalid),
        ("\ud800", Invalid),
        (None, Invalid),
        (7, Invalid),
        ({"text": "hi"}, Invalid),
    ],
)
def test_a_bad_text_is_refused(bo: User, topic: Topic, post: Post, text: object, refusal: type[Exception]):
    with pytest.raises(refusal):
        post(bo, topic, text)

    assert not Message.objects.filter(kind="text").exists()


def test_a_long_text_is_told_its_length(bo: User, topic: Topic, post: Post):
    with pytest.raises(TooLong) as caught:
        post(bo, topic, "x" * 4213)

    assert caught.value.message == "A message can have 4,000 characters; this one has 4,213."


def test_4000_characters_are_not_too_long(bo: User, topic: Topic, post: Post):
    assert len(post(bo, topic, "🎉" * 4000).message.text) == 4000


@pytest.mark.parametrize("client_id", ["", "x" * 65, "a b", None, 7])
def test_a_bad_client_id_is_refused(bo: User, topic: Topic, post: Post, client_id: object):
    with pytest.raises(Invalid) as caught:
        post(bo, topic, client_id=client_id)

    assert "client_id" in caught.value.fields


@pytest.mark.parametrize("topic_id", ["", "nonsense", "0197a000-0000-7000-8000-000000000000", "\x00" * 36])
def test_an_unknown_topic_is_not_found(bo: User, topic: Topic, topic_id: str):
    with pytest.raises(NotFound):
        post_message(bo, topic_id=topic_id, client_id="c1", text="hi")


def test_a_topic_of_another_party_is_not_found(bo: User, topic: Topic, eve: User):
    theirs = create_party(eve, client_id="theirs", name="Theirs").topics[0]

    with pytest.raises(NotFound):
        post_message(bo, topic_id=theirs.id, client_id="c1", text="hi")


def test_a_stranger_posts_nothing(eve: User, topic: Topic, post: Post):
    with pytest.raises(NotFound):
        post(eve, topic)

    assert not Message.objects.filter(author=eve).exists()


def test_a_private_topic_is_closed_to_members_who_are_not_in_it(ada: User, bo: User, topic: Topic, post: Post):
    Topic.objects.update(private=True)
    TopicMember.objects.create(topic=topic, user=bo)

    assert post(bo, topic).message.n == 2
    with pytest.raises(NotFound):  # rank gives no access
        post(ada, topic)


def test_an_archived_topic_is_closed(ada: User, topic: Topic, post: Post):
    Topic.objects.update(archived_at=now())

    with pytest.raises(Archived):
        post(ada, topic)


def test_announcements_are_for_moderators_and_above(ada: User, bo: User, topic: Topic, post: Post):
    Topic.objects.update(announcement=True)

    with pytest.raises(AnnouncementOnly):
        post(bo, topic)
    assert post(ada, topic).message.n == 2
    Membership.objects.filter(user=bo).update(role=Role.MODERATOR)
    assert post(bo, topic).message.n == 3


def test_a_timeout_says_how_long_and_ends(bo: User, topic: Topic, post: Post):
    until = now() + timedelta(seconds=60)
    Membership.objects.filter(user=bo).update(timeout_until=until)
    with pytest.raises(TimedOut) as caught:
        post(bo, topic)
    assert (until - now()).total_seconds() <= caught.value.retry_after <= 60

    Membership.objects.filter(user=bo).update(timeout_until=now() - timedelta(seconds=1))
    assert post(bo, topic).message.n == 2


def test_slow_mode_lets_one_message_through_and_says_how_long_to_wait(ada: User, bo: User, topic: Topic, post: Post):
    Topic.objects.update(slow_mode_s=30)
    before = now()
    post(bo, topic)

    with pytest.raises(SlowMode) as caught:
        post(bo, topic)

    assert 30 - (now() - before).total_seconds() <= caught.value.retry_after <= 30
    assert [post(ada, topic).message.n, post(ada, topic).message.n] == [3, 4]  # it is not for moderators


def test_a_note_that_somebody_joined_does_not_slow_them_down(bo: User, topic: Topic, post: Post):
    Topic.objects.update(slow_mode_s=30)

    assert post(bo, topic).message.n == 2


def test_who_posts_too_fast_is_told_when_to_go_on(ada: User, bo: User, topic: Topic, limit: Callable):
    limit("posts", 3, 10)
    for n in range(3):
        post_message(bo, topic_id=topic.id, client_id=f"c{n}", text="hi")

    with pytest.raises(RateLimited) as caught:
        post_message(bo, topic_id=topic.id, client_id="more", text="hi")

    assert 0 < caught.value.retry_after <= 10
    assert post_message(ada, topic_id=topic.id, client_id="c1", text="hi").message.n == 5
