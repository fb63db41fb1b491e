"""It is true of whoever deleted their account that what they wanted gone goes: soon, in small steps, and everywhere."""

import os
import signal
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from events import outbox, txn
from events.catalogue import UserDeleted
from events.ids import new_id
from events.models import DeadLetter
from events.registry import handlers_of
from events.times import now
from messaging import jobs, queries, realtime, resync, services
from messaging.models import Erasure, Mention, Message, MessageRevision, Party, ReadMarker, Report, Topic, User
from messaging.services import pieces
from messaging.tests.people import member_of
from messaging.tests.published import each
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded

pytestmark = [pytest.mark.wide, pytest.mark.django_db(databases=["default", "messaging"])]

DB = settings.MESSAGING_DB


def hear_deleted(user: User, *, delete_messages: bool) -> None:
    event = UserDeleted(user_id=str(user.id), version=9, delete_messages=delete_messages)
    with txn.atomic(DB):
        for handler in handlers_of(event.name, "messaging"):
            handler.run([event])


def erase() -> int:
    return jobs.erase(DB)


def page_of(person: User, topic: Topic) -> list[Any]:
    return queries.message_page(queries.topic_for(person, topic.id), limit=100).items


def texts_of(user: User) -> set[str]:
    rows = Message.objects.using(DB).filter(author=user, kind="text")
    return set(rows.values_list("text", flat=True))


def test_what_they_wrote_becomes_tombstones_with_the_numbers_going_forward(
    ada: User, bo: User, topic: Topic, post: Callable
):
    first = post(bo, topic, text="one").message
    post(ada, topic, text="mine")
    second = post(bo, topic, text="@ada two", reply_to=first.id).message
    topic.refresh_from_db(using=DB)
    head = topic.last_rev

    hear_deleted(bo, delete_messages=True)
    erase()

    topic.refresh_from_db(using=DB)
    page = page_of(ada, topic)
    gone = [item for item in page if item.deleted_at]
    assert [item.id for item in gone] == [first.id, second.id]
    assert [item.rev for item in gone] == [head + 1, head + 2]
    assert topic.last_rev == head + 3  # the note that they joined has lost their name as well
    assert [item.n for item in page] == list(range(1, topic.last_n + 1))
    assert all(item.text == item.html == "" and not item.mentions and not item.reply_to for item in gone)
    assert all(item.author.deleted and item.author.username == "" for item in gone)
    assert [item.text for item in page if item.author.id == str(ada.id) and item.kind == "text"] == ["mine"]


def test_not_a_word_stays_in_the_rows(ada: User, bo: User, topic: Topic, post: Callable):
    post(bo, topic, text="a secret @ada")

    hear_deleted(bo, delete_messages=True)
    erase()

    row = Message.objects.using(DB).get(author=bo, kind="text")
    assert (row.text, row.html, row.mentions, row.mention_all, bytes(row.request_hash)) == ("", "", [], None, b"")
    assert row.deleted_by_id == bo.id
    assert not Mention.objects.using(DB).exists()
    assert not Erasure.objects.using(DB).exists()


def test_what_moderators_had_removed_is_not_kept_any_longer(
    ada: User, bo: User, party: Party, topic: Topic, post: Callable
):
    post(bo, topic, text="a secret")
    services.kick_member(ada, party_id=party.id, user_id=bo.id, delete_hours=1)
    assert MessageRevision.objects.using(DB).get().text == "a secret"

    hear_deleted(bo, delete_messages=True)
    erase()

    assert not MessageRevision.objects.using(DB).exists()


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_of_what_was_deleted_before_no_word_stays_either(
    ada: User, bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch, who: str
):
    monkeypatch.setattr(pieces, "PIECE", 2)
    ids = [post(bo, topic, text="a secret").message.id for _ in range(3)]
    kept = post(ada, topic, text="of ada").message
    for message_id in ids:
        services.report_message(ada, message_id=message_id)
        services.delete_message({"author": bo, "moderator": ada}[who], message_id=message_id)
    services.report_message(cy := member_of(topic.party, "cy"), message_id=kept.id)
    services.delete_message(ada, message_id=kept.id)
    revs = set(Message.objects.using(DB).filter(kind="text").values_list("id", "rev"))

    hear_deleted(bo, delete_messages=True)
    erase()

    rows = Message.objects.using(DB).filter(kind="text")
    assert {bytes(row.request_hash) for row in rows.filter(author=bo)} == {b""}
    assert bytes(rows.get(author=ada).request_hash) != b""
    assert [(report.reporter_id, report.snapshot["text"]) for report in Report.objects.using(DB).all()] == [
        (cy.id, "of ada")
    ]
    assert set(rows.values_list("id", "rev")) == revs


