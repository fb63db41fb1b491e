"""It is true of the audit log that it tells those who look after a party who did what to whom, and never changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings

from events.ids import new_id
from events.times import now
from messaging import jobs, services
from messaging.models import Action, AuditEntry, Party, Role, Topic, TopicMember, User
from messaging.tests.clients import refused
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most

pytestmark = pytest.mark.django_db(databases=["messaging"])

FIELDS = {
    "id",
    "actor",
    "action",
    "user",
    "topic",
    "message_id",
    "before",
    "after",
    "reason",
    "created_at",
    "undone_at",
    "undoable_until",
}


def entry_of(party: Party, actor: User, action: str = Action.TOPIC_ARCHIVED, **fields: Any) -> AuditEntry:
    given = {"created_at": now()} | fields
    return AuditEntry.objects.create(party=party, actor=actor, action=action, **given)


def items(api: Callable, person: User, party: Party, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        answer = api(person).get(f"/parties/{party.id}/audit", query)
        assert answer.status_code == 200, answer.content
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        query["cursor"] = answer.json()["next"]


def test_an_entry_has_all_that_is_to_know(api: Callable, ada: User, bo: User, party: Party):
    services.kick_member(ada, party_id=party.id, user_id=bo.id, reason="Spam")

    (item,) = items(api, ada, party)

    assert set(item) == FIELDS
    assert (item["actor"]["id"], item["user"]["id"], item["action"]) == (str(ada.id), str(bo.id), "member_kicked")
    assert (item["reason"], item["topic"], item["undone_at"]) == ("Spam", None, None)
    assert item["undoable_until"] > item["created_at"]


def test_what_undoing_takes_is_shown_to_nobody(api: Callable, ada: User, bo: User, party: Party, topic: Topic):
    private, _ = services.create_topic(bo, party_id=party.id, client_id="t2", name="secret")
    Topic.objects.filter(id=private.id).update(private=True)
    TopicMember.objects.create(topic_id=private.id, user=bo)

    services.kick_member(ada, party_id=party.id, user_id=bo.id)

    assert private.id in str(AuditEntry.objects.get().kept)
    assert private.id not in api(ada).get(f"/parties/{party.id}/audit").content.decode()


def test_it_is_told_newest_first_by_page(api: Callable, ada: User, party: Party):
    ids = [str(entry_of(party, ada).id) for _ in range(7)]

    assert [item["id"] for item in items(api, ada, party, limit=3)] == ids[::-1]


def test_pages_do_not_slip_when_something_is_added(api: Callable, ada: User, party: Party):
    ids = [str(entry_of(party, ada).id) for _ in range(4)]
    first = api(ada).get(f"/parties/{party.id}/audit", {"limit": 2}).json()
    entry_of(party, ada)

    second = api(ada).get(f"/parties/{party.id}/audit", {"limit": 2, "cursor": first["next"]}).json()

    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]


def test_it_is_asked_by_actor_and_by_action(api: Callable, ada: User, party: Party):
    cy = member_of(party, "cy", Role.ADMIN)
    mine, theirs = entry_of(party, ada, "member_kicked"), entry_of(party, cy, "icon_changed")

    assert [item["id"] for item in items(api, ada, party, actor=str(cy.id))] == [str(theirs.id)]
    assert [item["id"] for item in items(api, ada, party, action="member_kicked")] == [str(mine.id)]
    assert items(api, ada, party, actor=str(cy.id), action="member_kicked") == []
    assert items(api, ada, party, actor="nonsense") == []
    refused(api(ada).get(f"/parties/{party.id}/audit", {"cursor": "nonsense"}), 400, "bad_cursor")


def test_private_topics_are_told_of_to_those_inside_alone(api: Callable, ada: User, party: Party, topic: Topic):
    cy = member_of(party, "cy", Role.MODERATOR)
    Topic.objects.filter(id=topic.id).update(private=True)
    TopicMember.objects.create(topic=topic, user=cy)
    entry = entry_of(party, cy, topic=topic)

    assert [item["topic"]["name"] for item in items(api, cy, party)] == ["general"]
    assert items(api, ada, party) == []
    refused(api(ada).get(f"/audit/{entry.id}/undo"), 404, "not_found")


def test_other_parties_are_not_told_of(api: Callable, ada: User, eve: User, party: Party):
    other = services.create_party(eve, client_id="p2", name="Elsewhere").party
    entry = entry_of(Party.objects.get(id=other.id), eve)

    assert items(api, ada, party) == []
    refused(api(ada).get(f"/audit/{entry.id}/undo"), 404, "not_found")
    refused(api(ada).get(f"/audit/{new_id()}/undo"), 404, "not_found")


def test_a_page_costs_the_same_however_long(api: Callable, ada: User, bo: User, party: Party, topic: Topic):
    for _ in range(30):
        entry_of(party, ada, user=bo, topic=topic)

    with at_most(4):
        assert len(api(ada).get(f"/parties/{party.id}/audit").json()["items"]) == 30


def test_an_entry_is_never_changed_nor_deleted_by_itself(ada: User, party: Party):
    entry = entry_of(party, ada)
    entry.reason = "another"

    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        AuditEntry.objects.get(id=entry.id).save(update_fields=["reason"])
    with pytest.raises(TypeError):
        entry.delete()

    assert AuditEntry.objects.get(id=entry.id).reason == ""


def test_after_a_year_it_is_forgotten(ada: User, party: Party, settings: Any):
    old = entry_of(party, ada, created_at=now() - timedelta(days=366))
    entry_of(party, ada, undoes=old, created_at=now() - timedelta(days=365, hours=23))
    kept = entry_of(party, ada, created_at=now() - timedelta(days=364))

    jobs.delete_old_audit_entries(django_settings.MESSAGING_DB)
    assert list(AuditEntry.objects.all()) == [kept]

    settings.AUDIT_DAYS = 30
    jobs.delete_old_audit_entries(django_settings.MESSAGING_DB)
    assert not AuditEntry.objects.exists()
