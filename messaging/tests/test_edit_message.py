"""It is true of an edit that it is by the author alone, keeps what was said before, and mentions who is named now."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from events.errors import Blank, ChatterboxError, Invalid, NotFound, RateLimited, TooLong
from events.times import now
from messaging import queries
from messaging.models import Kind, Membership, Mention, Message, MessageRevision, Party, Role, Topic, TopicMember, User
from messaging.rendering import code
from messaging.services import edit_message, post_message
from messaging.services.edits import NotYours
from messaging.services.message_change import MessageGone, changing_message
from messaging.tests.between import meanwhile
from messaging.tests.conftest import make_user
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded
from messaging.tests.scenes import give_role, go, join, private_topic, published

pytestmark = pytest.mark.django_db(databases=["messaging"])

Post = Callable[..., Any]


def test_the_message_says_something_else_under_its_number_and_a_new_rev(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "helo").message

    edited = edit_message(bo, message_id=first.id, text="**hello**")

    assert (edited.text, edited.html) == ("**hello**", "<p><strong>hello</strong></p>")
    assert (edited.n, edited.rev, edited.client_id) == (first.n, first.rev + 1, first.client_id)
    assert edited.edited_at is not None
    assert edited.created_at == first.created_at
    assert queries.message_shape_for(bo, first.id) == edited
    topic.refresh_from_db()
    assert topic.last_rev == edited.rev


def test_one_event_and_one_frame_tell_of_it(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "a secret").message

    with published() as seen:
        edited = edit_message(bo, message_id=first.id, text="another secret")

    [event] = recorded("message:updated")
    assert event["data"] == {
        "version": edited.rev,
        "message_id": edited.id,
        "topic_id": str(topic.id),
        "party_id": str(topic.party_id),
        "n": edited.n,
    }
    [change] = seen
    assert (change.prev, change.rev, change.change, change.actor_id) == (first.rev, edited.rev, "edited", str(bo.id))
    assert change.shape == edited


def test_what_it_said_before_is_kept_with_its_times(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "one").message
    second = edit_message(bo, message_id=first.id, text="two")
    third = edit_message(bo, message_id=first.id, text="three")

    found = queries.revisions_of(queries.message_for(bo, first.id))

    assert [(row.text, row.html, row.by.username) for row in found.items] == [
        ("two", "<p>two</p>", "bo"),
        ("one", "<p>one</p>", "bo"),
    ]
    assert [row.created_at for row in found.items] == [second.edited_at, first.created_at]
    assert [row.ended_at for row in found.items] == [third.edited_at, second.edited_at]
    assert (found.next, found.deleted_by, found.deleted_at) == (None, None, None)


def test_the_same_text_again_changes_nothing(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "same").message

    with published() as seen:
        assert edit_message(bo, message_id=first.id, text="same") == first

    assert not MessageRevision.objects.exists()
    assert (seen, recorded("message:updated")) == ([], [])


def test_nobody_else_edits_it_not_even_the_owner(ada: User, bo: User, eve: User, topic: Topic, post: Post):
    first = post(bo, topic, "mine").message

    with pytest.raises(NotYours):
        edit_message(ada, message_id=first.id, text="yours")
    with pytest.raises(NotFound):
        edit_message(eve, message_id=first.id, text="yours")

    assert Message.objects.get(id=first.id).text == "mine"


def test_who_has_left_edits_nothing(bo: User, party: Party, topic: Topic, post: Post):
    first = post(bo, topic, "mine").message
    go(party, bo)

    with pytest.raises(NotFound):
        edit_message(bo, message_id=first.id, text="still mine")


def test_a_note_of_the_house_can_not_be_edited(bo: User, topic: Topic):
    joined = Message.objects.get(topic=topic, kind=Kind.SYSTEM)
    assert joined.author_id == bo.id

    with pytest.raises(NotYours):
        edit_message(bo, message_id=joined.id, text="I was always here")


def test_a_deleted_message_can_not_be_edited(bo: User, topic: Topic, post: Post):
    first = post(bo, topic).message
    Message.objects.filter(id=first.id).update(deleted_at=now())

    with pytest.raises(MessageGone):
        edit_message(bo, message_id=first.id, text="back")


@pytest.mark.parametrize(
    ("fields", "code"), [({"archived_at": now()}, "archived"), ({"announcement": True}, "announcement_only")]
)
def test_where_one_may_not_write_one_may_not_edit(bo: User, topic: Topic, post: Post, fields: Any, code: str):
    first = post(bo, topic, "before").message
    Topic.objects.filter(id=topic.id).update(**fields)

    with pytest.raises(ChatterboxError) as caught:
        edit_message(bo, message_id=first.id, text="after")

    assert (caught.value.code, caught.value.status) == (code, 403)
    assert Message.objects.get(id=first.id).text == "before"


def test_in_a_timeout_one_may_not_edit(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "before").message
    Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(minutes=5))

    with pytest.raises(ChatterboxError) as caught:
        edit_message(bo, message_id=first.id, text="after")

    assert caught.value.code == "timed_out"
    assert 290 < caught.value.retry_after <= 300


@pytest.mark.parametrize(
    ("text", "error"), [("", Blank), (" \n", Blank), ("x" * 4001, TooLong), ("\x00", Invalid), (7, Invalid)]
)
def test_what_can_not_be_posted_can_not_be_edited_in(bo: User, topic: Topic, post: Post, text: Any, error: Any):
    first = post(bo, topic, "before").message

    with pytest.raises(error):
        edit_message(bo, message_id=first.id, text=text)


def test_thirty_a_minute_are_enough(bo: User, topic: Topic, post: Post):
    first = post(bo, topic).message
    for n in range(30):
        edit_message(bo, message_id=first.id, text=f"text {n}")

    with pytest.raises(RateLimited):
        edit_message(bo, message_id=first.id, text="once more")


# Mentions


def mentioned(message_id: Any) -> set[Any]:
    return set(Mention.objects.filter(message=message_id).values_list("user__username", "kind"))


def test_who_is_named_now_is_mentioned_and_who_is_not_any_more_is_not(
    ada: User, bo: User, party: Party, topic: Topic, post: Post
):
    join(party, "cy")
    first = post(bo, topic, "@ada come").message

    edited = edit_message(bo, message_id=first.id, text="@cy come")

    assert mentioned(first.id) == {("cy", "user")}
    assert edited.mentions == [str(User.objects.get(username="cy").id)]
    assert f'data-user="{edited.mentions[0]}"' in edited.html
    assert str(ada.id) not in edited.html


def test_a_mention_that_an_edit_adds_counts_once(ada: User, bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "come").message
    read_n = first.n - 1
    assert queries.unread_of(ada, topic.id, read_n) == (1, 0)

    edit_message(bo, message_id=first.id, text="@ada come")
    edit_message(bo, message_id=first.id, text="@ada come @ada now")

    assert queries.unread_of(ada, topic.id, read_n) == (1, 1)
    assert queries.unread_of(bo, topic.id, read_n) == (0, 0)
    assert queries.unread_of(ada, topic.id, first.n) == (0, 0)


def test_everybody_is_called_by_whoever_may(ada: User, bo: User, party: Party, topic: Topic, post: Post):
    first = post(bo, topic, "come").message
    assert edit_message(bo, message_id=first.id, text="@everyone come").mention_all is None
    assert mentioned(first.id) == set()

    give_role(party, bo, Role.MODERATOR)
    assert edit_message(bo, message_id=first.id, text="@everyone come!").mention_all == "everyone"
    assert mentioned(first.id) == {(None, "everyone")}

    assert edit_message(bo, message_id=first.id, text="come").mention_all is None
    assert mentioned(first.id) == set()


def test_in_a_private_topic_only_those_inside_are_mentioned(ada: User, bo: User, party: Party, post: Post):
    cy = join(party, "cy")
    cabin = private_topic(party, bo, cy)

    posted = post(bo, cabin, "@cy @ada come").message
    edited = edit_message(bo, message_id=posted.id, text="@ada @cy come")

    assert posted.mentions == edited.mentions == [str(cy.id)]
    assert str(ada.id) not in posted.html + edited.html
    assert mentioned(posted.id) == {("cy", "user")}


def test_a_name_that_somebody_else_has_now_still_means_who_had_it(ada: User, bo: User, topic: Topic, post: Post):
    first = post(ada, topic, "Ahoy @bo").message
    User.objects.filter(id=bo.id).update(username="robert")
    other = make_user("bo")
    Membership.objects.create(party_id=topic.party_id, user=other, joined_at=now())

    shown = queries.message_shape_for(ada, first.id)
    later = post(ada, topic, "Ahoy @bo").message

    assert shown.mentions == [str(bo.id)]
    assert f'data-user="{bo.id}"' in shown.html
    assert later.mentions == [str(other.id)]
    assert queries.unread_of(bo, topic.id, first.n - 1)[1] == 1
    assert queries.unread_of(other, topic.id, first.n - 1)[1] == 1


# Cost, and many at once


def test_an_edit_costs_few_statements(bo: User, ada: User, topic: Topic, post: Post):
    first = post(bo, topic).message

    with at_most(10):  # door, topic, party, membership, message; revision, message, topic, words, outbox
        edit_message(bo, message_id=first.id, text="more")
    with at_most(13):  # and who is named, away with the old mentions, the new ones
        edit_message(bo, message_id=first.id, text="more @ada")


def test_a_message_is_got_in_one_statement(bo: User, topic: Topic, post: Post):
    reply_to = post(bo, topic).message
    first = post(bo, topic, reply_to=reply_to.id).message

    with at_most(1):
        assert queries.message_shape_for(bo, first.id) == first


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_edits_at_once_take_one_rev_each_and_keep_every_text(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "text").message

    texts = [f"text {n}" for n in range(6)]
    outcomes = together(
        *[lambda text=text: edit_message(bo, message_id=first.id, text=text) for text in texts],
        *[lambda n=n: post_message(bo, topic_id=topic.id, client_id=f"c{n}", text="hi") for n in range(3)],
    )

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    row = Message.objects.get(id=first.id)
    kept = list(MessageRevision.objects.filter(message=row).values_list("text", flat=True))
    assert sorted([*kept, row.text]) == sorted(["text", *texts])
    topic.refresh_from_db()
    assert topic.last_rev == first.rev + 9
    assert sorted(one.rev for one in outcomes[:6]) == sorted({one.rev for one in outcomes[:6]})


@pytest.mark.parametrize("out_of", ["party", "topic"])
@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_who_is_put_out_between_the_look_and_the_lock_changes_nothing(bo: User, party: Party, post: Post, out_of: str):
    first = post(bo, private_topic(party, bo), "before").message

    def put_out() -> None:
        if out_of == "party":
            go(party, bo)
        else:
            TopicMember.objects.filter(user=bo).delete()

    with meanwhile(put_out, after='FROM "messaging_message"'), pytest.raises(NotFound):
        edit_message(bo, message_id=first.id, text="after")

    assert Message.objects.get(id=first.id).text == "before"


def test_nobody_waits_for_colours_while_the_topic_is_held(
    bo: User, topic: Topic, post: Post, monkeypatch: pytest.MonkeyPatch
):
    first = post(bo, topic, "soon code").message
    painted: list[Any] = []
    monkeypatch.setattr("messaging.rendering.code.painter.paint", lambda *what: painted.append(what))
    code.coloured.cache_clear()

    @contextmanager
    def watched(*given: Any) -> Iterator[Any]:
        with changing_message(*given) as change:
            before = len(painted)
            code.coloured.cache_clear()
            yield change
            assert len(painted) == before == 1

    monkeypatch.setattr("messaging.services.edits.changing_message", watched)
    edited = edit_message(bo, message_id=first.id, text="@bo look\n```python\nx = 1\n```")
    code.coloured.cache_clear()

    assert "data-user" in edited.html
    assert len(painted) == 1
