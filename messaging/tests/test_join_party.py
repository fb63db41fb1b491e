from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError

from events.errors import NotFound
from events.times import iso, now
from messaging import queries
from messaging.invites import InviteExpired, InviteRevoked, InviteUsedUp
from messaging.models import AuditEntry, Ban, Invite, Membership, Message, Party, ReadMarker, Role, Topic, User
from messaging.services import create_party, create_topic, join_party, kick_member, leave_party, undo, update_member
from messaging.services.invites import Banned
from messaging.tests.clients import refused
from messaging.tests.conftest import make_user
from messaging.tests.parallel import together
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])

#: Every way in which an invite can have ended.
ENDED = {
    "expired": ({"expires_at": now() - timedelta(seconds=1)}, InviteExpired),
    "used up": ({"max_uses": 1, "uses": 1}, InviteUsedUp),
    "revoked": ({"revoked_at": now()}, InviteRevoked),
}
ended = pytest.mark.parametrize(("change", "refusal"), ENDED.values(), ids=ENDED)


def test_somebody_with_an_invite_becomes_a_member(eve: User, party: Party, invite: Invite):
    joined = join_party(eve, code=invite.code)

    assert joined.created
    assert (joined.party.id, joined.party.role, joined.party.member_count) == (str(party.id), "member", 3)
    assert Membership.objects.get(party=party, user=eve).role == Role.MEMBER
    assert Party.objects.get(id=party.id).member_count == 3
    assert queries.party_for(eve, party.id).party == party


def test_it_counts_one_use(eve: User, invite: Invite):
    join_party(eve, code=invite.code)

    assert Invite.objects.get(id=invite.id).uses == invite.uses + 1


def test_it_moves_the_party_by_one_rev_and_tells_of_the_member(eve: User, party: Party, invite: Invite):
    join_party(eve, code=invite.code)

    moved = Party.objects.get(id=party.id)
    assert (moved.rev, moved.version, moved.acl) == (party.rev + 1, party.version + 1, party.acl)
    event = recorded("member:created")[-1]
    assert event["aggregateversion"] == moved.version
    assert (event["data"]["user_id"], event["data"]["role"]) == (str(eve.id), "member")


def test_the_system_topic_says_so(eve: User, party: Party, topic: Topic, invite: Invite):
    join_party(eve, code=invite.code)

    note = Message.objects.filter(topic=topic).latest("n")
    assert (note.kind, note.author_id, note.text) == ("system", eve.id, "")
    assert note.system == {"what": "joined", "user_id": str(eve.id), "by_id": None, "name": "Eve"}


def test_a_new_member_starts_at_the_head(
    ada: User, eve: User, party: Party, topic: Topic, invite: Invite, post: Callable
):
    other, _ = create_topic(ada, party_id=party.id, client_id="t2", name="boats")
    for _ in range(3):
        post(ada, topic)
        post(ada, Topic.objects.get(id=other.id))

    join_party(eve, code=invite.code)

    topics = queries.topics_of(eve, queries.party_for(eve, party.id))
    assert [(each.name, each.unread) for each in topics] == [("general", 0), ("boats", 0)]
    assert [marker.read_n for marker in ReadMarker.objects.filter(user=eve).order_by("read_n")] == [3, 4]


@ended
def test_an_ended_invite_lets_nobody_in(eve: User, party: Party, invite: Invite, change: dict, refusal: type):
    Invite.objects.filter(id=invite.id).update(**change)

    with pytest.raises(refusal):
        join_party(eve, code=invite.code)

    assert not Membership.objects.filter(user=eve).exists()
    assert Party.objects.get(id=party.id).member_count == 2
    assert Invite.objects.get(id=invite.id).uses == change.get("uses", 1)


@ended
def test_a_member_is_a_member_whatever_became_of_the_invite(
    bo: User, party: Party, invite: Invite, change: dict, refusal: type
):
    Invite.objects.filter(id=invite.id).update(**change)

    joined = join_party(bo, code=invite.code)

    assert (joined.created, joined.party.id) == (False, str(party.id))
    assert Party.objects.get(id=party.id).member_count == 2
    assert len(recorded("member:created")) == 2


def test_the_owner_stays_the_owner(ada: User, invite: Invite):
    joined = join_party(ada, code=invite.code)

    assert (joined.created, joined.party.role) == (False, "owner")


def test_a_banned_person_is_refused_whatever_invite_they_hold(ada: User, eve: User, party: Party, invite: Invite):
    Ban.objects.create(party=party, user=eve, by=ada, created_at=now())

    with pytest.raises(Banned):
        join_party(eve, code=invite.code)

    assert not Membership.objects.filter(user=eve).exists()
    assert Invite.objects.get(id=invite.id).uses == 1


