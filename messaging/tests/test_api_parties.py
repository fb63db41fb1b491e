from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.times import now
from messaging import presence
from messaging.api import parties
from messaging.models import Ban, Invite, Party, User
from messaging.services import join_party
from messaging.tests.clients import refused
from messaging.tests.conftest import make_user

pytestmark = pytest.mark.django_db(databases=["messaging"])

NOWHERE = "0197a000-0000-7000-8000-000000000000"
PARTY_FIELDS = {
    "id",
    "name",
    "description",
    "icon_url",
    "owner_id",
    "heir_id",
    "role",
    "rev",
    "my_rev",
    "member_count",
    "online_count",
    "created_at",
}
INVITE_FIELDS = {"code", "url", "party_id", "maker", "expires_at", "max_uses", "uses", "revoked_at"}
MEMBER_FIELDS = {"user", "role", "joined_at", "timeout_until", "state", "last_active_at"}


def test_making_a_party_answers_with_it_its_topic_and_its_invite(api: Callable, ada: User):
    answer = api(ada).post("/parties", {"client_id": "p1", "name": "The Harbour"})

    body = answer.json()
    assert (answer.status_code, set(body)) == (201, {"party", "topics", "invite", "epoch"})
    assert set(body["party"]) == PARTY_FIELDS
    assert set(body["invite"]) == INVITE_FIELDS
    assert [topic["name"] for topic in body["topics"]] == ["general"]
    again = api(ada).post("/parties", {"client_id": "p1", "name": "The Harbour"})
    assert (again.status_code, again.json()) == (200, body)


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"client_id": "p1", "name": ""}, "blank", "name"),
        ({"client_id": "p1", "name": "  "}, "blank", "name"),
        ({"client_id": "p1", "name": "x" * 65}, "too_long", "name"),
        ({"client_id": "p1", "name": "x" * 100_000}, "too_long", "name"),
        ({"client_id": "p1", "name": "a\x00b"}, "invalid", "name"),
        ({"client_id": "p1", "name": 7}, "invalid", "name"),
        ({"client_id": "p1", "name": None}, "invalid", "name"),
        ({"client_id": "p1", "name": ["x"]}, "invalid", "name"),
        ({"client_id": "p1"}, "invalid", "name"),
        ({"client_id": "", "name": "x"}, "invalid", "client_id"),
        ({"client_id": "x" * 65, "name": "x"}, "invalid", "client_id"),
        ({"client_id": 7, "name": "x"}, "invalid", "client_id"),
        ({"name": "x"}, "invalid", "client_id"),
    ],
)
def test_a_bad_party_is_refused_by_field(api: Callable, ada: User, body: Any, code: str, field: str):
    refusal = refused(api(ada).post("/parties", body), 400, code)

    assert list(refusal["fields"]) == [field]
    assert not Party.objects.exists()


def test_parties_are_listed_in_joining_order(api: Callable, ada: User, bo: User, party: Party):
    theirs = api(bo).post("/parties", {"client_id": "b", "name": "Bo's"}).json()["party"]

    items = api(bo).get("/parties").json()["items"]

    assert [item["id"] for item in items] == [str(party.id), theirs["id"]]
    assert [item["role"] for item in items] == ["member", "owner"]
    assert [item["id"] for item in api(ada).get("/parties").json()["items"]] == [str(party.id)]


def test_a_party_is_shown_to_its_members_and_to_nobody_else(api: Callable, bo: User, eve: User, party: Party):
    body = api(bo).get(f"/parties/{party.id}").json()

    assert set(body["party"]) == PARTY_FIELDS
    assert body["party"]["member_count"] == 2
    refused(api(eve).get(f"/parties/{party.id}"), 404, "not_found")


@pytest.mark.parametrize("path", ["", "/members", "/presence", "/invites", "/topics"])
def test_what_is_not_ours_absent_or_malformed_looks_alike(api: Callable, eve: User, party: Party, path: str):
    answers = [
        api(eve).get(f"/parties/{party_id}{path}") for party_id in (party.id, NOWHERE, "nonsense", "%00", "x" * 36)
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}
    refused(answers[0], 404, "not_found")


def test_members_are_listed_by_page(api: Callable, ada: User, party: Party, invite: Invite):
    for n in range(5):
        join_party(make_user(f"guest{n}"), code=invite.code)
    presence.store().here([(party.id, ada.id)])
    client, names, cursor = api(ada), [], None

    while True:
        body = client.get(f"/parties/{party.id}/members", {"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        names += [item["user"]["username"] for item in body["items"]]
        cursor = body["next"]
        if cursor is None:
            break

    assert names == ["ada", "bo", "guest0", "guest1", "guest2", "guest3", "guest4"]
    first = client.get(f"/parties/{party.id}/members").json()["items"][0]
    assert (set(first), first["role"], first["state"]) == (MEMBER_FIELDS, "owner", "online")


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "", "1.5", "9" * 30])
def test_a_bad_limit_is_refused(api: Callable, ada: User, party: Party, limit: str):
    refused(api(ada).get(f"/parties/{party.id}/members", {"limit": limit}), 400, "invalid")


def test_presence_says_who_is_there(api: Callable, ada: User, bo: User, party: Party):
    assert api(ada).get(f"/parties/{party.id}/presence").json() == {"online": [], "away": [], "count": 0}

    presence.store().here([(party.id, bo.id)])

    body = api(ada).get(f"/parties/{party.id}/presence").json()
    assert body == {"online": [str(bo.id)], "away": [], "count": 1}


