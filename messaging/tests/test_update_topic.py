"""It is true of a topic that is changed, archived or restored that…"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from events.errors import Forbidden
from events.times import now
from messaging.models import AuditEntry, Membership, Message, Party, Role, Topic, User
from messaging.permissions import TimedOut
from messaging.services import archive_topic, post_message, restore_topic, update_topic
from messaging.services.save import AnnouncementOnly, Archived, SlowMode
from messaging.tests.clients import refused
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded
from messaging.tests.topics import as_it_is, names, open_topic

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_a_new_name_is_told_to_all_and_said_in_the_topic(api: Callable, bo: User, party: Party):
    topic = open_topic(bo, party)

    answer = api(bo).send("PATCH", f"/topics/{topic.id}", {"name": " Big  boats "})

    shape = answer.json()["topic"]
    assert (answer.status_code, shape["name"], shape["last_n"]) == (200, "Big boats", 1)
    note = Message.objects.get(topic=topic)
    assert (note.kind, note.author_id) == ("system", bo.id)
    assert note.system == {"what": "renamed", "of": "topic", "user_id": None, "by_id": str(bo.id), "name": "Big boats"}
    before, after = topic.party, Party.objects.get(id=party.id)
    assert (after.rev, after.version) == (before.rev + 1, before.version + 1)
    assert set(recorded("topic:updated")[-1]["data"]) == {"version", "party_id", "topic_id", "private", "created_at"}
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.topic_id) == ("topic_updated", topic.id)
    assert (entry.before, entry.after) == ({"name": "boats"}, {"name": "Big boats"})


def test_what_is_as_it_was_moves_nothing(ada: User, party: Party, topic: Topic):
    update_topic(ada, topic_id=topic.id, changes={"name": topic.name, "slow_mode_s": 0, "announcement": False})

    assert Party.objects.get(id=party.id).rev == party.rev
    assert not AuditEntry.objects.exists()
    assert as_it_is(topic).last_n == topic.last_n


def test_all_can_be_changed_at_once(api: Callable, ada: User, topic: Topic):
    body = {"name": "news", "description": "What is new", "announcement": True, "slow_mode_s": 21600}

    shape = api(ada).send("PATCH", f"/topics/{topic.id}", body).json()["topic"]

    assert {name: shape[name] for name in body} == body
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"name": ""}, "blank", "name"),
        ({"name": "x" * 65}, "too_long", "name"),
        ({"name": None}, "invalid", "name"),
        ({"description": "x" * 501}, "too_long", "description"),
        ({"announcement": "yes"}, "invalid", "announcement"),
        ({"slow_mode_s": -1}, "invalid", "slow_mode_s"),
        ({"slow_mode_s": 21601}, "invalid", "slow_mode_s"),
        ({"slow_mode_s": 1.5}, "invalid", "slow_mode_s"),
        ({"slow_mode_s": True}, "invalid", "slow_mode_s"),
        ({"private": True}, "invalid", "private"),
        ({"private": False}, "invalid", "private"),
    ],
)
def test_a_bad_field_is_refused(api: Callable, ada: User, topic: Topic, body: dict, code: str, field: str):
    answer = refused(api(ada).send("PATCH", f"/topics/{topic.id}", body), 400, code)

    assert list(answer["fields"]) == [field]
    assert as_it_is(topic).name == "general"


def test_its_maker_names_it_and_only_moderators_decide_who_writes(bo: User, party: Party):
    topic = open_topic(bo, party)

    update_topic(bo, topic_id=topic.id, changes={"description": "Only boats"})
    for changes in ({"announcement": True}, {"slow_mode_s": 5}):
        with pytest.raises(Forbidden):
            update_topic(bo, topic_id=topic.id, changes=changes)
        update_topic(member_of(party, next(iter(changes)), Role.MODERATOR), topic_id=topic.id, changes=changes)

    changed = as_it_is(topic)
    assert (changed.description, changed.announcement, changed.slow_mode_s) == ("Only boats", True, 5)


def test_others_may_not(api: Callable, bo: User, eve: User, topic: Topic):
    for call in (("PATCH", "", {"name": "x"}), ("POST", "/archive", {}), ("POST", "/restore", {})):
        method, path, body = call
        refused(api(bo).send(method, f"/topics/{topic.id}{path}", body), 403, "forbidden")
        refused(api(eve).send(method, f"/topics/{topic.id}{path}", body), 404, "not_found")


def test_a_maker_in_a_timeout_may_not(bo: User, party: Party):
    topic = open_topic(bo, party)
    Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(hours=1))

    with pytest.raises(TimedOut):
        update_topic(bo, topic_id=topic.id, changes={"name": "x"})
    with pytest.raises(TimedOut):
        archive_topic(bo, topic_id=topic.id)


def test_an_announcement_is_opened_by_moderators_alone(api: Callable, ada: User, bo: User, party: Party):
    body = {"client_id": "t1", "name": "news", "announcement": True}

    refused(api(bo).post(f"/parties/{party.id}/topics", body), 403, "forbidden")
    made = api(ada).post(f"/parties/{party.id}/topics", body).json()["topic"]

    assert made["announcement"]
    with pytest.raises(AnnouncementOnly):
        post_message(bo, topic_id=made["id"], client_id="c", text="hi")
    assert post_message(ada, topic_id=made["id"], client_id="c", text="hi").message.n == 1


def test_an_archived_topic_is_read_only_and_out_of_the_way_until_it_is_restored(ada: User, bo: User, party: Party):
    topic = open_topic(bo, party)

    archived = archive_topic(bo, topic_id=topic.id)

    assert archived.archived_at is not None
    assert (names(ada, party), names(ada, party, archived=True)) == (["general"], ["general", "boats"])
    with pytest.raises(Archived):
        post_message(ada, topic_id=topic.id, client_id="c", text="hi")
    with pytest.raises(Archived):
        update_topic(ada, topic_id=topic.id, changes={"name": "x"})

    assert restore_topic(bo, topic_id=topic.id).archived_at is None
    assert names(ada, party) == ["general", "boats"]
    assert post_message(ada, topic_id=topic.id, client_id="c", text="hi").message.n == 1
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == ["topic_archived", "topic_restored"]


def test_archived_topics_come_last_whatever_their_position(ada: User, party: Party, topic: Topic):
    for name in ("boats", "nets"):
        open_topic(ada, party, name)
    archive_topic(ada, topic_id=topic.id)

    assert names(ada, party, archived=True) == ["boats", "nets", "general"]


def test_twice_archived_is_once(ada: User, party: Party, topic: Topic):
    first = archive_topic(ada, topic_id=topic.id)
    rev = Party.objects.get(id=party.id).rev

    assert archive_topic(ada, topic_id=topic.id) == first
    assert (Party.objects.get(id=party.id).rev, AuditEntry.objects.count()) == (rev, 1)
    restore_topic(ada, topic_id=topic.id)
    restore_topic(ada, topic_id=topic.id)
    assert Party.objects.get(id=party.id).rev == rev + 1


def test_slow_mode_says_how_long_to_wait_and_spares_moderators(api: Callable, ada: User, bo: User, topic: Topic):
    update_topic(ada, topic_id=topic.id, changes={"slow_mode_s": 30})
    post_message(bo, topic_id=topic.id, client_id="c1", text="one")

    answer = api(bo).post(f"/topics/{topic.id}/messages", {"client_id": "c2", "text": "two"})

    body = refused(answer, 429, "slow_mode")
    assert 0 < body["retry_after"] <= 30
    assert int(answer["Retry-After"]) in range(1, 31)
    for n in range(2):
        post_message(ada, topic_id=topic.id, client_id=f"a{n}", text="fast")
    Message.objects.filter(author=bo, kind="text").update(created_at=now() - timedelta(seconds=31))
    assert not post_message(bo, topic_id=topic.id, client_id="c2", text="two").again


def test_slow_mode_counts_for_each_person_by_themself(ada: User, bo: User, party: Party, topic: Topic):
    update_topic(ada, topic_id=topic.id, changes={"slow_mode_s": 30})
    post_message(bo, topic_id=topic.id, client_id="c1", text="one")

    post_message(member_of(party, "cy"), topic_id=topic.id, client_id="c1", text="one")
    with pytest.raises(SlowMode):
        post_message(bo, topic_id=topic.id, client_id="c2", text="two")


def test_a_change_needs_few_statements(ada: User, topic: Topic):
    with at_most(11):
        update_topic(ada, topic_id=topic.id, changes={"description": "x"})
