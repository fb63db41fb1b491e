"""It is true of a kick that also deletes that the last hours of somebody's words go, in small steps, and no others."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from events.times import now
from messaging import jobs, services
from messaging.models import (
    AuditEntry,
    Message,
    MessageRevision,
    Party,
    Purge,
    Role,
    Topic,
    TopicMember,
    User,
)
from messaging.services import pieces, purges
from messaging.services.save import save_messages
from messaging.tests.messages import new
from messaging.tests.parallel import together
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded
from messaging.tests.topics import open_topic

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["messaging"])]


@pytest.fixture
def boats(ada: User, party: Party) -> Topic:
    made, _ = services.create_topic(ada, party_id=party.id, client_id="boats", name="boats")
    return Topic.objects.get(id=made.id)


def say(person: User, topic: Topic, *texts: str) -> None:
    save_messages([new(person, topic.id, text) for text in texts])


def words() -> list[str]:
    rows = Message.objects.filter(kind="text", deleted_at=None)
    return sorted(rows.values_list("text", flat=True))


def kick(ada: User, bo: User, party: Party, hours: int) -> None:
    services.kick_member(ada, party_id=party.id, user_id=bo.id, delete_hours=hours)


def test_the_last_hours_go_in_all_topics_and_nothing_older_nor_of_others(
    ada: User, bo: User, party: Party, topic: Topic, boats: Topic
):
    say(bo, topic, "one", "old")
    say(bo, boats, "two")
    say(ada, topic, "mine")
    Message.objects.filter(text="old").update(created_at=now() - timedelta(hours=2))

    kick(ada, bo, party, 1)

    assert words() == ["mine", "old"]
    assert len(recorded("message:deleted")) == 2
    assert not Purge.objects.exists()
    entry = AuditEntry.objects.get(action="messages_deleted")
    gone = Message.objects.filter(deleted_at__isnull=False)
    assert {(row.deleted_at, row.deleted_by_id) for row in gone} == {(entry.created_at, ada.id)}
    assert (entry.after, entry.user_id) == ({"hours": 1}, bo.id)
    head = Topic.objects.get(id=topic.id)
    assert head.last_rev == head.last_n + 1


def test_without_hours_all_words_stay(ada: User, bo: User, party: Party, topic: Topic):
    say(bo, topic, "one")

    services.kick_member(ada, party_id=party.id, user_id=bo.id)

    assert words() == ["one"]
    assert [entry.action for entry in AuditEntry.objects.all()] == ["member_kicked"]


def test_a_ban_of_somebody_who_is_no_member_deletes_too(ada: User, bo: User, party: Party, topic: Topic):
    say(bo, topic, "one")
    services.leave_party(bo, party_id=party.id)

    services.ban_person(ada, party_id=party.id, user_id=bo.id, delete_hours=168)

    assert words() == []


def test_a_ban_that_is_there_already_deletes_too_and_a_repeat_of_that_is_once(
    ada: User, bo: User, party: Party, topic: Topic, boats: Topic
):
    say(bo, topic, "one")
    say(bo, boats, "two", "old")
    Message.objects.filter(text="old").update(created_at=now() - timedelta(hours=2))
    first = services.ban_person(ada, party_id=party.id, user_id=bo.id)
    assert words() == ["old", "one", "two"]

    again = [services.ban_person(ada, party_id=party.id, user_id=bo.id, delete_hours=1) for _ in range(3)]

    assert words() == ["old"]
    assert not Purge.objects.exists()
    entry = AuditEntry.objects.get(action="messages_deleted")
    assert (entry.after, entry.user_id, entry.kept) == ({"hours": 1}, bo.id, {"role": Role.MEMBER})
    assert AuditEntry.objects.filter(action="member_banned").count() == 1
    assert again == [first] * 3

    services.ban_person(ada, party_id=party.id, user_id=bo.id, delete_hours=24)
    assert words() == []
    assert [row.after for row in AuditEntry.objects.filter(action="messages_deleted").order_by("id")] == [
        {"hours": 1},
        {"hours": 24},
    ]


def test_a_ban_again_while_the_first_deletion_goes_on_is_once(
    ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "PIECE", 1)
    say(bo, topic, *"abcdef")
    services.ban_person(ada, party_id=party.id, user_id=bo.id, delete_hours=24)
    assert words() != []

    services.ban_person(ada, party_id=party.id, user_id=bo.id, delete_hours=1)

    assert AuditEntry.objects.filter(action="messages_deleted").count() == Purge.objects.count() == 1


def test_a_ban_that_is_there_already_deletes_nothing_that_its_moderator_does_not_see(
    ada: User, bo: User, party: Party, topic: Topic
):
    mo = member_of(party, "mo", Role.MODERATOR)
    say(bo, open_topic(ada, party, "secret", bo), "hidden")
    services.ban_person(ada, party_id=party.id, user_id=bo.id)

    services.ban_person(mo, party_id=party.id, user_id=bo.id, delete_hours=24)

    assert words() == ["hidden"]
    assert not AuditEntry.objects.filter(action="messages_deleted").exists()


def test_private_topics_are_left_alone_by_who_is_not_inside(
    ada: User, bo: User, party: Party, topic: Topic, boats: Topic
):
    say(bo, boats, "secret")
    say(bo, topic, "open")
    Topic.objects.filter(id=boats.id).update(private=True)

    kick(ada, bo, party, 1)
    assert words() == ["secret"]

    TopicMember.objects.create(topic=boats, user=ada)
    services.ban_person(ada, party_id=party.id, user_id=bo.id, delete_hours=1)
    assert words() == []


def test_many_go_in_pieces_and_the_job_takes_the_rest(
    ada: User, bo: User, party: Party, topic: Topic, boats: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "PIECE", 2)
    say(bo, topic, *[f"{n}" for n in range(9)])
    say(bo, boats, *[f"b{n}" for n in range(5)])

    kick(ada, bo, party, 1)

    assert len(words()) == 14 - 2 * purges.STEPS_AT_ONCE
    assert jobs.purge(settings.MESSAGING_DB) == 14 - 2 * purges.STEPS_AT_ONCE
    assert words() == []
    assert not Purge.objects.exists()
    assert jobs.purge(settings.MESSAGING_DB) == 0
    for each in (topic, boats):
        revs = list(Message.objects.filter(topic=each).order_by("rev").values_list("rev", flat=True))
        assert len(set(revs)) == len(revs)
        assert max(revs) == Topic.objects.get(id=each.id).last_rev


def test_a_step_costs_the_same_however_many_messages(ada: User, bo: User, party: Party, topic: Topic):
    say(bo, topic, *[f"{n}" for n in range(40)])
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:
        patch.setattr(purges, "STEPS_AT_ONCE", 0)
        kick(ada, bo, party, 1)

    with at_most(16):
        assert services.purge_some(Purge.objects.get().id) == 40


def test_what_fails_is_left_to_the_job_and_the_kick_stays_done(
    ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    from django.db import OperationalError

    say(bo, topic, "one")

    def locked(*_: Any) -> Any:
        raise OperationalError("lock timeout")

    with monkeypatch.context() as patch:
        patch.setattr(purges, "purge_some", locked)
        kick(ada, bo, party, 1)

    assert words() == ["one"]
    assert jobs.purge(settings.MESSAGING_DB) == 1
    assert words() == []


def test_what_is_written_later_by_who_joined_again_stays(
    ada: User, bo: User, party: Party, topic: Topic, invite: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(purges, "STEPS_AT_ONCE", 0)
    say(bo, topic, "before")
    kick(ada, bo, party, 1)
    services.join_party(bo, code=invite.code)
    say(bo, topic, "after")
    Message.objects.filter(text="after").update(created_at=now() + timedelta(seconds=1))

    jobs.purge(settings.MESSAGING_DB)

    assert words() == ["after"]


def test_the_words_are_forgotten_after_a_day(ada: User, bo: User, party: Party, topic: Topic):
    say(bo, topic, "one")
    kick(ada, bo, party, 1)
    assert MessageRevision.objects.get().text == "one"
    assert jobs.forget_removed(settings.MESSAGING_DB) == 0

    MessageRevision.objects.update(ended_at=now() - timedelta(hours=25))

    assert jobs.forget_removed(settings.MESSAGING_DB) == 1
    assert not MessageRevision.objects.exists()


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_two_at_the_same_purge_delete_each_message_once(
    ada: User, bo: User, party: Party, topic: Topic, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(purges, "STEPS_AT_ONCE", 0)
    monkeypatch.setattr(pieces, "PIECE", 3)
    say(bo, topic, *[f"{n}" for n in range(12)])
    kick(ada, bo, party, 1)
    (purge,) = services.waiting_purges()

    def work() -> int:
        done = 0
        while step := services.purge_some(purge):
            done += step
        return done

    assert sum(together(work, work, work)) == 12
    assert MessageRevision.objects.count() == 12
