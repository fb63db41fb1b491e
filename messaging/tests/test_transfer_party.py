"""It is true of a party that it has one owner, who offers it to a member, who takes it or not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.times import now
from messaging import services
from messaging.models import AuditEntry, Membership, Party, User
from messaging.tests.clients import refused
from messaging.tests.parallel import together
from messaging.tests.people import member_of, role_of
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])

NOWHERE = "0197a000-0000-7000-8000-000000000000"


def offer(api: Callable, person: User, party: Party, to: Any) -> Any:
    return api(person).post(f"/parties/{party.id}/transfer", {"user_id": str(to)})


def accept(api: Callable, person: User, party: Party) -> Any:
    return api(person).post(f"/parties/{party.id}/transfer/accept")


def withdraw(api: Callable, person: User, party: Party) -> Any:
    return api(person).send("DELETE", f"/parties/{party.id}/transfer")


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_an_offer_is_shown_and_changes_no_role(api: Callable, ada: User, bo: User, party: Party):
    answer = offer(api, ada, party, bo.id)

    assert (answer.status_code, answer.json()["party"]["heir_id"]) == (200, str(bo.id))
    assert (role_of(party, ada), role_of(party, bo)) == ("owner", "member")
    assert offer(api, ada, party, bo.id).status_code == 200
    assert actions() == ["ownership_offered"]


def test_accepted_the_roles_are_swapped_and_told(api: Callable, ada: User, bo: User, party: Party):
    Membership.objects.filter(user=bo).update(timeout_until=now() + timedelta(hours=1))
    offer(api, ada, party, bo.id)

    answer = accept(api, bo, party).json()["party"]

    assert (answer["owner_id"], answer["role"], answer["heir_id"]) == (str(bo.id), "owner", None)
    assert (role_of(party, ada), role_of(party, bo)) == ("admin", "owner")
    assert Membership.objects.get(user=bo).timeout_until is None
    assert [event["data"]["role"] for event in recorded("member:updated")] == ["admin", "owner"]
    assert recorded("party:updated")[-1]["data"]["owner_id"] == str(bo.id)
    assert accept(api, bo, party).status_code == 200
    assert actions() == ["ownership_offered", "ownership_accepted"]
    services.leave_party(ada, party_id=party.id)
    assert role_of(party, ada) is None


def test_nobody_else_accepts_it(api: Callable, ada: User, bo: User, eve: User, party: Party):
    cy = member_of(party, "cy", "admin")
    refused(accept(api, bo, party), 403, "forbidden")
    offer(api, ada, party, bo.id)

    refused(accept(api, cy, party), 403, "forbidden")
    refused(accept(api, ada, party), 403, "forbidden")
    refused(accept(api, eve, party), 404, "not_found")
    assert role_of(party, ada) == "owner"


@pytest.mark.parametrize(("who", "action"), [("ada", "ownership_withdrawn"), ("bo", "ownership_declined")])
def test_either_side_ends_the_offer(api: Callable, ada: User, bo: User, party: Party, who: str, action: str):
    offer(api, ada, party, bo.id)
    person = {"ada": ada, "bo": bo}[who]

    assert [withdraw(api, person, party).status_code for _ in range(2)] == [204, 204]

    assert actions() == ["ownership_offered", action]
    refused(accept(api, bo, party), 403, "forbidden")


def test_others_end_no_offer(api: Callable, ada: User, bo: User, eve: User, party: Party):
    offer(api, ada, party, bo.id)

    refused(withdraw(api, member_of(party, "cy", "admin"), party), 403, "forbidden")
    refused(withdraw(api, eve, party), 404, "not_found")
    assert Party.objects.get(id=party.id).heir_id == bo.id


def test_it_is_offered_to_members_alone_and_not_to_oneself(api: Callable, ada: User, eve: User, party: Party):
    refused(offer(api, ada, party, eve.id), 404, "not_found")
    refused(offer(api, ada, party, NOWHERE), 404, "not_found")
    refused(offer(api, ada, party, "nonsense"), 400, "invalid")
    refused(offer(api, ada, party, ada.id), 400, "invalid")
    refused(offer(api, member_of(party, "cy", "admin"), party, ada.id), 403, "forbidden")
    assert actions() == []


@pytest.mark.parametrize("how", ["leave", "kick"])
def test_an_offer_ends_with_who_goes(api: Callable, ada: User, bo: User, party: Party, how: str):
    offer(api, ada, party, bo.id)

    if how == "leave":
        services.leave_party(bo, party_id=party.id)
    else:
        services.kick_member(ada, party_id=party.id, user_id=bo.id)

    assert Party.objects.get(id=party.id).heir_id is None


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_accepted_and_withdrawn_at_once_there_is_one_owner(ada: User, bo: User, party: Party):
    services.offer_party(ada, party_id=party.id, user_id=str(bo.id))

    together(
        lambda: services.accept_party(bo, party_id=party.id),
        lambda: services.accept_party(bo, party_id=party.id),
        lambda: services.withdraw_offer(ada, party_id=party.id),
    )

    owner = Party.objects.get(id=party.id).owner_id
    assert list(Membership.objects.filter(role="owner").values_list("user_id", flat=True)) == [owner]
    assert Party.objects.get(id=party.id).heir_id is None
