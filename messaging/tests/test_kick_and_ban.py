"""It is true of who was kicked or banned that they are out at once, and of who was banned that they stay out."""

from collections.abc import Callable
from typing import Any

import pytest

from events.ids import new_id
from events.times import now
from messaging import frames, realtime, services
from messaging.models import AuditEntry, Ban, Invite, Membership, Party, Role, Topic, TopicMember, User
from messaging.services.save import Refused, save_messages
from messaging.tests.between import meanwhile
from messaging.tests.clients import refused
from messaging.tests.conftest import make_user
from messaging.tests.messages import new
from messaging.tests.parallel import together
from messaging.tests.people import member_of, role_of
from messaging.tests.published import each
from messaging.tests.queries_counted import at_most
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])

BAN_FIELDS = {"user", "by", "reason", "created_at"}


def kick(api: Callable, person: User, party: Party, user_id: Any, query: str = "") -> Any:
    return api(person).send("DELETE", f"/parties/{party.id}/members/{user_id}{query}")


def ban(api: Callable, person: User, party: Party, user_id: Any, **body: Any) -> Any:
    return api(person).put(f"/parties/{party.id}/bans/{user_id}", body)


def unban(api: Callable, person: User, party: Party, user_id: Any) -> Any:
    return api(person).send("DELETE", f"/parties/{party.id}/bans/{user_id}")


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_kicked_member_is_out_at_once_and_it_is_told_and_logged(
    api: Callable, ada: User, bo: User, party: Party, topic: Topic
):
    TopicMember.objects.create(topic=topic, user=bo)

    assert kick(api, ada, party, bo.id, "?reason=Spam").status_code == 204

    refused(api(bo).get(f"/parties/{party.id}"), 404, "not_found")
    moved = Party.objects.get(id=party.id)
    assert (moved.member_count, moved.acl) == (1, party.acl + 1)
    assert not TopicMember.objects.filter(user=bo).exists()
    assert recorded("member:deleted")[-1]["data"]["user_id"] == str(bo.id)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user_id, entry.reason, entry.before) == (
        "member_kicked",
        bo.id,
        "Spam",
        {"role": "member"},
    )


def test_a_kick_of_somebody_who_is_none_does_nothing(api: Callable, ada: User, bo: User, eve: User, party: Party):
    kick(api, ada, party, bo.id)

    assert [kick(api, ada, party, user).status_code for user in (bo.id, eve.id, new_id())] == [204] * 3

    refused(kick(api, ada, party, "nonsense"), 404, "not_found")
    assert actions() == ["member_kicked"]


def test_a_kicked_person_may_join_again_and_a_banned_one_may_not(
    api: Callable, ada: User, bo: User, party: Party, invite: Invite
):
    kick(api, ada, party, bo.id)
    assert api(bo).post(f"/invites/{invite.code}/accept").status_code == 201

    ban(api, ada, party, bo.id)

    other = services.create_invite(ada, party_id=party.id, client_id="i2")[0]
    for code in (invite.code, other.code):
        refused(api(bo).post(f"/invites/{code}/accept"), 403, "banned")
    assert unban(api, ada, party, bo.id).status_code == 204
    assert api(bo).post(f"/invites/{invite.code}/accept").status_code == 201


def test_a_ban_is_listed_and_stays_as_it_is(api: Callable, ada: User, bo: User, eve: User, party: Party):
    first = ban(api, ada, party, bo.id, reason="Spam")
    ban(api, ada, party, eve.id)

    again = ban(api, member_of(party, "cy", Role.ADMIN), party, bo.id, reason="Other")

    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    shown = first.json()["ban"]
    assert (set(shown), shown["reason"], shown["user"]["id"], shown["by"]["id"]) == (
        BAN_FIELDS,
        "Spam",
        str(bo.id),
        str(ada.id),
    )
    items = api(ada).get(f"/parties/{party.id}/bans").json()["items"]
    assert [item["user"]["username"] for item in items] == ["eve", "bo"]
    assert actions() == ["member_banned", "member_banned"]