def test_of_very_many_who_are_there_those_online_come_first_and_all_are_counted(
    api: Callable, ada: User, bo: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    cy = make_user("cy")
    presence.store().here([(party.id, each.id) for each in (ada, bo, cy)], away=[bo.id, cy.id])
    first, second = sorted([str(bo.id), str(cy.id)])
    path, whole = f"/parties/{party.id}/presence", {"online": [str(ada.id)], "away": [first, second]}

    assert api(ada).get(path).json() == whole | {"count": 3}
    monkeypatch.setattr(parties, "MOST_HERE", 2)
    assert api(ada).get(path).json() == whole | {"away": [first], "count": 3}
    monkeypatch.setattr(parties, "MOST_HERE", 1)
    assert api(ada).get(path).json() == whole | {"away": [], "count": 3}


def test_presence_that_is_not_known_has_no_count(
    api: Callable, ada: User, party: Party, monkeypatch: pytest.MonkeyPatch
):
    lost = presence.RedisPresence("redis://127.0.0.1:1/0")
    monkeypatch.setattr(presence, "store", lambda: lost)

    assert api(ada).get(f"/parties/{party.id}/presence").json() == {"online": [], "away": [], "count": None}
    assert api(ada).get(f"/parties/{party.id}").json()["party"]["online_count"] is None
    assert api(ada).get(f"/parties/{party.id}/members").json()["items"][0]["state"] == "unknown"


# Invites


def test_making_an_invite(api: Callable, bo: User, party: Party):
    answer = api(bo).post(f"/parties/{party.id}/invites", {"client_id": "i1", "expires_in": 60, "max_uses": 5})

    made = answer.json()["invite"]
    assert (answer.status_code, set(made), made["max_uses"], made["uses"]) == (201, INVITE_FIELDS, 5, 0)
    again = api(bo).post(f"/parties/{party.id}/invites", {"client_id": "i1"})
    assert (again.status_code, again.json()["invite"]) == (200, made)


def test_an_invite_lasts_a_week_unless_it_is_for_ever(api: Callable, bo: User, party: Party):
    week = api(bo).post(f"/parties/{party.id}/invites", {"client_id": "i1"}).json()["invite"]
    ever = api(bo).post(f"/parties/{party.id}/invites", {"client_id": "i2", "expires_in": None}).json()["invite"]

    assert week["expires_at"] is not None
    assert ever["expires_at"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"expires_in": 0}, "expires_in"),
        ({"expires_in": "60"}, "expires_in"),
        ({"expires_in": 10**30}, "expires_in"),
        ({"expires_in": 1.5}, "expires_in"),
        ({"max_uses": 0}, "max_uses"),
        ({"max_uses": 1001}, "max_uses"),
        ({"max_uses": True}, "max_uses"),
        ({"client_id": None}, "client_id"),
    ],
)
def test_a_bad_invite_is_refused_by_field(api: Callable, bo: User, party: Party, change: Any, field: str):
    refusal = refused(api(bo).post(f"/parties/{party.id}/invites", {"client_id": "i1"} | change), 400, "invalid")

    assert list(refusal["fields"]) == [field]


def test_invites_are_listed_newest_first_to_members(api: Callable, bo: User, eve: User, party: Party, invite: Invite):
    made = api(bo).post(f"/parties/{party.id}/invites", {"client_id": "i1"}).json()["invite"]

    items = api(bo).get(f"/parties/{party.id}/invites").json()["items"]

    assert [item["code"] for item in items] == [made["code"], invite.code]
    refused(api(eve).get(f"/parties/{party.id}/invites"), 404, "not_found")
    refused(api(eve).post(f"/parties/{party.id}/invites", {"client_id": "i1"}), 404, "not_found")


def test_a_preview_shows_the_party_and_not_its_ids(api: Callable, party: Party, invite: Invite):
    body = api().get(f"/invites/{invite.code}").json()

    assert set(body) == {"party", "maker", "expires_at"}
    assert set(body["party"]) == {"name", "icon_url", "description", "member_count", "online_count"}
    assert body["maker"]["username"] == "ada"


def test_accepting_an_invite(api: Callable, eve: User, party: Party, invite: Invite):
    joined = api(eve).post(f"/invites/{invite.code}/accept")
    again = api(eve).post(f"/invites/{invite.code}/accept")

    assert (joined.status_code, again.status_code) == (201, 200)
    assert set(joined.json()) == {"party"}
    assert joined.json()["party"]["id"] == again.json()["party"]["id"] == str(party.id)
    assert api(eve).get(f"/parties/{party.id}").status_code == 200


def test_accepting_needs_somebody(api: Callable, invite: Invite):
    refused(api().post(f"/invites/{invite.code}/accept"), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"expires_at": now() - timedelta(days=1)}, "invite_expired"),
        ({"max_uses": 1}, "invite_used_up"),
        ({"revoked_at": now()}, "invite_revoked"),
    ],
)
def test_an_ended_invite_is_gone_for_strangers_and_no_matter_for_members(
    api: Callable, bo: User, eve: User, invite: Invite, change: Any, code: str
):
    Invite.objects.update(**change)

    refused(api().get(f"/invites/{invite.code}"), 410, code)
    refused(api(eve).post(f"/invites/{invite.code}/accept"), 410, code)
    assert api(bo).post(f"/invites/{invite.code}/accept").status_code == 200


@pytest.mark.parametrize("code", ["nonsense", "%00", "%F0%9F%8E%89", "x" * 200, "%2e%2e"])
def test_an_unknown_invite_is_not_found(api: Callable, eve: User, invite: Invite, code: str):
    refused(api().get(f"/invites/{code}"), 404, "not_found")
    refused(api(eve).post(f"/invites/{code}/accept"), 404, "not_found")


def test_a_banned_person_is_refused(api: Callable, ada: User, eve: User, party: Party, invite: Invite):
    Ban.objects.create(party=party, user=eve, by=ada, created_at=now())

    refused(api(eve).post(f"/invites/{invite.code}/accept"), 403, "banned")
