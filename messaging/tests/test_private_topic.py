"""It is true of a private topic and those inside it that…"""

from collections.abc import Callable

import pytest

from messaging import queries
from messaging.models import AuditEntry, Membership, Message, Party, Role, Topic, TopicMember, User
from messaging.services import add_topic_member, post_message, remove_topic_member
from messaging.tests.clients import refused
from messaging.tests.people import member_of
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded
from messaging.tests.topics import names, open_topic

pytestmark = pytest.mark.django_db(databases=["messaging"])

NOWHERE = "0197a000-0000-7000-8000-000000000000"


@pytest.fixture
def cy(party: Party) -> User:
    return member_of(party, "cy")


@pytest.fixture
def di(party: Party) -> User:
    """A moderator."""
    return member_of(party, "di", Role.MODERATOR)


@pytest.fixture
def secret(bo: User, party: Party, cy: User) -> Topic:
    """bo's, with cy in it; neither ada, who owns the party, nor di."""
    return open_topic(bo, party, "secret", cy)


def inside(topic: Topic) -> set[str]:
    return set(TopicMember.objects.filter(topic=topic).values_list("user__username", flat=True))


def test_it_is_made_with_those_who_were_named(api: Callable, ada: User, bo: User, party: Party, cy: User):
    body = {"client_id": "t1", "name": "secret", "private": True, "member_ids": [str(cy.id), str(cy.id)]}

    answer = api(bo).post(f"/parties/{party.id}/topics", body)

    made = answer.json()["topic"]
    assert (answer.status_code, made["private"]) == (201, True)
    assert names(bo, party) == names(cy, party) == ["general", "secret"]
    assert names(ada, party) == ["general"]
    again = api(bo).post(f"/parties/{party.id}/topics", body)
    assert (again.status_code, again.json()["topic"]) == (200, made)
    event = recorded("topic:created")[-1]
    assert event["data"]["private"]
    assert "secret" not in str(event)


@pytest.mark.parametrize("member_ids", [[NOWHERE], ["nonsense"], "x", [7], [None], {}, [[]]])
def test_it_is_made_with_members_of_the_party_only(api: Callable, bo: User, party: Party, member_ids: object):
    body = {"client_id": "t1", "name": "secret", "private": True, "member_ids": member_ids}

    refused(api(bo).post(f"/parties/{party.id}/topics", body), 400, "invalid")
    assert not TopicMember.objects.exists()


def test_strangers_public_topics_and_too_many_are_refused(api: Callable, bo: User, eve: User, party: Party, cy: User):
    for wrong in ({"member_ids": [str(eve.id)]}, {"private": False}, {"member_ids": [str(cy.id)] * 501}):
        body = {"client_id": "t1", "name": "x", "private": True, "member_ids": [str(cy.id)]} | wrong
        refused(api(bo).post(f"/parties/{party.id}/topics", body), 400, "invalid")
    assert Topic.objects.filter(party=party).count() == 1


def test_its_members_are_listed_for_each_other(api: Callable, ada: User, bo: User, topic: Topic, secret: Topic):
    items = api(bo).get(f"/topics/{secret.id}/members").json()["items"]

    assert [item["user"]["username"] for item in items] == ["bo", "cy"]
    refused(api(ada).get(f"/topics/{secret.id}/members"), 404, "not_found")
    first = api(bo).get(f"/topics/{secret.id}/members", {"limit": 1}).json()
    rest = api(bo).get(f"/topics/{secret.id}/members", {"limit": 1, "cursor": first["next"]}).json()
    assert [first["items"], rest["items"], rest["next"]] == [items[:1], items[1:], None]
    everybody = api(bo).get(f"/topics/{topic.id}/members").json()["items"]
    assert len(everybody) == 3


def test_listing_its_members_needs_few_statements(bo: User, secret: Topic):
    opened = queries.topic_for(bo, secret.id)
    with at_most(1):
        queries.members_of(opened.membership, topic=secret)