def test_bans_are_listed_by_page(api: Callable, ada: User, party: Party):
    for n in range(5):
        Ban.objects.create(party=party, user=make_user(f"out{n}"), by=ada, created_at=now())
    names, cursor = [], None
    while True:
        body = api(ada).get(f"/parties/{party.id}/bans", {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        names += [item["user"]["username"] for item in body["items"]]
        if (cursor := body["next"]) is None:
            break

    assert names == ["out4", "out3", "out2", "out1", "out0"]


def test_a_list_of_bans_costs_the_same_however_long(api: Callable, ada: User, party: Party):
    for n in range(20):
        Ban.objects.create(party=party, user=make_user(f"out{n}"), by=ada, created_at=now())

    with at_most(4):
        api(ada).get(f"/parties/{party.id}/bans")


def test_unban_is_the_same_twice(api: Callable, ada: User, eve: User, party: Party):
    ban(api, ada, party, eve.id)

    assert [unban(api, ada, party, eve.id).status_code for _ in range(2)] == [204, 204]

    assert not Ban.objects.exists()
    assert actions() == ["member_banned", "member_unbanned"]
    refused(unban(api, ada, party, "nonsense"), 404, "not_found")


def test_nobody_bans_themself_nor_somebody_who_does_not_exist(api: Callable, ada: User, eve: User, party: Party):
    refused(ban(api, ada, party, ada.id), 403, "forbidden")
    refused(ban(api, ada, party, new_id()), 404, "not_found")
    User.objects.filter(id=eve.id).update(deleted_at=now())
    refused(ban(api, ada, party, eve.id), 404, "not_found")
    assert not Ban.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": "x" * 501}, "reason"),
        ({"reason": 7}, "reason"),
        ({"delete_hours": 0}, "delete_hours"),
        ({"delete_hours": 169}, "delete_hours"),
        ({"delete_hours": "1"}, "delete_hours"),
        ({"delete_hours": 1.5}, "delete_hours"),
    ],
)
def test_a_bad_ban_is_refused_by_field(
    api: Callable, ada: User, bo: User, party: Party, body: dict[str, Any], field: str
):
    answer = ban(api, ada, party, bo.id, **body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert role_of(party, bo) == "member"


@pytest.mark.parametrize("query", ["?delete_hours=0", "?delete_hours=169", "?delete_hours=x", "?reason=" + "x" * 501])
def test_a_bad_kick_is_refused(api: Callable, ada: User, bo: User, party: Party, query: str):
    assert kick(api, ada, party, bo.id, query).status_code == 400
    assert role_of(party, bo) == "member"


@pytest.mark.parametrize("me", Role)
@pytest.mark.parametrize("other", Role)
@pytest.mark.parametrize("act", ["kick", "ban", "timeout"])
def test_people_act_on_those_strictly_below_alone(
    api: Callable, ada: User, party: Party, me: Role, other: Role, act: str
):
    order = list(Role)[::-1]
    doer = ada if me == Role.OWNER else member_of(party, "doer", me)
    target = ada if other == Role.OWNER else member_of(party, "target", other)
    if me == other == Role.OWNER:
        target = ada
    client, path = api(doer), f"/parties/{party.id}/{'bans' if act == 'ban' else 'members'}/{target.id}"

    answer = {
        "kick": lambda: client.send("DELETE", path),
        "ban": lambda: client.put(path),
        "timeout": lambda: client.send("PATCH", path, {"timeout_until": None}),
    }[act]()

    allowed = me != Role.MEMBER and order.index(me) > order.index(other)
    assert answer.status_code == ((204 if act == "kick" else 200) if allowed else 403)
    assert (role_of(party, target) is None) == (allowed and act != "timeout")


@pytest.mark.wide
@pytest.mark.parametrize("me", Role)
@pytest.mark.parametrize("other", Role)
@pytest.mark.parametrize("given", Role)
def test_roles_are_given_below_ones_own_to_people_below(
    api: Callable, ada: User, party: Party, me: Role, other: Role, given: Role
):
    order = list(Role)[::-1]
    doer = ada if me == Role.OWNER else member_of(party, "doer", me)
    target = ada if other == Role.OWNER else member_of(party, "target", other)

    answer = api(doer).send("PATCH", f"/parties/{party.id}/members/{target.id}", {"role": given})

    ranks = [order.index(role) for role in (me, other, given)]
    allowed = me in {Role.OWNER, Role.ADMIN} and ranks[0] > ranks[1] and ranks[0] > ranks[2]
    assert answer.status_code == (200 if allowed else 403)
    assert role_of(party, target) == (given if allowed else other)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_nothing_is_written_after_a_kick_whatever_came_at_that_moment(ada: User, bo: User, party: Party, topic: Topic):
    outcomes = together(
        lambda: services.kick_member(ada, party_id=party.id, user_id=bo.id),
        *[lambda: save_messages([new(bo, topic.id)])[0] for _ in range(4)],
    )

    assert outcomes[0] is None, outcomes
    assert not Membership.objects.filter(user=bo).exists()
    assert isinstance(save_messages([new(bo, topic.id)])[0], Refused)


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_who_joins_and_is_banned_at_once_is_out(ada: User, eve: User, party: Party, invite: Invite):
    together(
        lambda: services.ban_person(ada, party_id=party.id, user_id=eve.id),
        lambda: services.join_party(eve, code=invite.code),
    )

    assert not Membership.objects.filter(user=eve).exists()
    assert Ban.objects.filter(user=eve).count() == 1
    assert Party.objects.get(id=party.id).member_count == 2


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_two_kicks_at_once_are_one(ada: User, bo: User, party: Party):
    cy = member_of(party, "cy", Role.ADMIN)

    together(*[lambda who=who: services.kick_member(who, party_id=party.id, user_id=bo.id) for who in (ada, cy)])

    assert actions() == ["member_kicked"]
    assert Party.objects.get(id=party.id).member_count == 2


@pytest.mark.servers
@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_who_reads_on_while_they_are_kicked_is_told_with_numbers_that_go_on(
    ada: User, bo: User, party: Party, topic: Topic, post: Callable, monkeypatch: pytest.MonkeyPatch
):
    """Reading moves a member's own number without the party's lock; a number twice would be taken for a repetition."""
    n = post(ada, topic).message.n
    told: list[int] = []

    def note(_channel: str, signal: Any) -> None:
        if isinstance(signal, frames.PersonFrame) and signal.user == str(bo.id):
            told.append(signal.my_rev)

    monkeypatch.setattr(realtime, "_publish", each(note))

    with meanwhile(lambda: services.mark_read(bo, topic_id=topic.id, n=n), after='FROM "messaging_topicmember"'):
        services.kick_member(ada, party_id=party.id, user_id=bo.id)
    services.undo(ada, AuditEntry.objects.get(action="member_kicked").id)

    start = told[0]
    assert told == [start, start + 1, start + 2]
