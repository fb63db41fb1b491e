"""Invites as links: how a code is made, how it is shown, and what is wrong with one that no longer lets people in."""

import re
import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.errors import ChatterboxError
from events.times import now
from messaging.models import Invite, Party, User

#: Random bytes of a code: 128 bits, 22 characters.
CODE_BYTES: Final = 16
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
#: Seconds that an invite lasts unless its maker says otherwise.
LASTS: Final = 604_800


class InviteExpired(ChatterboxError):
    code = "invite_expired"
    status = HTTPStatus.GONE
    sentence = _("This invite has expired. Ask for a new one.")


class InviteUsedUp(ChatterboxError):
    code = "invite_used_up"
    status = HTTPStatus.GONE
    sentence = _("This invite has been used as often as it may be. Ask for a new one.")


class InviteRevoked(ChatterboxError):
    code = "invite_revoked"
    status = HTTPStatus.GONE
    sentence = _("This invite has been taken back. Ask for a new one.")


def new_invite(
    party: Party, maker: User, *, client_id: str, expires_in: int | None = LASTS, max_uses: int | None = None
) -> Invite:
    """An unsaved invite; `expires_in` in seconds, None for never."""
    moment = now()
    return Invite(
        code=secrets.token_urlsafe(CODE_BYTES),
        party=party,
        maker=maker,
        client_id=client_id,
        expires_at=None if expires_in is None else moment + timedelta(seconds=expires_in),
        max_uses=max_uses,
        created_at=moment,
    )


def is_code(code: str) -> bool:
    """Whether a string is spelt like a code; any other can't be one, and no database is asked for it."""
    return _CODE.fullmatch(code) is not None


def url_of(invite: Invite) -> str:
    """The link that people share."""
    return f"{settings.PUBLIC_URL}/i/{invite.code}"


def insist_open(invite: Invite) -> None:
    """Raise what is wrong with an invite that no longer lets people in."""
    if invite.revoked_at is not None:
        raise InviteRevoked
    if invite.expires_at is not None and invite.expires_at <= now():
        raise InviteExpired
    if invite.max_uses is not None and invite.uses >= invite.max_uses:
        raise InviteUsedUp
