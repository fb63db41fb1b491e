"""It is true of a deleted message that only its number is left, and that a moderator's removal is noted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from events.errors import Forbidden, Invalid, NotFound, RateLimited, TooLong
from events.times import now
from messaging import jobs, queries
from messaging.models import (
    AuditEntry,
    Kind,
    Membership,
    Mention,
    Message,
    MessageRevision,
    Party,
    Reaction,
    Role,
    Topic,
    User,
)
from messaging.services import (
    add_reaction,
    delete_message,
    edit_message,
    pin_message,
    post_message,
    removals,
    report_message,
)
from messaging.tests.clients import refused
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded
from messaging.tests.scenes import go, join, private_topic, published

pytestmark = pytest.mark.django_db(databases=["messaging"])

Post = Callable[..., Any]


@pytest.fixture
def rich(ada: User, bo: User, topic: Topic, post: Post) -> Any:
    """A message of bo's that was edited, reacted to, pinned, and mentions ada."""
    message = post(bo, topic, "first words").message
    edit_message(bo, message_id=message.id, text="@ada second words")
    add_reaction(ada, message_id=message.id, emoji="🎉")
    return pin_message(ada, message_id=message.id)


def hanging(message_id: Any) -> list[int]:
    """How many revisions, reactions and mentions a message has."""
    return [kind._default_manager.filter(message=message_id).count() for kind in (MessageRevision, Reaction, Mention)]


def test_ones_own_is_gone_with_all_that_hung_on_it(bo: User, topic: Topic, rich: Any):
    assert hanging(rich.id) == [1, 1, 1]
    topic.refresh_from_db()
    head = topic.last_rev

    delete_message(bo, message_id=rich.id)

    shown = queries.message_shape_for(bo, rich.id)
    assert (shown.text, shown.html, shown.mentions, shown.reactions, shown.pinned_at) == ("", "", [], [], None)
    assert (shown.n, shown.rev, shown.edited_at) == (rich.n, head + 1, None)
    assert shown.deleted_at is not None
    assert hanging(rich.id) == [0, 0, 0]
    row = Message.objects.get(id=rich.id)
    assert (row.text, row.html, row.deleted_by_id) == ("", "", bo.id)
    assert queries.pins_of(queries.topic_for(bo, topic.id)) == ([], None)
    assert not AuditEntry.objects.filter(action="message_deleted").exists()


def test_one_event_and_one_frame_tell_of_it(bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "hi").message

    with published() as seen:
        delete_message(bo, message_id=first.id)

    [event] = recorded("message:deleted")
    assert (event["data"]["message_id"], event["data"]["version"]) == (first.id, first.rev + 1)
    [change] = seen
    assert (change.change, change.prev, change.rev, change.actor_id) == (
        "deleted",
        first.rev,
        first.rev + 1,
        str(bo.id),
    )
    assert change.shape.text == ""


def test_twice_is_once(ada: User, bo: User, topic: Topic, post: Post):
    first = post(bo, topic).message
    delete_message(bo, message_id=first.id)

    with published() as seen:
        delete_message(bo, message_id=first.id)
        delete_message(ada, message_id=first.id)

    assert seen == []
    assert len(recorded("message:deleted")) == 1
    assert Message.objects.get(id=first.id).deleted_by_id == bo.id


def test_a_moderator_removes_it_for_a_day_and_that_is_noted(ada: User, bo: User, topic: Topic, rich: Any):
    delete_message(ada, message_id=rich.id, reason="Not here.")

    shown = queries.message_shape_for(bo, rich.id)
    assert (shown.text, shown.reactions, shown.deleted_at is None) == ("", [], False)
    entry = AuditEntry.objects.get(action="message_deleted")
    assert (entry.actor_id, entry.user_id, entry.topic_id, str(entry.message_id)) == (
        ada.id,
        bo.id,
        topic.id,
        rich.id,
    )
    assert (entry.reason, entry.party_id) == ("Not here.", topic.party_id)
    assert "words" not in str([entry.before, entry.after])
    [kept] = MessageRevision.objects.filter(message=rich.id, state__isnull=False)
    assert kept.text == "@ada second words"
    assert removals.restore([Message.objects.get(id=rich.id)])[0].text == "@ada second words"


def test_after_a_day_it_is_forgotten(ada: User, bo: User, rich: Any, post: Post, topic: Topic):
    edited = post(bo, topic, "one").message
    edit_message(bo, message_id=edited.id, text="two")
    delete_message(ada, message_id=rich.id)
    assert jobs.forget_removed(settings.MESSAGING_DB) == 0
    MessageRevision.objects.update(ended_at=now() - timedelta(hours=25))

    assert jobs.forget_removed(settings.MESSAGING_DB) == 1

    assert list(MessageRevision.objects.values_list("text", flat=True)) == ["one"]


