from datetime import timedelta

import pytest

from events.errors import NotFound
from events.times import now
from messaging import presence
from messaging.invites import InviteExpired, InviteRevoked, InviteUsedUp
from messaging.models import Invite, Party, User
from messaging.queries import invite_preview, party_by_invite

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_it_says_who_invites_where(ada: User, party: Party, invite: Invite):
    Party.objects.update(description="Boats and other things")
    presence.store().here([(party.id, ada.id)])

    preview = invite_preview(invite.code)

    assert (preview.name, preview.description, preview.party_id) == (
        "The Harbour",
        "Boats and other things",
        str(party.id),
    )
    assert (preview.member_count, preview.online_count, preview.icon_url) == (2, 1, None)
    assert preview.maker.username == "ada"
    assert preview.expires_at is not None


def test_one_without_an_end_says_so(invite: Invite):
    Invite.objects.update(expires_at=None)

    assert invite_preview(invite.code).expires_at is None


@pytest.mark.parametrize("code", ["", "nonsense", "x" * 22, "x" * 33, "ä" * 22, "\x00", "a/b"])
def test_an_unknown_code_is_not_found(invite: Invite, code: str):
    with pytest.raises(NotFound):
        invite_preview(code)


def test_an_expired_one_is_refused(invite: Invite):
    Invite.objects.update(expires_at=now() - timedelta(seconds=1))

    with pytest.raises(InviteExpired):
        invite_preview(invite.code)


def test_a_used_up_one_is_refused(invite: Invite):
    Invite.objects.update(max_uses=3, uses=3)

    with pytest.raises(InviteUsedUp):
        invite_preview(invite.code)


def test_a_revoked_one_is_refused(invite: Invite):
    Invite.objects.update(revoked_at=now())

    with pytest.raises(InviteRevoked):
        invite_preview(invite.code)


def test_a_member_finds_their_party_by_it_and_a_stranger_does_not(bo: User, eve: User, party: Party, invite: Invite):
    Invite.objects.update(revoked_at=now())

    assert party_by_invite(bo, invite.code) == party.id
    assert party_by_invite(eve, invite.code) is None


@pytest.mark.parametrize("code", ["nonsense", "\x00", "ä"])
def test_nobody_finds_a_party_by_nonsense(bo: User, party: Party, code: str):
    assert party_by_invite(bo, code) is None
