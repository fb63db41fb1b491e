"""Invites: what they say to anybody who has the link, and the list of a party."""

import uuid

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from events.errors import NotFound
from events.times import iso
from messaging import invites, presence, shapes
from messaging.models import (
    Ban,
    Invite,
    Membership,
    User,
)
from messaging.queries.pages import PAGE, latest_page


class InvitePreview(msgspec.Struct, frozen=True):
    party_id: str
    name: str
    icon_url: str | None
    description: str
    member_count: int
    online_count: int | None
    maker: shapes.UserShape
    expires_at: str | None


def invite_preview(code: str) -> InvitePreview:
    """What an invite says to somebody who need not be signed in. Raises NotFound, InviteExpired and its siblings."""
    rows = Invite.objects.using(settings.MESSAGING_DB).select_related("party", "maker")
    invite = rows.filter(code=code, party__deleted_at=None).first() if invites.is_code(code) else None
    if invite is None:
        raise NotFound(_("There is no such invite."))
    invites.insist_open(invite)
    party = invite.party
    return InvitePreview(
        party_id=str(party.id),
        name=party.name,
        icon_url=party.icon_url or None,
        description=party.description,
        member_count=party.member_count,
        online_count=presence.store().count(party.id),
        maker=shapes.user_shape(invite.maker),
        expires_at=iso(invite.expires_at),
    )


def party_by_invite(person: User, code: str) -> uuid.UUID | None:
    """The party that an invite belongs to, if the person is in it already, whatever became of the invite."""
    if not invites.is_code(code):
        return None
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(user=person, party__invites__code=code)
    return rows.values_list("party_id", flat=True).first()


def is_banned_by_invite(person: User, code: str) -> bool:
    """Whether the party that an invite belongs to keeps the person out."""
    rows = Ban.objects.using(settings.MESSAGING_DB).filter(user=person, party__invites__code=code)
    return invites.is_code(code) and rows.exists()


def invite_for(membership: Membership, code: str) -> shapes.InviteShape:
    """An invite of the party. Raises NotFound."""
    rows = Invite.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("maker")
    invite = rows.filter(code=code).first() if invites.is_code(code) else None
    if invite is None:
        raise NotFound
    return shapes.invite_shape(invite, invites.url_of(invite))


def invites_of(
    membership: Membership, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[shapes.InviteShape], str | None]:
    """A page of a party's invites, newest first, and the cursor of the next. Raises BadCursor."""
    rows = Invite.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("maker")
    page, following = latest_page(rows, "created_at", cursor, limit)
    return [shapes.invite_shape(invite, invites.url_of(invite)) for invite in page], following