@pytest.mark.parametrize(
    ("who", "whose", "may"),
    [
        (Role.MODERATOR, Role.MEMBER, True),
        (Role.MODERATOR, Role.MODERATOR, False),
        (Role.MODERATOR, Role.ADMIN, False),
        (Role.ADMIN, Role.MODERATOR, True),
        (Role.ADMIN, Role.OWNER, False),
        (Role.MEMBER, Role.MEMBER, False),
        (Role.OWNER, Role.ADMIN, True),
    ],
)
def test_only_of_people_strictly_below(
    ada: User, party: Party, topic: Topic, post: Post, who: Any, whose: Any, may: Any
):
    actor = ada if who == Role.OWNER else join(party, "who", who)
    author = ada if whose == Role.OWNER else join(party, "whose", whose)
    message = post(author, topic).message

    if may:
        delete_message(actor, message_id=message.id)
    else:
        with pytest.raises(Forbidden):
            delete_message(actor, message_id=message.id)

    assert (Message.objects.get(id=message.id).deleted_at is not None) == may


def test_a_moderator_removes_what_somebody_left_who_was_above_and_has_gone(
    ada: User, bo: User, party: Party, topic: Topic, post: Post
):
    gone, moderator = join(party, "gone", Role.ADMIN), join(party, "mo", Role.MODERATOR)
    message = post(gone, topic).message
    go(party, gone)

    with pytest.raises(Forbidden):
        delete_message(bo, message_id=message.id)
    delete_message(moderator, message_id=message.id)

    assert Message.objects.get(id=message.id).deleted_by_id == moderator.id


def test_whoever_made_a_topic_does_not_remove_from_it(bo: User, party: Party, post: Post, topic: Topic):
    cy = join(party, "cy")
    Topic.objects.filter(id=topic.id).update(maker=bo)
    message = post(cy, topic).message

    with pytest.raises(Forbidden):
        delete_message(bo, message_id=message.id)


def test_rank_is_no_way_into_a_private_topic(ada: User, bo: User, eve: User, party: Party, post: Post):
    cabin = private_topic(party, bo)
    message = post(bo, cabin).message

    for person in (ada, eve):
        with pytest.raises(NotFound):
            delete_message(person, message_id=message.id)
        with pytest.raises(NotFound):
            queries.message_for(person, message.id)
    assert queries.message_for(bo, message.id).message.text == "Hello"


def test_a_note_of_the_house_is_removed_by_moderators_and_not_by_whom_it_is_about(ada: User, bo: User, topic: Topic):
    joined = Message.objects.get(topic=topic, kind=Kind.SYSTEM)

    with pytest.raises(Forbidden):
        delete_message(bo, message_id=joined.id)
    delete_message(ada, message_id=joined.id)

    assert queries.message_shape_for(bo, joined.id).system is None


def test_one_may_take_back_ones_own_in_a_timeout_and_from_an_archive(bo: User, topic: Topic, post: Post):
    first = post(bo, topic).message
    Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(minutes=5))
    Topic.objects.filter(id=topic.id).update(archived_at=now())

    delete_message(bo, message_id=first.id)

    assert Message.objects.get(id=first.id).deleted_at is not None


@pytest.mark.parametrize(("reason", "error"), [("\x00", Invalid), ("x" * 501, TooLong), (7, Invalid)])
def test_a_reason_is_a_line(ada: User, bo: User, topic: Topic, post: Post, reason: Any, error: Any):
    first = post(bo, topic).message

    with pytest.raises(error):
        delete_message(ada, message_id=first.id, reason=reason)

    assert Message.objects.get(id=first.id).deleted_at is None


def test_moderators_see_who_deleted_it_and_when(ada: User, bo: User, party: Party, rich: Any):
    cy = join(party, "cy")
    delete_message(ada, message_id=rich.id)
    deleted_at = queries.message_shape_for(bo, rich.id).deleted_at

    by_moderator = queries.revisions_of(queries.message_for(ada, rich.id))
    by_author = queries.revisions_of(queries.message_for(bo, rich.id))

    assert (by_moderator.items, by_moderator.deleted_by.username, by_moderator.deleted_at) == ([], "ada", deleted_at)
    assert (by_author.items, by_author.deleted_by, by_author.deleted_at) == ([], None, deleted_at)
    with pytest.raises(Forbidden):
        queries.revisions_of(queries.message_for(cy, rich.id))


