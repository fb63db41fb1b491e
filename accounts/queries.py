"""Reading accounts: each function takes who asks."""

import base64
import binascii
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import LASTS, Export, MembershipCopy, PartyCopy, SignIn, User
from events.errors import BadCursor, NotFound
from events.ids import parse_id
from events.times import now

#: Where a Django session keeps the name of its sign-in.
SES_KEY: Final = "ses"
#: Sign-ins that are listed at most, and parties that are to be handed over.
SIGN_INS_SHOWN: Final = 100
OWNED_SHOWN: Final = 100


class PartyItem(NamedTuple):
    """A party of somebody, as the copy knows it."""

    id: UUID
    name: str
    role: str
    joined_at: datetime


class OwnedParty(NamedTuple):
    id: UUID
    name: str


def sign_in_by_ses(user_id: UUID, ses: str) -> SignIn | None:
    """The sign-in of somebody named `ses`, with its user; None when it has ended, or they were disabled."""
    key = parse_id(ses)
    if key is None:
        return None
    sign_in = SignIn.objects.select_related("user").filter(pk=key, user_id=user_id).first()
    return sign_in if sign_in and sign_in.user.is_active else None


def sign_in_of(user: object, session: SessionBase) -> SignIn | None:
    """The sign-in of a Django session that belongs to `user`; a stranger has none."""
    ses = session.get(SES_KEY)
    return sign_in_by_ses(user.pk, ses) if isinstance(user, User) and isinstance(ses, str) else None


def sign_ins_of(user_id: UUID) -> list[SignIn]:
    """Where somebody is signed in, the one seen last first."""
    living = SignIn.objects.filter(user_id=user_id, seen_at__gt=now() - LASTS)
    return list(living.order_by("-seen_at")[:SIGN_INS_SHOWN])


def export_of(user_id: UUID) -> Export | None:
    """Somebody's export, while its link works."""
    return Export.objects.filter(user_id=user_id, expires_at__gt=now()).defer("content").order_by("-created_at").first()


def export_for(user_id: UUID, export_id: str) -> Export:
    """The same by the id of its link, with the content. Raises NotFound for whoever it is not about."""
    key = parse_id(export_id)
    export = Export.objects.filter(pk=key, user_id=user_id, expires_at__gt=now()).first() if key else None
    if export is None:
        raise NotFound(_("There is no such export, or its link has expired. Make a new one."))
    return export


def parties_of(user_id: UUID, *, cursor: str | None, limit: int) -> tuple[list[PartyItem], str | None]:
    """A page of somebody's parties in joining order, and the cursor of the next one. Raises BadCursor."""
    rows = MembershipCopy.objects.filter(user_id=user_id, deleted=False).order_by("joined_at", "id")
    if cursor:
        joined_at, last = _read_cursor(cursor)
        rows = rows.filter(Q(joined_at__gt=joined_at) | Q(joined_at=joined_at, id__gt=last))
    memberships = list(rows[: limit + 1])
    shown = memberships[:limit]
    parties = PartyCopy.objects.in_bulk([membership.party_id for membership in shown])
    items = [_party_item(parties.get(membership.party_id), membership) for membership in shown]
    more = _cursor(shown[-1]) if len(memberships) > limit else None
    return [item for item in items if item is not None], more


def owned_parties(user_id: UUID) -> list[OwnedParty]:
    """Parties that somebody owns, as the copy knows it, by name; at most OWNED_SHOWN."""
    parties = PartyCopy.objects.filter(owner_id=user_id, deleted=False).order_by("pk")[:OWNED_SHOWN]
    return sorted((OwnedParty(party.pk, party.name) for party in parties), key=lambda party: party.name.casefold())


def _party_item(party: PartyCopy | None, membership: MembershipCopy) -> PartyItem | None:
    if party is None or party.deleted or membership.joined_at is None:
        return None
    return PartyItem(party.pk, party.name, membership.role, membership.joined_at)


def _cursor(membership: MembershipCopy) -> str:
    joined_at = membership.joined_at.isoformat() if membership.joined_at else ""
    return base64.urlsafe_b64encode(f"{joined_at} {membership.pk}".encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        joined_at, _space, last = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        moment = datetime.fromisoformat(joined_at)
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error
    if moment.tzinfo is None or not last.isascii():
        raise BadCursor
    return moment, last
