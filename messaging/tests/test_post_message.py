from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events import txn
from events.errors import Blank, ChatterboxError, ClientIdReused, Invalid, NotFound, RateLimited, TooLong
from events.times import iso, now
from messaging import epoch, rendering
from messaging.models import Membership, Mention, Message, Party, Role, Topic, TopicMember, User
from messaging.services import create_party, join_party, post_message
from messaging.services.messages import POSTS
from messaging.services.save import AnnouncementOnly, Archived, SlowMode, TimedOut
from messaging.tests.conftest import make_user
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])

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
def test_a_repeat_is_answered_before_what_would_stop_a_new_message(bo: User, topic: Topic, post: Post, obstacle: str):
    first = post(bo, topic, "hi", client_id="c1").message
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
        case "rate limit":
            for n in range(POSTS - 1):
                post_message(person, topic_id=topic.id, client_id=f"r{n}", text="hi")


# Replies and mentions


def test_a_reply_shows_what_it_replies_to(ada: User, bo: User, topic: Topic, post: Post):
    first = post(ada, topic, "Where is the\nharbour? " + "x" * 200).message

    reply = post(bo, topic, "There.", reply_to=first.id).message

    assert (reply.reply_to.id, reply.reply_to.n, reply.reply_to.author.username) == (first.id, first.n, "ada")
    assert reply.reply_to.excerpt.startswith("Where is the harbour? xxx")
    assert reply.reply_to.excerpt.endswith("…")
    assert len(reply.reply_to.excerpt) <= 120


def test_a_reply_to_a_deleted_message_shows_no_word_of_it(ada: User, bo: User, topic: Topic, post: Post):
    first = post(ada, topic, "gone").message
    Message.objects.filter(id=first.id).update(deleted_at=now())

    assert post(bo, topic, "Why?", reply_to=first.id).message.reply_to.excerpt == ""


def test_a_reply_into_another_topic_is_refused(ada: User, bo: User, party: Party, topic: Topic, post: Post):
    other = Topic.objects.create(party=party, maker=ada, client_id="t2", name="boats", position="z", created_at=now())
    elsewhere = post(ada, other).message

    with pytest.raises(Invalid) as caught:
        post(bo, topic, "There.", reply_to=elsewhere.id)

    assert "reply_to" in caught.value.fields
    assert not Message.objects.filter(topic=topic, kind="text").exists()


@pytest.mark.parametrize("reply_to", ["0197a000-0000-7000-8000-000000000000", "nonsense", 7, [], True])
def test_a_reply_to_nothing_is_refused(bo: User, topic: Topic, post: Post, reply_to: object):
    with pytest.raises(Invalid) as caught:
        post(bo, topic, "There.", reply_to=reply_to)

    assert "reply_to" in caught.value.fields


def test_a_member_who_is_named_is_mentioned(ada: User, bo: User, topic: Topic, post: Post):
    message = post(bo, topic, "Ahoy @ADA, and @nobody.").message

    assert message.mentions == [str(ada.id)]
    assert f'<span class="mention" data-user="{ada.id}">@ADA</span>, and @nobody.' in message.html
    row = Mention.objects.get()
    assert (row.user_id, row.author_id, row.n, str(row.message_id)) == (ada.id, bo.id, message.n, message.id)


def test_a_stranger_who_is_named_is_not_mentioned(eve: User, bo: User, topic: Topic, post: Post):
    message = post(bo, topic, "Ahoy @eve").message

    assert message.mentions == []
    assert str(eve.id) not in message.html
    assert not Mention.objects.exists()


def test_a_name_in_code_is_not_a_mention(ada: User, bo: User, topic: Topic, post: Post):
    message = post(bo, topic, "`@ada`\n\n```\n@ada\n```").message

    assert message.mentions == []


def test_who_is_named_twice_is_mentioned_once(ada: User, bo: User, topic: Topic, post: Post):
    assert post(bo, topic, "@ada @Ada @ada.").message.mentions == [str(ada.id)]
    assert Mention.objects.count() == 1


@pytest.mark.parametrize("call", ["everyone", "here"])
def test_moderators_call_everybody_and_members_do_not(ada: User, bo: User, topic: Topic, post: Post, call: str):
    by_owner = post(ada, topic, f"@{call} come").message
    by_member = post(bo, topic, f"@{call} come").message

    assert (by_owner.mention_all, by_member.mention_all) == (call, None)
    row = Mention.objects.get()
    assert (row.user_id, row.kind, row.author_id) == (None, call, ada.id)


# Refusals


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
    Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(seconds=60))
    with pytest.raises(TimedOut) as caught:
        post(bo, topic)
    assert 58 < caught.value.retry_after <= 60

    Membership.objects.filter(user=bo).update(timeout_until=now() - timedelta(seconds=1))
    assert post(bo, topic).message.n == 2


def test_slow_mode_lets_one_message_through_and_says_how_long_to_wait(ada: User, bo: User, topic: Topic, post: Post):
    Topic.objects.update(slow_mode_s=30)
    post(bo, topic)

    with pytest.raises(SlowMode) as caught:
        post(bo, topic)

    assert 28 < caught.value.retry_after <= 30
    assert [post(ada, topic).message.n, post(ada, topic).message.n] == [3, 4]  # it is not for moderators


def test_a_note_that_somebody_joined_does_not_slow_them_down(bo: User, topic: Topic, post: Post):
    Topic.objects.update(slow_mode_s=30)

    assert post(bo, topic).message.n == 2


def test_who_posts_too_fast_is_told_when_to_go_on(ada: User, bo: User, topic: Topic):
    for n in range(POSTS):
        post_message(bo, topic_id=topic.id, client_id=f"c{n}", text="hi")

    with pytest.raises(RateLimited) as caught:
        post_message(bo, topic_id=topic.id, client_id="more", text="hi")

    assert 0 < caught.value.retry_after <= 10
    assert post_message(ada, topic_id=topic.id, client_id="c1", text="hi").message.n == POSTS + 2


# Cost


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_plain_message_takes_at_most_7_statements(bo: User, topic: Topic, post: Post):
    with at_most(6):  # the seventh says who asks
        post(bo, topic, "plain")


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_plain_message_takes_at_most_7_statements_over_the_api(bo: User, topic: Topic, api: Callable):
    epoch.epoch()

    with at_most(7):
        answer = api(bo).post(f"/topics/{topic.id}/messages", {"client_id": "c1", "text": "plain"})

    assert answer.status_code == 201


def test_a_member_of_two_parties_posts_in_the_one_that_is_meant(ada: User, bo: User, topic: Topic, post: Post):
    cy = make_user("cy")
    theirs = create_party(cy, client_id="theirs", name="Theirs")
    join_party(bo, code=theirs.invite.code)

    message = post(bo, topic, "@cy").message

    assert (message.topic_id, message.mentions) == (str(topic.id), [])