def test_of_what_was_deleted_before_nothing_goes_where_messages_stay(ada: User, bo: User, topic: Topic, post: Callable):
    message = post(bo, topic).message
    services.report_message(ada, message_id=message.id)
    services.delete_message(bo, message_id=message.id)

    hear_deleted(bo, delete_messages=False)
    erase()

    assert Report.objects.using(DB).filter(message=message.id).exists()


@pytest.mark.parametrize("begun", [False, True])
def test_the_wish_that_messages_go_counts_after_a_resync_has_found_them_gone(
    bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch, begun: bool
):
    post(bo, topic, text="a secret")
    resync.forget([str(bo.id)])
    if begun:
        monkeypatch.setattr(pieces, "PIECE", 1)
        assert services.erase_some(bo.id) == 1

    hear_deleted(bo, delete_messages=True)
    resync.forget([str(bo.id)])
    erase()

    assert texts_of(bo) == {""}
    assert not Erasure.objects.using(DB).exists()


def test_accounts_and_others_are_told_of_each(bo: User, topic: Topic, post: Callable):
    ids = [post(bo, topic).message.id for _ in range(3)]

    hear_deleted(bo, delete_messages=True)
    erase()

    told = [event["data"] for event in recorded("message:deleted")]
    assert [event["message_id"] for event in told] == ids
    assert [event["version"] for event in told] == sorted({event["version"] for event in told})


def test_messages_stay_when_that_was_the_choice_but_notes_about_them_do_not(
    ada: User, bo: User, topic: Topic, post: Callable
):
    post(bo, topic, text="stays")
    post(ada, topic, text="hello @bo")
    services.mark_read(bo, topic_id=str(topic.id), n=2)
    DeadLetter.objects.using(DB).create(
        id="x", reason="failed", place="users/0/0", key=str(bo.id), value=b"bo", created_at=now()
    )

    hear_deleted(bo, delete_messages=False)
    erase()

    assert texts_of(bo) == {"stays"}
    assert not Mention.objects.using(DB).filter(user=bo).exists()
    assert not ReadMarker.objects.using(DB).filter(user=bo).exists()
    assert not DeadLetter.objects.using(DB).exists()
    assert recorded("message:deleted") == []


def test_nobody_elses_traces_go(ada: User, bo: User, topic: Topic, post: Callable):
    post(bo, topic, text="hello @ada")
    services.mark_read(ada, topic_id=str(topic.id), n=2)

    hear_deleted(bo, delete_messages=False)
    erase()

    assert Mention.objects.using(DB).filter(user=ada).count() == 1
    assert ReadMarker.objects.using(DB).filter(user=ada).count() == 1


def test_the_note_that_they_joined_stays_under_no_name(ada: User, bo: User, topic: Topic):
    hear_deleted(bo, delete_messages=True)
    erase()

    (note,) = [item for item in page_of(ada, topic) if item.kind == "system"]
    assert (note.system["what"], note.system["name"], note.system["user_id"]) == ("joined", "", str(bo.id))
    assert note.author.deleted
    assert note.edited_at is None
    topic.refresh_from_db(using=DB)
    assert note.rev == topic.last_rev == recorded("message:updated")[-1]["data"]["version"]


