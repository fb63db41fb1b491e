"""Sign-ins as messaging knows them: which have ended, and the tickets that let a socket in."""

import dataclasses
import hashlib
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings

from events import txn
from events.errors import NotSignedIn
from events.times import now
from events.tokens import Claims
from messaging import limits, realtime
from messaging.models import RevokedSession, Ticket

#: Seconds within which a ticket lets a socket in.
TICKET_SECONDS: Final = 30


def revoke_session(ses: str, user_id: uuid.UUID) -> None:
    """Refuse the tokens of a sign-in from now on and close its sockets. Twice is the same as once."""
    RevokedSession.objects.using(settings.MESSAGING_DB).update_or_create(
        ses=ses, defaults={"user_id": user_id, "until": now() + RevokedSession.KEPT}
    )
    txn.on_commit(settings.MESSAGING_DB, lambda: realtime.announce_revoked(user_id, ses))


def take_ticket(claims: Claims) -> str:
    """A ticket for one socket of this sign-in, good once within TICKET_SECONDS. Raises RateLimited."""
    limits.take("tickets", claims.user_id)
    ticket = secrets.token_urlsafe(32)
    Ticket.objects.using(settings.MESSAGING_DB).create(
        hash=_hash(ticket), claims=_packed(claims), expires_at=now() + timedelta(seconds=TICKET_SECONDS)
    )
    return ticket


def redeem_ticket(ticket: object) -> Claims:
    """Who took this ticket. Raises NotSignedIn when it is unknown, used or too old."""
    if not isinstance(ticket, str) or not ticket.isascii() or not 20 <= len(ticket) <= 100:
        raise NotSignedIn
    rows = Ticket.objects.using(settings.MESSAGING_DB).filter(hash=_hash(ticket))
    row = rows.first()
    # Whoever deletes the row has used the ticket; the other of two at once finds nothing to delete.
    if row is None or not rows.delete()[0] or row.expires_at <= now():
        raise NotSignedIn
    return _unpacked(row.claims)


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _packed(claims: Claims) -> dict[str, object]:
    times = {"expires_at": claims.expires_at.timestamp(), "signed_until": claims.signed_until.timestamp()}
    return dataclasses.asdict(claims) | times | {"user_id": str(claims.user_id)}


def _unpacked(packed: dict[str, object]) -> Claims:
    return Claims(
        **{  # type: ignore[arg-type]
            **packed,
            "user_id": uuid.UUID(str(packed["user_id"])),
            **{name: datetime.fromtimestamp(float(str(packed[name])), UTC) for name in ("expires_at", "signed_until")},
            "amr": tuple(packed["amr"]),  # type: ignore[arg-type]
        }
    )
