"""It is true that nothing but nameless messages is left of somebody who deleted their account."""

from collections.abc import Callable

import msgspec
import pytest
from django.conf import settings

from events import outbox, txn
from events.catalogue import UserCreated, UserDeleted
from events.models import OutboxEvent
from events.testing import run_events
from events.times import now
from messaging import queries, services
from messaging.models import AuditEntry, Ban, Membership, Party, Role, Topic, User

pytestmark = pytest.mark.django_db(databases=["default", "messaging"])


def deleted(user: User, version: int = 9) -> None:
    """Accounts tells that somebody is gone; twice, as it may happen."""
    event = UserDeleted(version=version, user_id=str(user.id), delete_messages=False)
    for _ in range(2):
        with txn.atomic(settings.ACCOUNTS_DB):
            outbox.record(event, source="accounts", using=settings.ACCOUNTS_DB)
        run_events()


def told(name: str) -> list[dict]:
    rows = OutboxEvent.objects.using(settings.MESSAGING_DB).filter(type=name).order_by("aggregateversion")
    return [msgspec.json.decode(row.payload)["data"] for row in rows]


def test_messages_stay_under_no_name(ada: User, bo: User, party: Party, topic: Topic, post: Callable):
    post(bo, topic, text="I was here")

    deleted(bo)

    page = queries.message_page(queries.topic_for(ada, str(topic.id)))
    author = next(item.author for item in page.items if item.text == "I was here")
    assert author == msgspec.structs.replace(author, username="", display_name="", avatar_url="", deleted=True)
    assert author.id == str(bo.id)


def test_memberships_end_and_accounts_is_told_once(ada: User, bo: User, party: Party):
    before = party.member_count

    deleted(bo)

    party.refresh_from_db(using=settings.MESSAGING_DB)
    assert party.member_count == before - 1
    assert not Membership.objects.using(settings.MESSAGING_DB).filter(user=bo).exists()
    assert [event["user_id"] for event in told("member:deleted")] == [str(bo.id)]
    assert told("member:deleted")[0]["version"] == party.version


def test_ownership_goes_to_the_highest_role_that_has_been_there_longest(ada: User, bo: User, eve: User, party: Party):
    db = settings.MESSAGING_DB
    joined = Membership.objects.using(db).get(party=party, user=bo).joined_at
    Membership.objects.using(db).create(party=party, user=eve, role=Role.MODERATOR, joined_at=joined)

    deleted(ada)

    party.refresh_from_db(using=db)
    assert party.owner_id == eve.id
    assert Membership.objects.using(db).get(party=party, user=eve).role == Role.OWNER
    assert told("party:updated")[-1]["owner_id"] == told("member:updated")[-1]["user_id"] == str(eve.id)


def test_who_follows_is_in_the_log_and_can_write(ada: User, bo: User, party: Party):
    db = settings.MESSAGING_DB
    services.offer_party(ada, party_id=party.id, user_id=str(bo.id))
    Membership.objects.using(db).filter(user=bo).update(timeout_until=now())

    deleted(ada)

    entry = AuditEntry.objects.using(db).get(action="ownership_passed")
    assert (entry.actor_id, entry.user_id) == (ada.id, bo.id)
    assert (entry.before["owner_id"], entry.after["owner_id"]) == (str(ada.id), str(bo.id))
    assert Membership.objects.using(db).get(user=bo).timeout_until is None
    assert Party.objects.using(db).get(id=party.id).heir_id is None


def test_offers_to_them_and_bans_of_them_end_and_others_stay(ada: User, bo: User, eve: User, party: Party):
    db = settings.MESSAGING_DB
    services.offer_party(ada, party_id=party.id, user_id=str(bo.id))
    services.ban_person(ada, party_id=party.id, user_id=eve.id)

    deleted(bo)

    assert Party.objects.using(db).get(id=party.id).heir_id is None
    assert Ban.objects.using(db).filter(user=eve).exists()
    deleted(eve)
    assert not Ban.objects.using(db).exists()


def test_a_party_without_anybody_stays_as_it_is(ada: User, bo: User, party: Party):
    deleted(bo)
    deleted(ada)

    party.refresh_from_db(using=settings.MESSAGING_DB)
    assert (party.member_count, party.owner_id) == (0, ada.id)


def test_a_late_create_does_not_bring_them_back(bo: User, party: Party):
    deleted(bo)
    late = UserCreated(
        version=50,
        user_id=str(bo.id),
        username="bo",
        display_name="Bo",
        avatar_url="",
        is_staff=False,
        locale="",
        zoneinfo="",
        created_at="2026-11-24T10:17:15.042Z",
    )
    with txn.atomic(settings.ACCOUNTS_DB):
        outbox.record(late, source="accounts", using=settings.ACCOUNTS_DB)
    run_events()

    person = User.objects.using(settings.MESSAGING_DB).get(id=bo.id)
    assert (person.username, person.deleted_at is None) == ("", False)