def test_no_note_anywhere_says_their_name_any_more(ada: User, bo: User, party: Party, topic: Topic, post: Callable):
    """Also where a topic that is not erased yet comes first, and where they came in as an owner."""
    secret, _ = services.create_topic(bo, party_id=party.id, client_id="s", name="secret", private=True)
    services.add_topic_member(bo, topic_id=secret.id, user_id=ada.id)
    hers = post(bo, Topic.objects.get(id=secret.id)).message
    services.pin_message(ada, message_id=post(bo, topic).message.id)
    Topic.objects.filter(id=topic.id).update(deleted_at=now())
    second, _ = services.create_topic(ada, party_id=party.id, client_id="t", name="second")
    services.offer_party(ada, party_id=party.id, user_id=str(bo.id))
    services.accept_party(bo, party_id=party.id)
    services.offer_party(bo, party_id=party.id, user_id=str(ada.id))
    services.remove_topic_member(ada, topic_id=secret.id, user_id=ada.id)
    services.accept_party(ada, party_id=party.id)
    services.add_topic_member(ada, topic_id=secret.id, user_id=ada.id)
    services.pin_message(ada, message_id=post(bo, Topic.objects.get(id=second.id)).message.id)
    services.pin_message(ada, message_id=hers.id)

    hear_deleted(ada, delete_messages=False)
    erase()

    notes = Message.objects.filter(author=ada, kind="system", topic__deleted_at=None)
    said = sorted(notes.values_list("system__what", "system__name"))
    assert said == [("owner_added", ""), ("pinned", ""), ("pinned", "")]
    assert not Erasure.objects.exists()


def test_every_topic_of_every_party_is_gone_through(ada: User, bo: User, party: Party, topic: Topic, post: Callable):
    other, _ = services.create_topic(ada, party_id=str(party.id), client_id="other", name="other")
    home = services.create_party(bo, client_id="home", name="Home")
    for topic_id in (topic.id, uuid.UUID(other.id), uuid.UUID(home.topics[0].id)):
        post(bo, Topic(id=topic_id), text="gone")

    hear_deleted(bo, delete_messages=True)
    erase()

    # Nobody is left at home, which ends with all that was said there.
    assert len(recorded("message:deleted")) == 2
    jobs.erase_parties(DB)
    assert texts_of(bo) == {""}
    assert not Message.objects.using(DB).filter(topic_id=home.topics[0].id).exists()


def test_a_step_changes_only_so_many_rows_and_the_next_goes_on(
    bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "PIECE", 2)
    for number in range(5):
        post(bo, topic, text=f"{number}")
    hear_deleted(bo, delete_messages=True)
    services.leave_everywhere(bo.id)  # as after a commit, which a test may not have

    steps = [services.erase_some(bo.id) for _ in range(7)]

    # At last go their name in a note, and how far they had read.
    assert steps == [2, 2, 1, 1, 1, 0, 0]
    assert texts_of(bo) == {""}


def test_a_run_ends_in_time_and_the_next_goes_on(bo: User, topic: Topic, post: Callable, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 1)
    for _ in range(3):
        post(bo, topic)
    hear_deleted(bo, delete_messages=True)
    services.leave_everywhere(bo.id)

    with monkeypatch.context() as hurried:
        hurried.setattr(jobs, "BUDGET", -1)
        erase()
    assert texts_of(bo) == {"", "Hello"}
    erase()

    assert texts_of(bo) == {""}


def test_a_step_costs_a_few_statements_however_many_rows(bo: User, topic: Topic, post: Callable):
    for _ in range(20):
        post(bo, topic)
    hear_deleted(bo, delete_messages=True)
    services.leave_everywhere(bo.id)

    with at_most(19):
        assert services.erase_some(bo.id) == 20


def test_the_same_news_twice_and_a_run_of_nothing_change_nothing(ada: User, bo: User, topic: Topic, post: Callable):
    post(bo, topic)
    hear_deleted(bo, delete_messages=True)
    erase()
    topic.refresh_from_db(using=DB)
    head = topic.last_rev

    hear_deleted(bo, delete_messages=True)
    erase()
    erase()

    topic.refresh_from_db(using=DB)
    assert topic.last_rev == head
    assert len(recorded("message:deleted")) == 1


def test_somebody_who_never_wrote_is_done_at_once():
    hear_deleted(User(id=new_id()), delete_messages=True)

    assert erase() == 0
    assert not Erasure.objects.using(DB).exists()


@pytest.mark.django_db(databases=["default", "messaging"], transaction=True)
def test_after_a_kill_in_the_middle_it_is_finished_and_nothing_is_done_twice(
    bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "PIECE", 2)
    for _ in range(5):
        post(bo, topic)
    hear_deleted(bo, delete_messages=True)
    topic.refresh_from_db(using=DB)
    head = topic.last_rev

    assert in_a_process_of_its_own(die_in_the_second_step) == signal.SIGKILL
    assert list(texts_of(bo)).count("Hello") == 1  # the first step is done, the second is not
    erase()

    topic.refresh_from_db(using=DB)
    assert texts_of(bo) == {""}
    assert topic.last_rev == head + 6
    assert len(recorded("message:deleted")) == 5


