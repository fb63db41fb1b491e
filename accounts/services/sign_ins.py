"""Where people are signed in, and the one way in which that ends."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils.translation import gettext_lazy

from accounts.models import LASTS, SEEN_EVERY, RefreshToken, SignIn, User
from accounts.services.outbox import record, step
from events import txn
from events.catalogue import SessionRevoked
from events.errors import Conflict, Forbidden, NotSignedIn
from events.ids import parse_id
from events.jobs import delete_in_pieces
from events.times import iso, now

#: Sign-ins that end, or are forgotten, in one transaction at most.
BATCH: Final = 500
#: Sign-ins that one person has at most; whoever signs in once more loses the one that was not seen for longest.
MOST: Final = 100


class Disabled(Forbidden):
    code = "disabled"
    sentence = gettext_lazy("This account is disabled.")


class PasswordChanged(Conflict):
    sentence = gettext_lazy("The password of this account was changed a moment ago. Sign in again.")


def start_sign_in(*, user: User, session_key: str, user_agent: str, amr: Iterable[str]) -> SignIn:
    """A new sign-in of somebody; its `ses` goes into the session and into every token.

    The person's row is written to, so that of this and of their being disabled, or given another password, at the same
    moment one comes second: then there is nothing to sign in to, or one more to end. `user` is the row that the proofs
    were held against. Raises Disabled, and PasswordChanged when the password is another one by now.
    """
    agent = user_agent[: SignIn._meta.get_field("user_agent").max_length]
    proofs = ",".join(amr)

    def work() -> SignIn:
        active = User.objects.filter(pk=user.pk, is_active=True)
        if not active.filter(password=user.password).update(last_login=now()):
            raise PasswordChanged if active.exists() else Disabled
        sign_in = SignIn.objects.create(user=user, session_key=session_key, user_agent=agent, amr=proofs)
        others = SignIn.objects.filter(user=user).exclude(pk=sign_in.pk).order_by("-seen_at")
        _end(user.pk, list(others[MOST - 1 : MOST - 1 + BATCH]), "too_many")
        return sign_in

    return txn.run(work, using=settings.ACCOUNTS_DB)


def note_proof(sign_in: SignIn, *, amr: Iterable[str], at: datetime) -> None:
    """Somebody who is signed in has proved again who they are; `at`: when by the strongest of the proofs in `amr`.

    Raises NotSignedIn when the sign-in has been ended since it was read.
    """
    sign_in.amr, sign_in.authenticated_at = ",".join(amr), at
    if not SignIn.objects.filter(pk=sign_in.pk).update(amr=sign_in.amr, authenticated_at=at):
        raise NotSignedIn


def note_seen(sign_in: SignIn) -> bool:
    """A sign-in is in use. True at the first time of a day (UTC): then its session is to be kept for longer."""
    moment = now()
    if moment - sign_in.seen_at < SEEN_EVERY:
        return False
    SignIn.objects.filter(pk=sign_in.pk).update(seen_at=moment)
    return bool(moment.date() != sign_in.seen_at.date())


def end_sessions(user_id: UUID, *, reason: str, only: str | None = None, except_: str | None = None) -> int:
    """End the sign-ins of somebody: all, or the one named `only`, or all but the one named `except_`.

    The only way in which sign-ins end. One session:revoked each, recorded before anything is deleted: the rows and the
    Django sessions; the refresh families are dead without them. Returns how many have ended; twice is the same as
    once. Each BATCH is a transaction, unless the caller has one: then all are in that.
    """
    rows = SignIn.objects.filter(user_id=user_id).order_by("pk")
    named, kept = parse_id(only), parse_id(except_)
    if only is not None:
        rows = rows.filter(pk=named) if named else rows.none()
    if kept is not None:
        rows = rows.exclude(pk=kept)
    ended, last = 0, BATCH
    while last == BATCH:  # each round takes so many away, and nobody signs in as fast
        last = txn.run(lambda: _end(user_id, list(rows.all()[:BATCH]), reason), using=settings.ACCOUNTS_DB)
        ended += last
    return ended


def _end(user_id: UUID, sign_ins: list[SignIn], reason: str) -> int:
    if sign_ins:
        record(*_revocations(user_id, sign_ins, reason))
        _delete(sign_ins)
    return len(sign_ins)


def _revocations(user_id: UUID, sign_ins: list[SignIn], reason: str) -> list[SessionRevoked]:
    first = step(user_id, by=len(sign_ins)).version - len(sign_ins) + 1
    moment = iso(now())
    return [
        SessionRevoked(version=version, ses=sign_in.ses, user_id=str(user_id), reason=reason, revoked_at=moment)
        for version, sign_in in enumerate(sign_ins, start=first)
    ]


def forget_old_sign_ins() -> int:
    """Delete sign-ins that were not used for as long as they last, at most BATCH of them; returns how many.

    Nothing is announced: their tokens expired weeks ago.
    """
    old = list(SignIn.objects.filter(seen_at__lt=now() - LASTS).order_by("seen_at")[:BATCH])
    if old:
        _delete(old)
    return len(old)


def _delete(sign_ins: list[SignIn]) -> None:
    """Also their sessions, allauth's list of devices, and their tokens.

    A token without its sign-in opens nothing, and a family may have ten thousands: on MongoDB, which asks no more, they
    go after the commit, a piece at a time. What that leaves, `delete_old_refresh_tokens` takes.
    """
    ids = [sign_in.pk for sign_in in sign_ins]
    keys = [sign_in.session_key for sign_in in sign_ins]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    tokens = RefreshToken.objects.filter(sign_in_id__in=ids)
    if connections[settings.ACCOUNTS_DB].features.supports_foreign_keys:
        tokens.delete()
    else:
        txn.on_commit(settings.ACCOUNTS_DB, lambda: delete_in_pieces(tokens))
    rows = SignIn.objects.filter(pk__in=ids)
    rows._raw_delete(rows.db)  # `delete` would take the tokens along
