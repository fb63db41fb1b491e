"""It is true of a revoked invite that it lets nobody in, and stays revoked."""

from collections.abc import Callable

import pytest

from messaging import services
from messaging.models import AuditEntry, Invite, Party, Role, User
from messaging.tests.clients import refused
from messaging.tests.people import member_of

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_revoked_by_who_looks_after_the_party_it_lets_nobody_in(api: Callable, eve: User, party: Party, invite: Invite):
    moderator = member_of(party, "cy", Role.MODERATOR)

    assert [api(moderator).send("DELETE", f"/invites/{invite.code}").status_code for _ in range(2)] == [204, 204]

    refused(api(eve).post(f"/invites/{invite.code}/accept"), 410, "invite_revoked")
    assert [entry.action for entry in AuditEntry.objects.all()] == ["invite_revoked"]


def test_its_maker_may_revoke_it_and_no_other_member(api: Callable, bo: User, party: Party):
    made = services.create_invite(bo, party_id=party.id, client_id="mine")[0]

    refused(api(member_of(party, "cy")).send("DELETE", f"/invites/{made.code}"), 403, "forbidden")
    assert Invite.objects.get(code=made.code).revoked_at is None
    assert api(bo).send("DELETE", f"/invites/{made.code}").status_code == 204


def test_others_do_not_find_it(api: Callable, eve: User, invite: Invite):
    refused(api(eve).send("DELETE", f"/invites/{invite.code}"), 404, "not_found")
    refused(api().send("DELETE", f"/invites/{invite.code}"), 401, "not_signed_in")
    refused(api(eve).send("DELETE", "/invites/nonsense"), 404, "not_found")
    assert Invite.objects.get(id=invite.id).revoked_at is None
