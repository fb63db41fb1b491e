from collections.abc import Callable

import pytest

from events.errors import Blank, Invalid, NotFound, TooLong
from messaging import services
from messaging.models import Invite, Membership, Party, Role, Topic, User
from messaging.services import create_party
from messaging.tests.clients import refused
from messaging.tests.parallel import together
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_a_party_has_its_owner_a_topic_general_and_an_invite(ada: User):
    made = create_party(ada, client_id="p1", name="The Harbour")

    assert (made.party.name, made.party.role, made.party.owner_id) == ("The Harbour", "owner", str(ada.id))
    assert (made.party.member_count, made.again) == (1, False)
    assert [(topic.name, topic.party_id, topic.last_n) for topic in made.topics] == [("general", made.party.id, 0)]
    assert (made.invite.party_id, made.invite.uses, made.invite.max_uses) == (made.party.id, 0, None)
    assert made.invite.url.endswith(f"/i/{made.invite.code}")
    assert made.invite.expires_at is not None


def test_the_rows_of_a_party_are_there(ada: User):
    made = create_party(ada, client_id="p1", name="The Harbour")

    party = Party.objects.get(id=made.party.id)
    assert (party.owner_id, party.maker_id, party.member_count) == (ada.id, ada.id, 1)
    assert Membership.objects.get(party=party).role == Role.OWNER
    assert party.system_topic == Topic.objects.get(party=party)
    assert Invite.objects.get(party=party).maker_id == ada.id


def test_the_name_is_kept_without_blanks_around(ada: User):
    assert create_party(ada, client_id="p1", name="  The \u200b Harbour ").party.name == "The Harbour"


def test_the_outbox_tells_of_party_member_and_topic_in_the_order_of_versions(ada: User):
    made = create_party(ada, client_id="p1", name="The Harbour")

    events = recorded()
    assert [(event["type"], event["aggregateversion"]) for event in events] == [
        ("party:created", 1),
        ("member:created", 2),
        ("topic:created", 3),
    ]
    assert {event["data"]["party_id"] for event in events} == {made.party.id}
    assert events[0]["data"]["owner_id"] == str(ada.id)
    assert Party.objects.get().version == 3


def test_the_outbox_holds_no_invite_code(ada: User):
    made = create_party(ada, client_id="p1", name="The Harbour")

    assert made.invite.code not in str(recorded())


def test_asked_again_it_is_the_same_party(ada: User):
    first = create_party(ada, client_id="p1", name="The Harbour")
    second = create_party(ada, client_id="p1", name="The Harbour")

    assert second.again
    assert (second.party.id, second.invite.code, second.topics[0].id) == (
        first.party.id,
        first.invite.code,
        first.topics[0].id,
    )
    assert Party.objects.count() == 1
    assert len(recorded()) == 3


def test_another_client_id_or_another_maker_is_another_party(ada: User, bo: User):
    made = [
        create_party(ada, client_id="p1", name="The Harbour"),
        create_party(ada, client_id="p2", name="The Harbour"),
        create_party(bo, client_id="p1", name="The Harbour"),
    ]

    assert len({each.party.id for each in made}) == 3
    assert not any(each.again for each in made)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_asked_many_times_at_once_it_is_one_party(ada: User):
    made = together(*[lambda: create_party(ada, client_id="p1", name="The Harbour")] * 6)

    assert {each.party.id for each in made} == {str(Party.objects.get().id)}
    assert sorted(each.again for each in made) == [False] + [True] * 5
    assert (Topic.objects.count(), Membership.objects.count(), Invite.objects.count()) == (1, 1, 1)
    assert len(recorded()) == 3


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", Blank),
        (" \t ", Invalid),
        ("   ", Blank),
        ("\u200b\u2060", Blank),
        ("x" * 65, TooLong),
        ("a\nb", Invalid),
        ("a\x00b", Invalid),
        ("\ud800", Invalid),
        (None, Invalid),
        (7, Invalid),
        (["The Harbour"], Invalid),
    ],
)
def test_a_bad_name_is_refused_and_leaves_nothing(ada: User, name: object, refusal: type[Invalid]):
    with pytest.raises(refusal) as caught:
        create_party(ada, client_id="p1", name=name)

    assert caught.value.fields == {"name": [caught.value.message]}
    assert not Party.objects.exists()
    assert recorded() == []


def test_64_characters_are_not_too_long(ada: User):
    assert create_party(ada, client_id="p1", name="é" * 64).party.name == "é" * 64


@pytest.mark.parametrize("client_id", ["", "x" * 65, "a b", "ä", "a\n", None, 7, []])
def test_a_bad_client_id_is_refused(ada: User, client_id: object):
    with pytest.raises(Invalid) as caught:
        create_party(ada, client_id=client_id, name="The Harbour")

    assert "client_id" in caught.value.fields


def test_asked_again_by_who_is_no_member_any_more_it_is_not_found(ada: User, bo: User, party: Party):
    services.offer_party(ada, party_id=party.id, user_id=str(bo.id))
    services.accept_party(bo, party_id=party.id)
    services.leave_party(ada, party_id=party.id)

    with pytest.raises(NotFound):
        services.create_party(ada, client_id="party", name="The Harbour")

    assert Party.objects.count() == 1


def test_whoever_is_in_as_many_parties_as_can_be_makes_none(
    api: Callable, bo: User, eve: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("messaging.queries.MOST_PARTIES", 1)
    body = {"client_id": "one", "name": "One"}

    refused(api(bo).post("/parties", body), 409, "limit_reached")
    assert [api(eve).post("/parties", body).status_code for _ in range(2)] == [201, 200]
    refused(api(eve).post("/parties", {"client_id": "two", "name": "Two"}), 409, "limit_reached")