def test_who_is_let_in_starts_at_the_head(
    api: Callable, bo: User, party: Party, secret: Topic, di: User, post: Callable
):
    for _ in range(3):
        post(bo, secret)
    rev = Membership.objects.get(user=di).rev

    answers = [api(bo).put(f"/topics/{secret.id}/members/{di.id}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["member"]["user"]["username"] == "di"
    shape = queries.topic_shape_for(di, secret.id)
    assert (shape.read_n, shape.unread) == (3, 0)
    assert Membership.objects.get(user=di).rev == rev + 1
    assert [(entry.action, entry.user) for entry in AuditEntry.objects.all()] == [("topic_member_added", di)]
    assert Party.objects.get(id=party.id).rev == secret.party.rev


def test_who_comes_back_starts_at_the_head_as_well(bo: User, cy: User, secret: Topic, post: Callable):
    remove_topic_member(bo, topic_id=secret.id, user_id=cy.id)
    post(bo, secret)

    add_topic_member(bo, topic_id=secret.id, user_id=cy.id)

    assert queries.topic_shape_for(cy, secret.id).unread == 0


def test_who_looks_after_it_lets_in_and_takes_out_and_others_do_not(
    api: Callable, ada: User, bo: User, eve: User, party: Party, cy: User, di: User, secret: Topic
):
    path = f"/topics/{secret.id}/members"

    for method in ("PUT", "DELETE"):
        refused(api(cy).send(method, f"{path}/{bo.id}"), 403, "forbidden")
        refused(api(di).send(method, f"{path}/{di.id}"), 404, "not_found")  # rank alone gives no access
        refused(api(ada).send(method, f"{path}/{bo.id}"), 404, "not_found")
        refused(api(eve).send(method, f"{path}/{eve.id}"), 404, "not_found")
    for nobody in (eve.id, NOWHERE, "nonsense"):
        refused(api(bo).put(f"{path}/{nobody}"), 404, "not_found")
    assert inside(secret) == {"bo", "cy"}
    add_topic_member(bo, topic_id=secret.id, user_id=di.id)
    assert api(di).send("DELETE", f"{path}/{bo.id}").status_code == 204
    assert inside(secret) == {"cy", "di"}


def test_rank_keeps_nobody_inside_but_lets_the_owner_in_again(
    api: Callable, ada: User, bo: User, cy: User, di: User, party: Party, secret: Topic
):
    Membership.objects.filter(party=party, user=di).update(role=Role.ADMIN)
    add_topic_member(bo, topic_id=secret.id, user_id=di.id)
    add_topic_member(ada, topic_id=secret.id, user_id=ada.id)
    path = f"/topics/{secret.id}/members"

    for person in (di, ada):
        refused(api(cy).send("DELETE", f"{path}/{person.id}"), 403, "forbidden")
        assert api(bo).send("DELETE", f"{path}/{person.id}").status_code == 204

    assert inside(secret) == {"bo", "cy"}
    refused(api(di).put(f"{path}/{di.id}"), 404, "not_found")
    assert api(ada).put(f"{path}/{ada.id}").status_code == 200
    assert inside(secret) == {"ada", "bo", "cy"}


def test_who_is_taken_out_sees_nothing_of_it_any_more(
    api: Callable, bo: User, party: Party, cy: User, secret: Topic, post: Callable
):
    acl, rev = party.acl, Membership.objects.get(user=cy).rev

    assert [api(bo).send("DELETE", f"/topics/{secret.id}/members/{cy.id}").status_code for _ in range(2)] == [204, 204]

    assert names(cy, party) == ["general"]
    refused(api(cy).post(f"/topics/{secret.id}/messages", {"client_id": "c", "text": "hi"}), 404, "not_found")
    assert Party.objects.get(id=party.id).acl == acl + 1
    assert Membership.objects.get(user=cy).rev == rev + 1


def test_the_last_one_out_leaves_it_for_the_owner_to_find(
    api: Callable, ada: User, bo: User, party: Party, cy: User, secret: Topic
):
    for person in (bo, cy):
        assert api(person).send("DELETE", f"/topics/{secret.id}/members/{person.id}").status_code == 204
    refused(api(bo).send("DELETE", f"/topics/{secret.id}/members/{bo.id}"), 404, "not_found")

    hidden = api(ada).get(f"/parties/{party.id}/private-topics").json()["items"]
    assert hidden == [{"id": str(secret.id), "created_at": hidden[0]["created_at"], "member_count": 0}]
    add_topic_member(ada, topic_id=secret.id, user_id=ada.id)
    assert names(ada, party) == ["general", "secret"]


def test_private_topics_are_listed_for_the_owner_alone_and_without_names(
    api: Callable, ada: User, bo: User, eve: User, party: Party, secret: Topic
):
    open_topic(bo, party, "other", ada)

    answer = api(ada).get(f"/parties/{party.id}/private-topics")
    assert [item["member_count"] for item in answer.json()["items"]] == [2, 2]
    assert answer.json()["items"][0]["id"] == str(secret.id)
    assert {name for item in answer.json()["items"] for name in item} == {"id", "created_at", "member_count"}
    first = api(ada).get(f"/parties/{party.id}/private-topics", {"limit": 1}).json()
    assert first["items"] == answer.json()["items"][:1]
    assert first["next"] is not None
    refused(api(bo).get(f"/parties/{party.id}/private-topics"), 403, "forbidden")
    refused(api(member_of(party, "ad", Role.ADMIN)).get(f"/parties/{party.id}/private-topics"), 403, "forbidden")
    refused(api(eve).get(f"/parties/{party.id}/private-topics"), 404, "not_found")


def test_an_owner_who_comes_in_is_written_down_and_said_in_the_topic(
    api: Callable, ada: User, bo: User, secret: Topic, post: Callable
):
    post(bo, secret)

    answers = [api(ada).put(f"/topics/{secret.id}/members/{ada.id}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    note = Message.objects.get(topic=secret, kind="system")
    assert note.system == {"what": "owner_added", "user_id": str(ada.id), "by_id": str(ada.id), "name": "Ada"}
    assert [(entry.action, entry.actor, entry.topic) for entry in AuditEntry.objects.all()] == [
        ("owner_added", ada, secret)
    ]
    assert queries.topic_shape_for(ada, secret.id).unread == 0
    assert post_message(ada, topic_id=secret.id, client_id="c", text="hi").message.n == 3


def test_an_owner_adds_only_themself_to_a_topic_that_they_do_not_see(api: Callable, ada: User, di: User, secret: Topic):
    refused(api(ada).put(f"/topics/{secret.id}/members/{di.id}"), 404, "not_found")
    assert inside(secret) == {"bo", "cy"}


def test_a_topic_that_all_members_see_has_no_members_of_its_own(api: Callable, ada: User, bo: User, topic: Topic):
    refused(api(ada).put(f"/topics/{topic.id}/members/{bo.id}"), 409, "conflict")
    refused(api(bo).send("DELETE", f"/topics/{topic.id}/members/{bo.id}"), 409, "conflict")


def test_who_leaves_the_party_is_out_of_it(api: Callable, cy: User, secret: Topic):
    assert api(cy).post(f"/parties/{secret.party_id}/leave").status_code == 204
    assert inside(secret) == {"bo"}


def test_listing_private_topics_needs_one_statement(ada: User, bo: User, party: Party, secret: Topic):
    open_topic(bo, party, "other", ada)
    membership = queries.party_for(ada, party.id)
    with at_most(1):
        assert len(queries.private_topics(membership)[0]) == 2
