import itertools
from uuid import UUID

import pytest

from accounts.models import MembershipCopy, PartyCopy
from events.catalogue import MemberCreated, MemberDeleted, MemberUpdated, PartyCreated, PartyDeleted, PartyUpdated
from events.ids import new_id
from events.registry import handlers_of

pytestmark = pytest.mark.django_db

PARTY, OWNER, BO = str(new_id()), str(new_id()), str(new_id())
AT = "2026-01-01T00:00:00.000Z"
CREATED = PartyCreated(version=1, party_id=PARTY, party_name="Small", owner_id=OWNER, created_at=AT)
RENAMED = PartyUpdated(version=5, party_id=PARTY, party_name="Large", owner_id=BO, created_at=AT)
DELETED = PartyDeleted(version=9, party_id=PARTY)
JOINED = MemberCreated(version=2, party_id=PARTY, user_id=BO, role="member", joined_at=AT)
RAISED = MemberUpdated(version=3, party_id=PARTY, user_id=BO, role="admin", joined_at=AT)
LEFT = MemberDeleted(version=4, party_id=PARTY, user_id=BO)
BACK = MemberCreated(version=6, party_id=PARTY, user_id=BO, role="member", joined_at=AT)


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
