"""It is true of a topic that is deleted that…"""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from events.errors import NotFound
from messaging import queries
from messaging.jobs import erase_topics
from messaging.models import AuditEntry, Invite, Membership, Message, Party, ReadMarker, Role, Topic, User
from messaging.services import archive_topic, create_topic, deleted_topics, erase_topic_some, join_party, mark_read
from messaging.tests.clients import refused
from messaging.tests.people import member_of
from messaging.tests.rows import recorded
from messaging.tests.topics import as_it_is, names, open_topic

pytestmark = pytest.mark.django_db(databases=["messaging"])


def delete(api: Callable, person: User, topic: Topic, confirm: str | None = "boats") -> Any:
    query = "" if confirm is None else f"?confirm={confirm}"
    return api(person).send("DELETE", f"/topics/{topic.id}{query}")


def test_nobody_sees_it_any_more_and_its_name_is_gone(api: Callable, ada: User, bo: User, party: Party, post: Callable):
    topic = open_topic(bo, party)
    posted = post(bo, topic, "hi").message

    assert delete(api, ada, topic).status_code == 204

    assert names(bo, party, archived=True) == ["general"]
    for path in (f"/topics/{topic.id}", f"/topics/{topic.id}/messages", f"/topics/{topic.id}/changes?after=0"):
        refused(api(bo).get(path), 404, "not_found")
    with pytest.raises(NotFound):
        queries.permalink(bo, posted.id)
    gone = as_it_is(topic)
    assert (gone.name, gone.description, gone.deleted_at is not None) == ("", "", True)
    assert gone.party.acl == party.acl + 1
    assert recorded("topic:deleted")[-1]["data"]["topic_id"] == str(topic.id)
    assert AuditEntry.objects.get().before == {"name": "boats"}


def test_again_it_is_deleted_already(api: Callable, ada: User, eve: User, party: Party):
    topic = open_topic(ada, party)

    assert [delete(api, ada, topic).status_code for _ in range(2)] == [204, 204]
    assert (len(recorded("topic:deleted")), AuditEntry.objects.count()) == (1, 1)
    refused(delete(api, eve, topic), 404, "not_found")


@pytest.mark.parametrize("confirm", [None, "", "Boats", "boat"])
def test_without_its_name_it_stays(api: Callable, ada: User, party: Party, confirm: str | None):
    topic = open_topic(ada, party)

    assert list(refused(delete(api, ada, topic, confirm), 400, "invalid")["fields"]) == ["confirm"]
    assert names(ada, party) == ["general", "boats"]


def test_it_takes_an_admin_also_for_its_maker(api: Callable, bo: User, eve: User, party: Party):
    topic = open_topic(bo, party)

    refused(delete(api, bo, topic), 403, "forbidden")
    refused(delete(api, member_of(party, "cy", Role.MODERATOR), topic), 403, "forbidden")
    refused(delete(api, eve, topic), 404, "not_found")
    assert delete(api, member_of(party, "di", Role.ADMIN), topic).status_code == 204


def test_the_last_topic_that_all_see_stays(api: Callable, ada: User, party: Party, topic: Topic, bo: User):
    open_topic(ada, party, "secret", bo)

    refused(delete(api, ada, topic, "general"), 409, "conflict")
    assert names(bo, party) == ["general", "secret"]


def test_another_topic_gets_the_partys_notes_then(
    api: Callable, ada: User, eve: User, party: Party, topic: Topic, invite: Invite
):
    old, boats = open_topic(ada, party, "old"), open_topic(ada, party)
    archive_topic(ada, topic_id=old.id)

    assert delete(api, ada, topic, "general").status_code == 204

    assert Party.objects.get(id=party.id).system_topic_id == boats.id
    join_party(eve, code=invite.code)
    assert (Message.objects.get(topic=boats).system or {})["what"] == "joined"


def test_a_private_one_is_gone_for_its_members_without_a_word_to_others(
    api: Callable, ada: User, bo: User, party: Party
):
    topic = open_topic(ada, party, "secret", bo)
    cy = member_of(party, "cy")
    before = Party.objects.get(id=party.id).rev
    revs = {row.user_id: row.rev for row in Membership.objects.all()}

    assert [delete(api, ada, topic, "secret").status_code for _ in range(2)] == [204, 204]

    assert Party.objects.get(id=party.id).rev == before
    moved = {row.user_id for row in Membership.objects.all() if row.rev != revs[row.user_id]}
    assert moved == {ada.id, bo.id}
    refused(delete(api, cy, topic, "secret"), 404, "not_found")
    assert "secret" not in str([(entry.before, entry.after) for entry in AuditEntry.objects.all()])


def test_its_client_id_stays_taken_and_there_is_room_for_another(
    api: Callable, ada: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.queries.MOST_TOPICS", 2)
    made, _ = create_topic(ada, party_id=party.id, client_id="t1", name="boats")
    body = {"client_id": "t2", "name": "nets"}
    refused(api(ada).post(f"/parties/{party.id}/topics", body), 409, "limit_reached")
    assert create_topic(ada, party_id=party.id, client_id="t1", name="boats") == (made, False)

    delete(api, ada, as_it_is(made))

    assert api(ada).post(f"/parties/{party.id}/topics", body).status_code == 201
    refused(api(ada).post(f"/parties/{party.id}/topics", {"client_id": "t1", "name": "boats"}), 404, "not_found")


def test_bit_by_bit_everything_in_it_is_erased_and_nothing_beside_it(
    api: Callable, ada: User, bo: User, party: Party, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    boats = open_topic(ada, party)
    for _ in range(5):
        post(ada, boats, "@bo")
    post(ada, topic, "@bo")
    for each in (boats, topic):
        mark_read(bo, topic_id=each.id, n=1)
    assert deleted_topics() == []
    delete(api, ada, boats)
    monkeypatch.setattr("messaging.services.pieces.PIECE", 2)

    assert deleted_topics() == [boats.id]
    assert erase_topic_some(topic.id) == 0
    steps = []
    while done := erase_topic_some(boats.id):
        steps.append(done)

    assert steps == [2, 2, 1, 1, 1]
    assert deleted_topics() == []
    assert not Message.objects.filter(topic=boats).exists()
    assert [row.topic_id for row in ReadMarker.objects.all()] == [topic.id]
    assert Message.objects.filter(topic=topic).count() == 2
    assert as_it_is(boats).client_id
    assert delete(api, ada, boats).status_code == 204


def test_the_job_erases_deleted_topics(api: Callable, ada: User, party: Party, post: Callable):
    boats = open_topic(ada, party)
    post(ada, boats)
    delete(api, ada, boats)

    assert erase_topics(settings.MESSAGING_DB) == 2
    assert deleted_topics() == []
