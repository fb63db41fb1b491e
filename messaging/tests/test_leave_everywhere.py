"""It is true that nothing but nameless messages is left of somebody who deleted their account."""

from collections.abc import Callable

import msgspec
import pytest
from django.conf import settings
from django.db import OperationalError, connections
from django.test.utils import CaptureQueriesContext

from events import context, outbox, txn
from events.catalogue import UserCreated, UserDeleted
from events.models import OutboxEvent
from events.testing import run_events
from events.times import now
from messaging import jobs, queries, resync, services
from messaging.models import AuditEntry, Ban, Invite, Membership, Party, Role, Topic, User
from messaging.services import erasures
from messaging.tests.clients import refused
from messaging.tests.queries_counted import at_most

# As soon as the news is committed, parties are left.
pytestmark = pytest.mark.django_db(databases=["default", "messaging"], transaction=True)


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


def test_a_party_without_anybody_ends_and_its_invites_with_it(
    api: Callable, ada: User, bo: User, eve: User, party: Party, topic: Topic, invite: Invite
):
    deleted(bo)
    deleted(ada)

    party.refresh_from_db(using=settings.MESSAGING_DB)
    assert (party.member_count, party.deleted_at is None) == (0, False)
    assert Topic.objects.using(settings.MESSAGING_DB).get(id=topic.id).deleted_at == party.deleted_at
    assert [(event["party_id"], event["version"]) for event in told("party:deleted")] == [
        (str(party.id), party.version)
    ]
    refused(api(eve).post(f"/invites/{invite.code}/accept"), 404, "not_found")
    assert not Membership.objects.using(settings.MESSAGING_DB).filter(party=party).exists()


def test_nobody_who_is_gone_as_well_becomes_the_owner(ada: User, bo: User, party: Party):
    services.delete_user_copy(bo.id, 9)

    deleted(ada)

    assert Party.objects.using(settings.MESSAGING_DB).get(id=party.id).deleted_at is not None
    deleted(bo, 10)
    assert len(told("party:deleted")) == 1
    assert told("party:updated") == []


def test_each_party_is_left_in_a_transaction_of_its_own_and_its_row_comes_first(ada: User, bo: User, party: Party):
    db, bans = settings.MESSAGING_DB, Ban.objects.using(settings.MESSAGING_DB)
    for name in ("second", "third"):
        made = services.create_party(ada, client_id=name, name=name)
        services.join_party(bo, code=made.invite.code)
    other = services.create_party(ada, client_id="fourth", name="Fourth")
    services.ban_person(ada, party_id=other.party.id, user_id=bo.id)
    assert bans.filter(user=bo).exists()

    with CaptureQueriesContext(connections[db]) as captured:
        services.leave_everywhere(bo.id)

    said = [query["sql"] for query in captured]
    began = [place for place, sql in enumerate(said) if sql.startswith("BEGIN")]
    ended = [place for place, sql in enumerate(said) if sql == "COMMIT"]
    assert all(begin < end for begin, end in zip(began, ended, strict=True))
    assert all(end < begin for end, begin in zip(ended, began[1:], strict=False))
    parties = [place for place, sql in enumerate(said) if sql.startswith('UPDATE "messaging_party"')]
    assert len(parties) == 3
    assert all(sum(begin < place for begin in began) == n + 1 for n, place in enumerate(parties))
    for begin, end in list(zip(began, ended, strict=True))[:3]:
        taken = [sql for sql in said[begin:end] if sql.startswith(("SELECT", "DELETE", "UPDATE"))]
        assert 'FROM "messaging_party"' in taken[0]
    assert not bans.filter(user=bo).exists()


def test_a_party_costs_so_many_statements_to_leave_however_many_there_are(ada: User, bo: User, party: Party):
    for number in range(4):
        made = services.create_party(ada, client_id=f"p{number}", name="Another")
        services.join_party(bo, code=made.invite.code)

    with at_most(5 * 9 + 3):
        services.leave_everywhere(bo.id)

    assert not Membership.objects.using(settings.MESSAGING_DB).filter(user=bo).exists()


def test_a_party_that_could_not_be_left_at_once_is_left_by_the_job(
    bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    def fail(user_id: object) -> None:
        raise OperationalError("deadlock detected")

    with monkeypatch.context() as patch:
        patch.setattr(erasures, "leave_everywhere", fail)
        deleted(bo)
    mine = Membership.objects.using(settings.MESSAGING_DB).filter(user=bo)
    assert mine.exists()

    jobs.erase(settings.MESSAGING_DB)

    assert not mine.exists()
    assert [event["user_id"] for event in told("member:deleted")] == [str(bo.id)]


def test_what_is_told_of_it_carries_the_request_that_deleted_the_account(bo: User, party: Party):
    event = UserDeleted(version=9, user_id=str(bo.id), delete_messages=False)
    with context.bound(request_id="a" * 32), txn.atomic(settings.ACCOUNTS_DB):
        outbox.record(event, source="accounts", using=settings.ACCOUNTS_DB)

    run_events()

    row = OutboxEvent.objects.using(settings.MESSAGING_DB).get(type="member:deleted")
    assert context.request_id_of(msgspec.json.decode(row.payload)["traceparent"]) == "a" * 32


def test_who_a_resync_finds_gone_leaves_as_well(bo: User, party: Party):
    resync.forget([str(bo.id)])

    assert not Membership.objects.using(settings.MESSAGING_DB).filter(user=bo).exists()


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
