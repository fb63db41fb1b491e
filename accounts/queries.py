"""Reading accounts: each function takes who asks."""

import base64
import binascii
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import LASTS, SEEN_EVERY, Export, MembershipCopy, PartyCopy, RefreshToken, SignIn, User
from accounts.user_agents import device_name, is_pocket_device
from events.errors import BadCursor, NotFound
from events.ids import parse_id
from events.times import now

#: Where a Django session keeps the name of its sign-in.
SES_KEY: Final = "ses"
#: Parties that are to be handed over and are listed at most.
OWNED_SHOWN: Final = 100


class PartyItem(NamedTuple):
    """A party of somebody, as the copy knows it."""

    id: UUID
    name: str
    role: str
    joined_at: datetime


class Device(NamedTuple):
    """Where somebody is signed in: `address` is the one that they signed in from, "" when it is not known."""

    sign_in: SignIn
    address: str
    is_app: bool  # it has a refresh token

    @property
    def ses(self) -> str:
        return self.sign_in.ses

    @property
    def name(self) -> str:
        return device_name(self.sign_in.user_agent)

    @property
    def is_pocket(self) -> bool:
        return is_pocket_device(self.sign_in.user_agent)

    @property
    def created_at(self) -> datetime:
        return self.sign_in.created_at

    @property
    def seen_at(self) -> datetime:
        return self.sign_in.seen_at

    @property
    def is_active(self) -> bool:
        """Seen as lately as is noted at all."""
        return now() - self.sign_in.seen_at < 2 * SEEN_EVERY


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


def ses_of(request: HttpRequest | None, user: User) -> str | None:
    """The name of the sign-in that this request belongs to, when it is one of `user`."""
    if request is None or request.user.pk != user.pk:
        return None
    ses = request.session.get(SES_KEY)
    return ses if isinstance(ses, str) else None


def devices_of(
    user_id: UUID, *, cursor: str | None = None, limit: int = 1, only: str | None = None, but: str | None = None
) -> tuple[list[Device], str | None]:
    """A page of where somebody is signed in, the newest first, and the cursor of the next one. Raises BadCursor.

    Phones are in it like browsers. `only` and `but` name one sign-in to be shown alone, or left out.
    """
    rows = SignIn.objects.filter(user_id=user_id, seen_at__gt=now() - LASTS).order_by("-id")
    if cursor:
        after = parse_id(cursor)
        if after is None:
            raise BadCursor
        rows = rows.filter(id__lt=after)
    if only is not None:
        rows = rows.filter(id=only)
    if but is not None:
        rows = rows.exclude(id=but)
    sign_ins = list(rows[: limit + 1])
    more = str(sign_ins[limit - 1].pk) if len(sign_ins) > limit else None
    return _as_devices(sign_ins[:limit]), more


def addresses_of(sign_ins: Iterable[SignIn]) -> dict[str, str]:
    """The network addresses that sign-ins were begun at, by session key; some are not known."""
    keys = [sign_in.session_key for sign_in in sign_ins if sign_in.session_key]
    return dict(UserSession.objects.filter(session_key__in=keys).values_list("session_key", "ip"))


def _as_devices(sign_ins: list[SignIn]) -> list[Device]:
    addresses = addresses_of(sign_ins)
    ids = [sign_in.pk for sign_in in sign_ins]
    apps = set(RefreshToken.objects.filter(sign_in_id__in=ids, used_at=None).values_list("sign_in_id", flat=True))
    return [Device(sign_in, addresses.get(sign_in.session_key, ""), sign_in.pk in apps) for sign_in in sign_ins]


def owner_of(addresses: list[str]) -> tuple[User, str] | None:
    """Who has one of these addresses, and which: proved, or as the address of their account.

    An address that somebody merely claims besides their own does not count: else a stranger's claim would shut its
    owner out, and whoever has what somebody mistyped would get in.
    """
    if not addresses:
        return None
    # In the order of the index that finds them: `first` alone asks for that of the keys, along which MongoDB may walk.
    rows = EmailAddress.objects.filter(email__in=addresses, verified=True).select_related("user")
    proved = rows.order_by("email").first()
    if proved is not None:
        return proved.user, proved.email
    user = User.objects.filter(email__in=addresses).order_by("email").first()
    return (user, str(user.email)) if user else None


def provider_ids_of(user_id: UUID) -> set[str]:
    """The providers by whose accounts somebody may sign in: google, github."""
    return set(SocialAccount.objects.filter(user_id=user_id).values_list("provider", flat=True))


def factor_types_of(user_id: UUID) -> set[str]:
    """Which second factors somebody has: totp, webauthn; recovery_codes beside them."""
    return set(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))


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
        if moment.tzinfo is None or not last.isascii():
            raise BadCursor
        return moment.astimezone(UTC), last  # a time zone may put it before the year 1
    except (ValueError, binascii.Error, OverflowError) as error:
        raise BadCursor from error