def test_the_house_removes_what_it_must_without_being_a_member(bo: User, eve: User, party: Party, post: Post):
    cabin = private_topic(party, bo)
    message = post(bo, cabin).message

    with pytest.raises(NotFound):
        delete_message(eve, message_id=message.id)
    delete_message(eve, message_id=message.id, reason="Law.", by_house=True)
    delete_message(eve, message_id=message.id, reason="Again.", by_house=True)

    entry = AuditEntry.objects.get(action="message_deleted_by_house")
    assert (entry.actor_id, entry.reason, str(entry.message_id)) == (eve.id, "Law.", message.id)
    assert Message.objects.get(id=message.id).text == ""
    with pytest.raises(NotFound):
        delete_message(eve, message_id="nonsense", by_house=True)


def test_what_the_house_deletes_after_a_moderator_nobody_brings_back(
    api: Callable, ada: User, bo: User, eve: User, rich: Any
):
    delete_message(ada, message_id=rich.id)
    removal = AuditEntry.objects.get(action="message_deleted")

    for _ in range(2):
        delete_message(eve, message_id=rich.id, reason="Law.", by_house=True)

    assert hanging(rich.id) == [0, 0, 0]
    assert AuditEntry.objects.filter(action="message_deleted_by_house", reason="Law.").count() == 1
    refused(api(ada).post(f"/audit/{removal.id}/undo"), 409, "conflict")


@pytest.mark.parametrize("before", ["nobody", "author", "moderator"])
def test_what_the_house_deletes_nobody_reads_where_it_was_reported(
    api: Callable, ada: User, bo: User, eve: User, party: Party, topic: Topic, post: Post, before: str
):
    message, other = post(bo, topic, "unlawful").message, post(bo, topic, "rude").message
    for each in (message, other):
        report_message(ada, message_id=each.id)
    if before != "nobody":
        delete_message({"author": bo, "moderator": ada}[before], message_id=message.id)
    assert "unlawful" in str(api(ada).get(f"/parties/{party.id}/reports").json())

    delete_message(eve, message_id=message.id, reason="Law.", by_house=True)
    reports = str(api(ada).get(f"/parties/{party.id}/reports").json())

    assert "unlawful" not in reports
    assert "rude" in reports
    assert AuditEntry.objects.filter(action="message_deleted_by_house").count() == 1


def test_only_so_many_are_deleted_in_a_while(
    ada: User, bo: User, eve: User, topic: Topic, post: Post, limit: Callable[..., None]
):
    mine, theirs = ([post(bo, topic).message for _ in range(3)] for _ in range(2))
    for name, person, messages in (("edits", bo, mine), ("moderation", ada, theirs)):
        limit(name, 2)
        for _ in range(2):
            for message in messages[:2]:  # what is deleted already counts not
                delete_message(person, message_id=message.id)

        with pytest.raises(RateLimited):
            delete_message(person, message_id=messages[2].id)
        assert Message.objects.get(id=messages[2].id).deleted_at is None
    for messages in (mine, theirs):
        delete_message(eve, message_id=messages[2].id, by_house=True)  # whoever runs the house need not wait


def test_sent_again_it_stays_deleted(bo: User, topic: Topic):
    command = {"topic_id": topic.id, "client_id": "c1", "text": "hi"}
    first = post_message(bo, **command).message
    delete_message(bo, message_id=first.id)

    again = post_message(bo, **command)

    assert (again.again, again.message.id, again.message.text) == (True, first.id, "")
    assert again.message.deleted_at is not None
    assert Message.objects.filter(topic=topic, kind=Kind.TEXT).count() == 1


def test_unread_counts_only_what_is_there(ada: User, bo: User, topic: Topic, post: Post):
    first = post(bo, topic, "@ada hi").message
    assert queries.unread_of(ada, topic.id, first.n - 1) == (1, 1)

    delete_message(bo, message_id=first.id)

    assert queries.unread_of(ada, topic.id, first.n - 1) == (0, 0)


def test_a_deletion_costs_few_statements(ada: User, bo: User, topic: Topic, post: Post):
    mine, removed = post(bo, topic).message, post(bo, topic).message

    with at_most(12):
        delete_message(bo, message_id=mine.id)
    with at_most(16):
        delete_message(ada, message_id=removed.id)
    with at_most(1):
        delete_message(ada, message_id=removed.id)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_deleted_by_two_at_once_it_is_deleted_once(ada: User, bo: User, topic: Topic, post: Post):
    first = post(bo, topic).message

    outcomes = together(*[lambda who=who: delete_message(who, message_id=first.id) for who in (ada, bo, ada, bo)])

    assert outcomes == [None] * 4
    topic.refresh_from_db()
    assert topic.last_rev == first.rev + 1
    assert len(recorded("message:deleted")) == 1
