"""It is true of an undo that everything is as it was, that it is done once, and only while nothing else has changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings

from events.ids import new_id
from events.times import now
from messaging import jobs, services
from messaging.models import (
    AuditEntry,
    Ban,
    Invite,
    Membership,
    Message,
    MessageRevision,
    Party,
    Role,
    Topic,
    TopicMember,
    User,
)
from messaging.services import pieces, purges, removals
from messaging.services.undo.registry import _undoers
from messaging.tests.clients import refused
from messaging.tests.parallel import together
from messaging.tests.people import everything, member_of, role_of
from messaging.tests.rows import recorded
from messaging.tests.undoing import ACTS, SINCE, Scene, build, latest, member

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture
def scene(ada: User, bo: User, eve: User, party: Party, topic: Topic, invite: Invite, post: Callable) -> Scene:
    return build(ada, bo, eve, party, topic, invite, post)


def test_every_action_that_can_be_undone_is_tried_here():
    assert {action for action, _ in ACTS.values()} == set(_undoers)


@pytest.mark.parametrize("act", ACTS)
def test_done_and_undone_every_row_is_as_it_was_and_numbers_go_forward(api: Callable, scene: Scene, act: str):
    action, do = ACTS[act]
    before, numbers = everything(), numbers_of(scene)
    do(scene)
    assert everything() != before

    answers = [api(scene.ada).post(f"/audit/{entry.id}/undo") for entry in undoable_entries()]

    assert {answer.status_code for answer in answers} == {200}
    assert everything() == before
    assert all(new >= old for new, old in zip(numbers_of(scene), numbers, strict=True))
    assert (numbers_of(scene) != numbers) == (act != "ban of no member")
    assert latest(action).undone_by.actor_id == scene.ada.id


def undoable_entries() -> list[AuditEntry]:
    """Those that were done, the latest first; a ban with a bulk deletion is two."""
    return list(AuditEntry.objects.filter(action__in=_undoers, undone_by=None).order_by("-id"))


def numbers_of(scene: Scene) -> list[int]:
    party, topic = Party.objects.get(id=scene.party.id), Topic.objects.get(id=scene.topic.id)
    return [party.rev, party.version, topic.last_rev, topic.last_n]


@pytest.mark.parametrize("act", ACTS)
def test_it_says_first_what_it_will_bring_back_and_the_same_afterwards(api: Callable, scene: Scene, act: str):
    action, do = ACTS[act]
    do(scene)
    path = f"/audit/{latest(action).id}/undo"
    before = everything()

    preview = api(scene.ada).get(path)
    assert preview.status_code == 200
    assert everything() == before
    answers = [api(scene.ada).post(path), api(scene.ada).post(path), api(scene.ada).get(path)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.content for answer in answers}) == 1
    body, first = answers[0].json(), preview.json()
    assert body["restores"] == first["restores"] != []
    assert all(set(each) == {"field", "from", "to", "sentence"} for each in body["restores"])
    assert first["entry"]["undoable_until"] > first["entry"]["created_at"]
    assert (body["entry"]["undone_at"] is not None, body["entry"]["undoable_until"]) == (True, None)
    assert AuditEntry.objects.filter(action="undone").count() == 1


@pytest.mark.parametrize("what", SINCE)
def test_what_has_changed_since_stands_against_it_and_is_named(api: Callable, scene: Scene, what: str):
    act, change = SINCE[what]
    action, do = ACTS[act]
    do(scene)
    entry = latest(action)
    change(scene)
    before = everything()

    for answer in (api(scene.ada).get(f"/audit/{entry.id}/undo"), api(scene.ada).post(f"/audit/{entry.id}/undo")):
        body = refused(answer, 409, "conflict")
        assert body["message"] != "This has changed meanwhile."

    assert everything() == before
    assert not AuditEntry.objects.filter(undoes=entry).exists()


def test_after_a_day_it_is_too_late(api: Callable, scene: Scene):
    services.kick_member(scene.ada, party_id=scene.party.id, user_id=scene.bo.id)
    entry = latest("member_kicked")
    AuditEntry.objects.filter(id=entry.id).update(created_at=now() - timedelta(hours=24))

    refused(api(scene.ada).get(f"/audit/{entry.id}/undo"), 410, "undo_expired")
    refused(api(scene.ada).post(f"/audit/{entry.id}/undo"), 410, "undo_expired")
    assert role_of(scene.party, scene.bo) is None
    AuditEntry.objects.filter(id=entry.id).update(created_at=now() - timedelta(hours=23, minutes=59))
    assert api(scene.ada).post(f"/audit/{entry.id}/undo").status_code == 200


def test_other_things_cannot_be_undone(api: Callable, scene: Scene):
    services.update_party(scene.ada, party_id=scene.party.id, name="Quay")
    entry = latest("party_renamed")

    refused(api(scene.ada).get(f"/audit/{entry.id}/undo"), 409, "not_undoable")
    refused(api(scene.ada).post(f"/audit/{entry.id}/undo"), 409, "not_undoable")


def test_an_undo_cannot_be_undone(api: Callable, scene: Scene):
    member(scene, role="admin")
    api(scene.ada).post(f"/audit/{latest('role_changed').id}/undo")

    refused(api(scene.ada).post(f"/audit/{latest('undone').id}/undo"), 409, "not_undoable")


def test_it_takes_the_same_role_as_doing_it(api: Callable, scene: Scene):
    moderator = member_of(scene.party, "cy", Role.MODERATOR)
    member(scene, role="member")
    entry = latest("role_changed")

    refused(api(moderator).post(f"/audit/{entry.id}/undo"), 403, "forbidden")
    refused(api(scene.bo).post(f"/audit/{entry.id}/undo"), 404, "not_found")
    refused(api(scene.eve).post(f"/audit/{entry.id}/undo"), 404, "not_found")
    assert role_of(scene.party, scene.bo) == "member"


def test_a_moderator_brings_no_moderator_back(api: Callable, scene: Scene):
    moderator = member_of(scene.party, "cy", Role.MODERATOR)
    for do in (services.kick_member, services.ban_person):
        do(scene.ada, party_id=scene.party.id, user_id=scene.bo.id)
        entry = AuditEntry.objects.latest("id")
        refused(api(moderator).post(f"/audit/{entry.id}/undo"), 403, "forbidden")
        assert role_of(scene.party, scene.bo) is None
        api(scene.ada).post(f"/audit/{entry.id}/undo")


def test_nobody_gives_a_role_of_their_own_back(api: Callable, scene: Scene):
    admin = member_of(scene.party, "cy", Role.ADMIN)
    other = member_of(scene.party, "di", Role.ADMIN)
    services.update_member(scene.ada, party_id=scene.party.id, user_id=other.id, role="member")

    refused(api(admin).post(f"/audit/{latest('role_changed').id}/undo"), 403, "forbidden")
    assert role_of(scene.party, other) == "member"


def test_a_private_topic_that_is_gone_since_does_not_come_back(api: Callable, scene: Scene):
    services.kick_member(scene.ada, party_id=scene.party.id, user_id=scene.bo.id)
    Topic.objects.filter(private=True).update(deleted_at=now())

    assert api(scene.ada).post(f"/audit/{latest('member_kicked').id}/undo").status_code == 200

    assert not TopicMember.objects.filter(user=scene.bo).exists()
    assert role_of(scene.party, scene.bo) == "moderator"


def test_an_admin_brings_a_member_back_without_the_offer_of_the_ownership(api: Callable, scene: Scene):
    services.kick_member(scene.ada, party_id=scene.party.id, user_id=scene.bo.id)

    admin = member_of(scene.party, "admin", Role.ADMIN)
    assert api(admin).post(f"/audit/{latest('member_kicked').id}/undo").status_code == 200

    assert role_of(scene.party, scene.bo) == Role.MODERATOR
    assert Party.objects.get(id=scene.party.id).heir_id is None
    refused(api(scene.bo).post(f"/parties/{scene.party.id}/transfer/accept"), 403, "forbidden")


@pytest.mark.parametrize("act", ["kick", "ban"])
def test_what_was_offered_by_somebody_else_does_not_come_back_with_a_member(api: Callable, scene: Scene, act: str):
    action, do = ACTS[act]
    do(scene)
    cy = member_of(scene.party, "cy", Role.ADMIN)
    services.offer_party(scene.ada, party_id=scene.party.id, user_id=str(cy.id))
    services.accept_party(cy, party_id=scene.party.id)

    assert api(cy).post(f"/audit/{latest(action).id}/undo").status_code == 200

    assert role_of(scene.party, scene.bo) == Role.MODERATOR
    refused(api(scene.bo).post(f"/parties/{scene.party.id}/transfer/accept"), 403, "forbidden")


def test_who_comes_back_is_told_to_accounts(api: Callable, scene: Scene):
    services.kick_member(scene.ada, party_id=scene.party.id, user_id=scene.bo.id)

    api(scene.ada).post(f"/audit/{latest('member_kicked').id}/undo")

    told = [event["data"] for event in recorded("member:created")][-1]
    assert (told["user_id"], told["role"]) == (str(scene.bo.id), "moderator")


def test_a_bulk_deletion_is_undone_while_it_is_still_under_way(
    api: Callable, scene: Scene, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    Membership.objects.filter(user=scene.bo).update(timeout_until=None)
    for n in range(9):
        post(scene.bo, scene.topic, text=f"{n}")
    before = everything()["Message"]
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(purges, "STEPS_AT_ONCE", 1)
    services.ban_person(scene.ada, party_id=scene.party.id, user_id=scene.bo.id, delete_hours=1)
    services.purge_some(services.waiting_purges()[0])

    assert api(scene.ada).post(f"/audit/{latest('messages_deleted').id}/undo").status_code == 200
    jobs.purge(settings.MESSAGING_DB)

    assert everything()["Message"] == before
    assert services.waiting_purges() == []
    assert Ban.objects.filter(user=scene.bo).exists()


def test_what_is_on_its_way_back_is_not_forgotten_when_the_day_is_over(
    api: Callable, scene: Scene, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    Membership.objects.filter(user=scene.bo).update(timeout_until=None)
    for n in range(9):
        post(scene.bo, scene.topic, text=f"{n}")
    before = everything()["Message"]
    services.ban_person(scene.ada, party_id=scene.party.id, user_id=scene.bo.id, delete_hours=1)
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(purges, "STEPS_AT_ONCE", 1)
    assert api(scene.ada).post(f"/audit/{latest('messages_deleted').id}/undo").status_code == 200
    monkeypatch.setattr(removals, "now", lambda: now() + timedelta(hours=25))

    assert jobs.forget_removed(settings.MESSAGING_DB) == 0
    jobs.purge(settings.MESSAGING_DB)

    assert everything()["Message"] == before
    assert not MessageRevision.objects.filter(state__isnull=False).exists()


def test_what_they_had_deleted_themselves_stays_deleted(api: Callable, scene: Scene):
    own = Message.objects.get(topic=scene.topic, author=scene.bo, kind="text")
    removals.empty([own], scene.bo.id, now())
    Message.objects.bulk_update([own], removals.FIELDS)
    services.ban_person(scene.ada, party_id=scene.party.id, user_id=scene.bo.id, delete_hours=1)

    api(scene.ada).post(f"/audit/{latest('messages_deleted').id}/undo")

    assert Message.objects.get(id=own.id).text == ""
    assert Message.objects.get(text="psst").deleted_at is None


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_two_undos_at_once_do_it_once(ada: User, bo: User, party: Party):
    services.kick_member(ada, party_id=party.id, user_id=bo.id)
    entry = latest("member_kicked")
    cy = member_of(party, "cy", Role.ADMIN)

    answers = together(*[lambda who=who: services.undo(who, entry.id) for who in (ada, cy, ada)])

    assert len({answer.entry.undone_at for answer in answers}) == 1
    assert AuditEntry.objects.filter(undoes=entry).count() == 1
    assert Party.objects.get(id=party.id).member_count == 3


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_an_undo_and_a_join_at_once_give_one_membership(ada: User, bo: User, party: Party, invite: Invite):
    services.kick_member(ada, party_id=party.id, user_id=bo.id)
    entry = latest("member_kicked")

    together(lambda: services.undo(ada, entry.id), lambda: services.join_party(bo, code=invite.code))

    assert Membership.objects.filter(user=bo).count() == 1
    assert Party.objects.get(id=party.id).member_count == 2


def test_an_unknown_entry_is_not_found(api: Callable, ada: User, party: Party):
    for entry in (new_id(), "nonsense", "x" * 36):
        refused(api(ada).get(f"/audit/{entry}/undo"), 404, "not_found")
        refused(api(ada).post(f"/audit/{entry}/undo"), 404, "not_found")