@pytest.mark.parametrize("code", ["", "nonsense", "x" * 22, "x" * 5000, "ä" * 22, "\x00"])
def test_an_unknown_code_is_not_found(eve: User, invite: Invite, code: str):
    with pytest.raises(NotFound):
        join_party(eve, code=code)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_of_two_people_and_one_use_left_exactly_one_joins(eve: User, party: Party, invite: Invite):
    cy = make_user("cy")
    Invite.objects.filter(id=invite.id).update(max_uses=2)

    outcomes = together(*[lambda who=who: join_party(who, code=invite.code) for who in (eve, cy)])

    refusals = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert [type(refusal) for refusal in refusals] == [InviteUsedUp]
    assert Membership.objects.filter(user__in=[eve, cy]).count() == 1
    assert Invite.objects.get(id=invite.id).uses == 2
    assert Party.objects.get(id=party.id).member_count == 3


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_many_people_at_once_all_join_and_each_once(party: Party, invite: Invite):
    people = [make_user(f"guest{n}") for n in range(8)]

    outcomes = together(*[lambda who=who: join_party(who, code=invite.code) for who in people * 2])

    assert sorted(outcome.created for outcome in outcomes) == [False] * 8 + [True] * 8
    moved = Party.objects.get(id=party.id)
    assert (moved.member_count, moved.rev) == (10, party.rev + 8)
    assert Invite.objects.get(id=invite.id).uses == 9
    notes = Message.objects.filter(topic=party.system_topic_id).order_by("n")
    assert [note.n for note in notes] == list(range(1, 10))


def _come_in_time(who: User, invite: Invite) -> Any:
    """Join, and again after a refusal because others take long: a request waits for a row for two seconds at most."""
    for _ in range(10):
        try:
            return join_party(who, code=invite.code)
        except OperationalError as error:
            assert "lock timeout" in str(error), error  # noqa: PT017
    raise AssertionError("never let in")


@pytest.mark.servers
@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_of_fifty_people_and_one_use_left_exactly_one_joins(party: Party, invite: Invite):
    people = [make_user(f"guest{n}") for n in range(50)]
    Invite.objects.filter(id=invite.id).update(max_uses=2)

    outcomes = together(*[lambda who=who: _come_in_time(who, invite) for who in people])

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert {type(outcome) for outcome in outcomes if isinstance(outcome, Exception)} == {InviteUsedUp}
    assert Membership.objects.filter(party=party).count() == 3
    assert (Invite.objects.get(id=invite.id).uses, Party.objects.get(id=party.id).member_count) == (2, 3)


@pytest.mark.parametrize("how", ["leave", "kick"])
def test_a_timeout_goes_on_for_who_goes_and_comes_back(ada: User, bo: User, party: Party, invite: Invite, how: str):
    until = iso(now() + timedelta(hours=1))
    update_member(ada, party_id=party.id, user_id=bo.id, timeout_until=until)

    if how == "leave":
        leave_party(bo, party_id=party.id)
    else:
        kick_member(ada, party_id=party.id, user_id=bo.id)
    join_party(bo, code=invite.code)

    assert iso(Membership.objects.get(party=party, user=bo).timeout_until) == until


@pytest.mark.parametrize("how", ["ended", "undone", "over", "of another party"])
def test_no_timeout_that_is_no_more_comes_back(ada: User, bo: User, party: Party, invite: Invite, how: str):
    timed_out_in = party if how != "of another party" else _another_party(ada, bo)
    update_member(ada, party_id=timed_out_in.id, user_id=bo.id, timeout_until=iso(now() + timedelta(hours=1)))
    if how == "ended":
        update_member(ada, party_id=party.id, user_id=bo.id, timeout_until=None)
    elif how == "undone":
        undo(ada, AuditEntry.objects.get().id)
    elif how == "over":
        AuditEntry.objects.update(after={"timeout_until": iso(now() - timedelta(seconds=1))})

    leave_party(bo, party_id=party.id)
    join_party(bo, code=invite.code)

    assert Membership.objects.get(party=party, user=bo).timeout_until is None


def _another_party(ada: User, bo: User) -> Party:
    made = create_party(ada, client_id="another", name="Another")
    join_party(bo, code=made.invite.code)
    return Party.objects.get(id=made.party.id)


def test_whoever_is_in_as_many_parties_as_can_be_is_refused_one_more(
    api: Callable, bo: User, eve: User, invite: Invite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.queries.MOST_PARTIES", 1)
    create_party(eve, client_id="own", name="Own")
    uses = Invite.objects.get(id=invite.id).uses

    refused(api(eve).post(f"/invites/{invite.code}/accept"), 409, "limit_reached")
    assert Invite.objects.get(id=invite.id).uses == uses
    assert api(bo).post(f"/invites/{invite.code}/accept").status_code == 200  # they are in it already