def die_in_the_second_step():
    record, calls = outbox.record, []

    def once(*events: Any, **how: Any) -> None:
        calls.append(events)
        if len(calls) > 1:
            os.kill(os.getpid(), signal.SIGKILL)
        record(*events, **how)

    outbox.record = once
    jobs.erase(DB)


def in_a_process_of_its_own(run: Callable[[], None]) -> int:
    """The signal that a child died of, which ran this with connections of its own; 0 when it ended by itself."""
    child = os.fork()
    if child == 0:
        try:
            for connection in connections.all():
                connection.connection = None  # the parent's; to close it would end it for both
            run()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


@pytest.mark.django_db(databases=["default", "messaging"], transaction=True)
async def test_open_sockets_are_told_in_order(ada: User, bo: User, topic: Topic, post: Callable, sockets: Callable):
    from messaging.database import ask

    ids = [(await ask(lambda: post(bo, topic))).message.id for _ in range(3)]
    socket = await sockets(ada)
    await socket.sub(topic)
    socket.frames.clear()

    await ask(lambda: hear_deleted(bo, delete_messages=True))
    await ask(erase)

    frames = [await socket.message() for _ in range(3)]
    assert [frame["d"]["id"] for frame in frames] == ids
    assert [frame["prev"] for frame in frames[1:]] == [frame["rev"] for frame in frames[:-1]]
    assert all(frame["d"]["text"] == "" and frame["d"]["author"]["deleted"] for frame in frames)


@pytest.mark.django_db(databases=["default", "messaging"], transaction=True)
def test_what_is_published_says_who_did_what(bo: User, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch):
    for _ in range(2):
        post(bo, topic)
    hear_deleted(bo, delete_messages=True)
    published: list[Any] = []
    monkeypatch.setattr(realtime, "_publish", each(lambda channel, signal: published.append(signal)))

    erase()

    words = [(change.change, change.actor_id) for change in published]
    assert words == [("deleted", str(bo.id)), ("deleted", str(bo.id)), ("edited", str(bo.id))]
    assert [change.prev + 1 for change in published] == [change.rev for change in published]


def wrote(user: User, topic: Topic, count: int) -> None:
    """So many messages at once, without posting each."""
    topic.refresh_from_db(using=DB)
    head = topic.last_n, topic.last_rev
    rows = [
        Message(
            topic=topic,
            n=head[0] + number,
            rev=head[1] + number,
            author=user,
            client_id=f"many-{number}",
            request_hash=b"",
            text=f"word {number}",
            created_at=now(),
        )
        for number in range(1, count + 1)
    ]
    Message.objects.using(DB).bulk_create(rows, batch_size=500)
    Topic.objects.using(DB).filter(id=topic.id).update(last_n=head[0] + count, last_rev=head[1] + count)


def test_thousands_of_messages_are_gone_within_a_minute(bo: User, topic: Topic):
    wrote(bo, topic, 2000)
    hear_deleted(bo, delete_messages=True)

    started = time.monotonic()
    while erase():
        pass

    assert time.monotonic() - started < 60
    assert texts_of(bo) == {""}
    topic.refresh_from_db(using=DB)
    revs = Message.objects.using(DB).filter(topic=topic).order_by("rev").values_list("rev", flat=True)
    assert list(revs)[-2001:] == list(range(topic.last_rev - 2000, topic.last_rev + 1))


def test_an_owner_who_came_into_a_private_topic_loses_their_name_in_its_note(ada: User, bo: User, party: Party):
    secret, _new = services.create_topic(bo, party_id=party.id, client_id="t2", name="secret", private=True)
    services.add_topic_member(ada, topic_id=secret.id, user_id=ada.id)

    hear_deleted(ada, delete_messages=False)
    erase()

    note = Message.objects.using(DB).get(topic_id=secret.id, kind="system")
    assert note.system == {"what": "owner_added", "user_id": str(ada.id), "by_id": str(ada.id), "name": ""}
