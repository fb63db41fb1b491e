"""Housekeeping of accounts: what time has made worthless."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from accounts import services
from accounts.models import LASTS, Export, RefreshToken
from events.jobs import delete_in_pieces, in_pieces, job
from events.times import now

APP = "accounts"


@job(every=timedelta(hours=1), app=APP)
def delete_old_sign_ins(using: str) -> int:
    """Sign-ins that nobody has used for as long as they last."""
    return in_pieces(services.forget_old_sign_ins)


@job(every=timedelta(hours=1), app=APP)
def delete_old_refresh_tokens(using: str) -> int:
    """Refresh tokens that are too old to be used, and to be recognised when they are used twice."""
    return delete_in_pieces(
        RefreshToken.objects.using(using).filter(created_at__lt=now() - LASTS).order_by("created_at")
    )


@job(every=timedelta(hours=1), app=APP)
def delete_expired_sessions(using: str) -> int:
    """Django's sessions, also those of strangers who never signed in."""
    return delete_in_pieces(Session.objects.using(using).filter(expire_date__lt=now()).order_by("expire_date"))


@job(every=timedelta(hours=1), app=APP)
def delete_unconfirmed_accounts(using: str) -> int:
    """New accounts whose address nobody has confirmed in time."""
    return in_pieces(services.forget_unconfirmed)


@job(every=timedelta(minutes=1), app=APP)
def delete_left_avatars(using: str) -> int:
    """Files of pictures that nobody uses any more, when they could not be deleted at once."""
    return services.delete_left_avatars()


@job(every=timedelta(minutes=1), app=APP)
def empty_parties(using: str) -> int:
    """Memberships of parties that are gone: those of a large one, and of whatever was deleted before it ended them."""
    return in_pieces(services.empty_parties)


@job(every=timedelta(minutes=10), app=APP)
def delete_expired_exports(using: str) -> int:
    """Exports whose link has expired."""
    return delete_in_pieces(Export.objects.using(using).filter(expires_at__lt=now()).order_by("expires_at"))
