"""It is true of members that they leave when they like and come back as new; an owner hands over first."""

from collections.abc import Callable

import pytest

from messaging import queries, services
from messaging.models import Invite, Membership, Party, ReadMarker, Topic, TopicMember, User
from messaging.tests.clients import refused
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_who_has_left_is_no_member_and_can_leave_no_more(api: Callable, bo: User, party: Party):
    assert api(bo).post(f"/parties/{party.id}/leave").status_code == 204

    refused(api(bo).get(f"/parties/{party.id}"), 404, "not_found")
    refused(api(bo).post(f"/parties/{party.id}/leave"), 404, "not_found")
    moved = Party.objects.get(id=party.id)
    assert (moved.member_count, moved.rev, moved.acl) == (1, party.rev + 1, party.acl + 1)
    (told,) = recorded("member:deleted")
    assert (told["data"]["user_id"], told["data"]["version"]) == (str(bo.id), moved.version)


def test_an_owner_hands_over_first(api: Callable, ada: User, party: Party):
    refused(api(ada).post(f"/parties/{party.id}/leave"), 409, "owner_must_transfer")

    assert Membership.objects.filter(party=party, user=ada).exists()


def test_a_stranger_has_nothing_to_leave(api: Callable, eve: User, party: Party):
    refused(api(eve).post(f"/parties/{party.id}/leave"), 404, "not_found")


def test_private_topics_are_left_with_it(bo: User, party: Party, topic: Topic):
    TopicMember.objects.create(topic=topic, user=bo)

    services.leave_party(bo, party_id=party.id)

    assert not TopicMember.objects.filter(user=bo).exists()


def test_who_comes_back_starts_at_the_head_and_hears_of_everything(
    ada: User, bo: User, party: Party, topic: Topic, invite: Invite, post: Callable
):
    ReadMarker.objects.filter(user=bo).update(level="none", read_n=0)
    services.leave_party(bo, party_id=party.id)
    for _ in range(3):
        post(ada, topic)

    services.join_party(bo, code=invite.code)

    (shape,) = queries.topics_of(bo, queries.party_for(bo, party.id))
    assert (shape.unread, shape.level) == (0, "all")
