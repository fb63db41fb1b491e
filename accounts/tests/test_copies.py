import itertools
from datetime import datetime
from uuid import UUID

import pytest
from django.conf import settings

from accounts import jobs
from accounts.models import MembershipCopy, PartyCopy
from accounts.services import copies
from events.catalogue import MemberCreated, MemberDeleted, MemberUpdated, PartyCreated, PartyDeleted, PartyUpdated
from events.ids import new_id
from events.registry import handlers_of

pytestmark = [pytest.mark.embedded, pytest.mark.django_db]

PARTY, OWNER, BO = str(new_id()), str(new_id()), str(new_id())
AT = "2026-01-01T00:00:00.000Z"
CREATED = PartyCreated(version=1, party_id=PARTY, party_name="Small", owner_id=OWNER, created_at=AT)
RENAMED = PartyUpdated(version=5, party_id=PARTY, party_name="Large", owner_id=BO, created_at=AT)
DELETED = PartyDeleted(version=9, party_id=PARTY)
JOINED = MemberCreated(version=2, party_id=PARTY, user_id=BO, role="member", joined_at=AT)
RAISED = MemberUpdated(version=3, party_id=PARTY, user_id=BO, role="admin", joined_at=AT)
LEFT = MemberDeleted(version=4, party_id=PARTY, user_id=BO)
BACK = MemberCreated(version=6, party_id=PARTY, user_id=BO, role="member", joined_at=AT)
OTHER = str(new_id())
ELSEWHERE = MemberCreated(version=2, party_id=OTHER, user_id=BO, role="owner", joined_at=AT)


def hear(*events):
    for event in events:
        hear_together([event])


def hear_together(events):
    for handler in handlers_of(events[0].name, "accounts"):
        handler.run(events)


def party() -> tuple:
    return PartyCopy.objects.values_list("id", "name", "owner_id", "version", "deleted").get()


def membership() -> tuple:
    return MembershipCopy.objects.values_list("role", "version", "deleted").get()


def test_party_is_copied_and_follows():
    hear(CREATED)
    assert party() == (UUID(PARTY), "Small", UUID(OWNER), 1, False)

    hear(RENAMED)
    assert party() == (UUID(PARTY), "Large", UUID(BO), 5, False)


@pytest.mark.parametrize("order", list(itertools.permutations([CREATED, RENAMED, DELETED])))
def test_any_order_twice_ends_in_the_newest_state(order):
    hear(*order, *order)

    assert party() == (UUID(PARTY), "", None, 9, True)


@pytest.mark.parametrize("order", list(itertools.permutations([JOINED, RAISED, LEFT])))
def test_membership_that_ended_is_not_brought_back_by_late_news(order):
    hear(*order, *order)

    assert membership() == ("", 4, True)


def test_a_batch_ends_in_the_newest_state_of_each():
    other = str(new_id())
    hear(CREATED)
    hear_together(
        [JOINED, LEFT, RAISED, MemberCreated(version=7, party_id=PARTY, user_id=other, role="owner", joined_at=AT)]
    )

    found = MembershipCopy.objects.values_list("user_id", "role", "version", "deleted")
    assert sorted(found, key=lambda row: row[2]) == [(UUID(BO), "", 4, True), (UUID(other), "owner", 7, False)]


def test_whoever_joins_again_is_a_member_again():
    hear(JOINED, LEFT, BACK, LEFT)

    assert membership() == ("member", 6, False)


def standing(party_id: str) -> tuple:
    """What is kept of the one membership of a party."""
    return MembershipCopy.objects.values_list("role", "joined_at", "deleted").get(party_id=party_id)


ENDED, STANDS = ("", None, True), ("owner", datetime.fromisoformat(AT), False)


@pytest.mark.parametrize("order", list(itertools.permutations([JOINED, RAISED, DELETED])))
def test_a_party_that_is_gone_ends_its_memberships_whatever_comes_late_and_no_others(order):
    hear(CREATED, ELSEWHERE, *order, *order)

    assert (standing(PARTY), standing(OTHER)) == (ENDED, STANDS)


@pytest.mark.parametrize("order", list(itertools.permutations([JOINED, RAISED, DELETED])))
def test_so_it_does_when_all_is_told_in_one_batch(order):
    hear_together([*order, ELSEWHERE, CREATED, *order])

    assert (standing(PARTY), standing(OTHER)) == (ENDED, STANDS)


def crowd(count: int) -> list[MemberCreated]:
    return [
        MemberCreated(version=2, party_id=PARTY, user_id=str(new_id()), role="member", joined_at=AT)
        for _ in range(count)
    ]


def left() -> int:
    return MembershipCopy.objects.filter(party_id=PARTY, deleted=False).count()


def test_a_large_party_is_emptied_by_the_job_and_then_left_alone(monkeypatch):
    monkeypatch.setattr(copies, "PIECE", 2)
    hear(CREATED, ELSEWHERE)
    hear_together(crowd(5))

    hear(DELETED)
    assert left() == 3
    assert jobs.empty_parties(settings.ACCOUNTS_DB) == 3 + 1  # and the party

    assert left() == 0
    assert standing(OTHER) == STANDS
    assert jobs.empty_parties(settings.ACCOUNTS_DB) == 0


def test_parties_that_were_deleted_when_nothing_ended_memberships_are_emptied_and_living_ones_are_not():
    other = PartyCreated(version=1, party_id=OTHER, party_name="Other", owner_id=BO, created_at=AT)
    hear(CREATED, JOINED, other, ELSEWHERE)
    PartyCopy.objects.filter(pk=PARTY).update(name="", owner_id=None, version=9, deleted=True)

    jobs.empty_parties(settings.ACCOUNTS_DB)

    assert (standing(PARTY), standing(OTHER)) == (ENDED, STANDS)
    assert dict(PartyCopy.objects.values_list("pk", "emptied")) == {UUID(PARTY): True, UUID(OTHER): None}


def test_a_membership_that_was_saved_beside_the_end_of_its_party_is_ended_a_little_later():
    hear(CREATED, DELETED)
    key = {"id": JOINED.key, "party_id": PARTY, "user_id": BO}
    MembershipCopy.objects.create(**key, role="member", joined_at=datetime.fromisoformat(AT), version=2)

    jobs.empty_parties(settings.ACCOUNTS_DB)

    assert standing(PARTY) == ENDED


def test_what_a_resync_has_forgotten_may_be_told_of_again():
    PartyCopy.objects.create(id=PARTY, version=0, deleted=True)

    hear(JOINED)
    jobs.empty_parties(settings.ACCOUNTS_DB)

    assert membership() == ("member", 2, False)
