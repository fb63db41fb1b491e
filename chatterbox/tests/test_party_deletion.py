"""It is true of a deleted party that accounts keeps nothing of who was in it, and both services say the same."""

from typing import Any

import pytest
from django.conf import settings

from accounts import jobs
from accounts.models import MembershipCopy, PartyCopy
from chatterbox.tests.copies import differences, parties, people, swap
from events import resync
from events.testing import run_events
from events.times import now
from messaging import services as messaging
from messaging.models import Party

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(databases=["default", "messaging"])]


@pytest.fixture(autouse=True)
def _three_parties() -> None:
    parties(3, people(1)[0])


def delete(number: int) -> Any:
    """Delete one of the parties; its id."""
    party = Party.objects.using(settings.MESSAGING_DB).get(name=f"Party {number}")
    messaging.delete_party(party.owner, party_id=party.id, confirm=party.name)
    return party.id


def living() -> set[Any]:
    """The parties that accounts knows members of."""
    return set(MembershipCopy.objects.filter(deleted=False).values_list("party_id", flat=True))


def test_its_members_are_none_any_more_and_those_of_others_are():
    gone = delete(0)
    run_events()

    assert differences("parties") == {}
    assert living() == set(PartyCopy.objects.exclude(pk=gone).values_list("pk", flat=True))


def test_members_that_were_kept_when_it_was_deleted_are_superfluous_until_the_job_has_ended_them():
    kept = MembershipCopy.objects.filter(party_id=delete(0))
    run_events()
    kept.update(deleted=False, role="owner", joined_at=now())
    assert list(differences("parties").values()) == ["superfluous"]

    jobs.empty_parties(settings.ACCOUNTS_DB)

    assert differences("parties") == {}


@pytest.mark.parametrize("number", [0, 2], ids=["was told of", "is not told of any more"])
def test_so_it_is_when_it_is_deleted_during_a_resync_that(number):
    steps = resync.tell("parties", settings.MESSAGING_DB)
    next(steps)
    run_events()

    gone = delete(number)
    list(steps)
    swap()

    assert differences("parties") == {}
    assert gone not in living()
    assert len(living()) == 2
