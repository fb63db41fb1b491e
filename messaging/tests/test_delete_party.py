"""It is true of a deleted party that nobody sees it at once, and that soon nothing of it is left but taken ids."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from events.errors import NotFound
from events.times import now
from messaging import jobs, queries, services
from messaging.models import (
    AuditEntry,
    Ban,
    Invite,
    Membership,
    Message,
    Party,
    Reaction,
    ReadMarker,
    Role,
    Topic,
    User,
)
from messaging.services import pieces
from messaging.services.save import Refused, save_messages
from messaging.tests.clients import refused
from messaging.tests.messages import new
from messaging.tests.parallel import together
from messaging.tests.people import member_of
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])


def delete(api: Callable, person: User, party: Party, confirm: str = "The Harbour") -> Any:
    return api(person).send("DELETE", f"/parties/{party.id}?confirm={confirm}")


def test_deleted_it_is_gone_for_everybody_and_told_once(
    api: Callable, ada: User, bo: User, party: Party, topic: Topic, invite: Invite, eve: User
):
    assert delete(api, ada, party).status_code == 204

    for person in (ada, bo):
        refused(api(person).get(f"/parties/{party.id}"), 404, "not_found")
        refused(api(person).get(f"/topics/{topic.id}/messages"), 404, "not_found")
        assert api(person).get("/parties").json()["items"] == []
    refused(api().get(f"/invites/{invite.code}"), 404, "not_found")
    refused(api(eve).post(f"/invites/{invite.code}/accept"), 404, "not_found")
    refused(delete(api, ada, party), 404, "not_found")
    (told,) = recorded("party:deleted")
    assert told["data"]["version"] == Party.objects.get(id=party.id).version == party.version + 1


@pytest.mark.parametrize("confirm", ["", "the harbour", "The Harbour ", "x" * 5000])
def test_another_confirmation_than_its_name_is_refused(api: Callable, ada: User, party: Party, confirm: str):
    refusal = refused(delete(api, ada, party, confirm), 400, "invalid")

    assert list(refusal["fields"]) == ["confirm"]
    assert Party.objects.get(id=party.id).deleted_at is None


def test_an_admin_may_not(api: Callable, party: Party):
    refused(delete(api, member_of(party, "cy", Role.ADMIN), party), 403, "forbidden")


def test_nobody_writes_in_it_any_more(ada: User, party: Party, topic: Topic):
    services.delete_party(ada, party_id=party.id, confirm=party.name)

    (outcome,) = save_messages([new(ada, topic.id)])

    assert isinstance(outcome, Refused)
    assert isinstance(outcome.error, NotFound)


def test_its_client_ids_stay_taken(api: Callable, ada: User, party: Party):
    services.delete_party(ada, party_id=party.id, confirm=party.name)
    for _ in range(2):
        refused(api(ada).post("/parties", {"client_id": "party", "name": "Another"}), 404, "not_found")
        jobs.erase_parties(settings.MESSAGING_DB)
    assert Party.objects.count() == 1


def test_its_invites_client_ids_stay_taken_and_let_nobody_in(
    api: Callable, ada: User, eve: User, party: Party, invite: Invite
):
    services.create_invite(ada, party_id=party.id, client_id="mine")
    services.delete_party(ada, party_id=party.id, confirm=party.name)
    jobs.erase_parties(settings.MESSAGING_DB)
    other = services.create_party(ada, client_id="other", name="Elsewhere")

    refused(api(ada).post(f"/parties/{other.party.id}/invites", {"client_id": "mine"}), 409, "client_id_reused")
    refused(api(eve).post(f"/invites/{invite.code}/accept"), 404, "not_found")
    refused(api().get(f"/invites/{invite.code}"), 404, "not_found")


def test_bit_by_bit_everything_goes_but_nameless_rows(
    ada: User, bo: User, eve: User, party: Party, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pieces, "PIECE", 2)
    other = services.create_party(eve, client_id="other", name="Elsewhere")
    for text in ("one", "@bo two", "three"):
        message = post(ada, topic, text=text).message
        Reaction.objects.create(message_id=message.id, user=bo, emoji="🎉", created_at=now())
    services.mark_read(bo, topic_id=str(topic.id), n=2)
    services.ban_person(ada, party_id=party.id, user_id=eve.id)
    services.update_party(ada, party_id=party.id, description="words")
    services.delete_party(ada, party_id=party.id, confirm=party.name)

    steps = 0
    while done := services.erase_party_some(party.id):
        assert done <= 2 + 1
        steps += 1

    assert steps > 5
    for kind in (Message, Reaction, Ban, AuditEntry):
        assert not kind._default_manager.exclude(**_of(kind, other.party.id)).exists(), kind
    assert not ReadMarker.objects.filter(topic=topic).exists()
    left, topic = Party.objects.get(id=party.id), Topic.objects.get(id=topic.id)
    assert (left.name, left.description, topic.name, topic.description) == ("", "", "", "")
    assert services.deleted_parties() == []
    assert queries.party_for(eve, other.party.id).party.name == "Elsewhere"


def _of(kind: Any, party_id: Any) -> dict[str, Any]:
    path = {Message: "topic__party", Reaction: "message__topic__party"}.get(kind, "party")
    return {path: party_id}


def test_a_party_that_is_not_deleted_is_never_erased(party: Party):
    assert services.erase_party_some(party.id) == 0
    assert jobs.erase_parties(settings.MESSAGING_DB) == 0
    assert Membership.objects.filter(party=party).count() == 2


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_a_post_at_the_same_moment_is_before_it_or_refused(ada: User, bo: User, party: Party, topic: Topic):
    outcomes = together(
        lambda: services.delete_party(ada, party_id=party.id, confirm=party.name),
        *[lambda: save_messages([new(bo, topic.id)])[0] for _ in range(4)],
    )

    assert outcomes[0] is None, outcomes
    written = sum(not isinstance(outcome, Refused) for outcome in outcomes[1:])
    assert Message.objects.filter(topic=topic, kind="text").count() == written
    assert all(isinstance(o.error, NotFound) for o in outcomes[1:] if isinstance(o, Refused))
