"""It is true of roles and timeouts that they are given to people strictly below, and both at once or neither."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from events.times import iso, now
from messaging.models import AuditEntry, Membership, Party, Role, Topic, User
from messaging.tests.clients import refused
from messaging.tests.people import member_of, role_of
from messaging.tests.rows import recorded

pytestmark = pytest.mark.django_db(databases=["messaging"])


def patch(api: Callable, person: User, party: Party, user: User, **body: Any) -> Any:
    return api(person).send("PATCH", f"/parties/{party.id}/members/{user.id}", body)


def test_a_role_is_shown_told_and_logged(api: Callable, ada: User, bo: User, party: Party):
    answer = patch(api, ada, party, bo, role="moderator", reason="Knows the place.")

    assert (answer.status_code, answer.json()["member"]["role"]) == (200, "moderator")
    assert role_of(party, bo) == "moderator"
    assert recorded("member:updated")[-1]["data"]["role"] == "moderator"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user_id, entry.before, entry.after, entry.reason) == (
        "role_changed",
        bo.id,
        {"role": "member"},
        {"role": "moderator"},
        "Knows the place.",
    )
    patch(api, ada, party, bo, role="moderator")
    assert AuditEntry.objects.count() == 1


def test_a_timeout_keeps_from_writing_until_it_ends(api: Callable, ada: User, bo: User, party: Party, topic: Topic):
    until = now() + timedelta(minutes=5)

    answer = patch(api, ada, party, bo, timeout_until=iso(until))

    assert answer.json()["member"]["timeout_until"] == iso(until)
    path, body = f"/topics/{topic.id}/messages", {"client_id": "c1", "text": "hi"}
    assert 290 < refused(api(bo).post(path, body), 403, "timed_out")["retry_after"] <= 300
    assert api(bo).get(path).status_code == 200
    assert patch(api, ada, party, bo, timeout_until=None).json()["member"]["timeout_until"] is None
    assert api(bo).post(path, body).status_code == 201
    assert [entry.action for entry in AuditEntry.objects.all()] == ["member_timed_out"] * 2


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (timedelta(seconds=50), False),
        (timedelta(minutes=1), True),
        (timedelta(days=28), True),
        (timedelta(days=28, minutes=1), False),
        (timedelta(hours=-1), False),
    ],
)
def test_it_lasts_from_a_minute_to_four_weeks(
    api: Callable, ada: User, bo: User, party: Party, value: timedelta, fits: bool
):
    answer = patch(api, ada, party, bo, timeout_until=iso(now() + value))

    if fits:
        assert answer.status_code == 200
    else:
        assert list(refused(answer, 400, "invalid")["fields"]) == ["timeout_until"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": 7}, "role"),
        ({"role": None}, "role"),
        ({"timeout_until": "2030-01-01T00:00:00"}, "timeout_until"),
        ({"timeout_until": "tomorrow"}, "timeout_until"),
        ({"timeout_until": 1}, "timeout_until"),
        ({"timeout_until": "9999-12-31T23:59:59-14:00"}, "timeout_until"),
        ({"role": "moderator", "reason": "x" * 501}, "reason"),
        ({"role": "moderator", "timeout_until": "never"}, "timeout_until"),
    ],
)
def test_what_is_wrong_is_refused_by_field_and_nothing_is_changed(
    api: Callable, ada: User, bo: User, party: Party, body: dict[str, Any], field: str
):
    answer = patch(api, ada, party, bo, **body)

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]
    assert role_of(party, bo) == "member"
    assert not AuditEntry.objects.exists()


def test_both_at_once_are_one_change(api: Callable, ada: User, bo: User, party: Party):
    until = iso(now() + timedelta(hours=1))

    patch(api, ada, party, bo, role="moderator", timeout_until=until)

    member = Membership.objects.get(user=bo)
    assert (member.role, iso(member.timeout_until)) == ("moderator", until)
    assert Party.objects.get(id=party.id).rev == party.rev + 1
    assert AuditEntry.objects.count() == 2


def test_a_moderator_who_may_not_give_the_role_changes_nothing_of_both(api: Callable, bo: User, party: Party):
    moderator = member_of(party, "cy", Role.MODERATOR)

    refused(
        patch(api, moderator, party, bo, role="member", timeout_until=iso(now() + timedelta(hours=1))), 403, "forbidden"
    )

    assert Membership.objects.get(user=bo).timeout_until is None


def test_somebody_who_is_no_member_is_not_found(api: Callable, ada: User, eve: User, party: Party):
    refused(patch(api, ada, party, eve, role="moderator"), 404, "not_found")
    refused(patch(api, eve, party, ada, role="member"), 404, "not_found")
