"""Second factors: each change of them is one transaction, together with the sign-ins that it ends."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy

from accounts.models import SignIn, User
from accounts.services.sign_ins import end_sessions
from events import txn
from events.errors import ChatterboxError
from events.staff import MULTI_FACTOR

#: Characters of a passkey's name.
NAME_MAX: Final = 100
PASSKEYS_MAX: Final = 20


class AppExists(ChatterboxError):
    code = "conflict"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("There is an authenticator app already. Remove it first to set up another one.")


class TooManyPasskeys(ChatterboxError):
    code = "limit_reached"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("You have as many passkeys as there can be. Remove one that you don't use any more.")


def add_app(user: User, secret: str, *, step: int) -> tuple[Authenticator, Authenticator | None]:
    """An authenticator app, and recovery codes with the first factor. `step`: that of the code that proved it.

    Raises AppExists.
    """

    def work() -> tuple[Authenticator, Authenticator | None]:
        factor = TOTP.activate(user, secret).instance
        _change(factor, last_step=step)
        return factor, _first_codes(user)

    try:
        return txn.run(work, using=settings.ACCOUNTS_DB)
    except IntegrityError as error:
        raise AppExists from error


def add_passkey(user: User, name: str, credential: dict[str, Any]) -> tuple[Authenticator, Authenticator | None]:
    """A passkey or security key, and recovery codes with the first factor. Raises TooManyPasskeys."""

    def work() -> tuple[Authenticator, Authenticator | None]:
        if _factors(user.pk).filter(type=Authenticator.Type.WEBAUTHN).count() >= PASSKEYS_MAX:
            raise TooManyPasskeys
        return WebAuthn.add(user, name[:NAME_MAX], credential).instance, _first_codes(user)

    return txn.run(work, using=settings.ACCOUNTS_DB)


def new_recovery_codes(user: User) -> Authenticator:
    """Fresh recovery codes; the old ones are worth nothing from here on."""

    def work() -> Authenticator:
        _factors(user.pk).filter(type=Authenticator.Type.RECOVERY_CODES).delete()
        return RecoveryCodes.activate(user).instance

    return txn.run(work, using=settings.ACCOUNTS_DB)


def remove_factor(factor: Authenticator, *, keep: str | None) -> list[Authenticator]:
    """Take a factor away and end every sign-in but `keep`. With the last one the recovery codes go as well, and `keep`
    does not count as proved by a second factor any more. All that went; none when somebody was faster.
    """

    def work() -> list[Authenticator]:
        if not _factors(factor.user_id).filter(pk=factor.pk).delete()[0]:
            return []
        rest = list(_factors(factor.user_id))
        gone = [factor]
        if all(other.type == Authenticator.Type.RECOVERY_CODES for other in rest):
            gone += rest
            _factors(factor.user_id).delete()
            _forget_second_factor(factor.user_id, keep)
        end_sessions(factor.user_id, reason="factor_removed", except_=keep)
        return gone

    return txn.run(work, using=settings.ACCOUNTS_DB)


def change_factor(key: str, **changes: Any) -> Authenticator | None:
    """A factor with something of its data changed, as it is in the database now; None when it is gone."""

    def work() -> Authenticator | None:
        factor = Authenticator.objects.filter(pk=key).first()
        if factor is not None:
            _change(factor, **changes)
        return factor

    return txn.run(work, using=settings.ACCOUNTS_DB)


def use_step(key: str, step: int) -> bool:
    """Use up the code of one step of an app's time. False when it, or a later one, was used before."""

    def work() -> bool:
        factor = Authenticator.objects.filter(pk=key).first()
        if factor is None or step <= factor.data.get("last_step", 0):
            return False
        _change(factor, last_step=step)
        return True

    return txn.run(work, using=settings.ACCOUNTS_DB)


def _factors(user_id: UUID) -> Any:
    return Authenticator.objects.filter(user_id=user_id)


def _change(factor: Authenticator, **changes: Any) -> None:
    factor.data = factor.data | changes
    factor.save(update_fields=["data"])


def _first_codes(user: User) -> Authenticator | None:
    if _factors(user.pk).filter(type=Authenticator.Type.RECOVERY_CODES).exists():
        return None
    return RecoveryCodes.activate(user).instance


def _forget_second_factor(user_id: UUID, ses: str | None) -> None:
    for sign_in in SignIn.objects.filter(pk=ses, user_id=user_id) if ses else ():
        sign_in.amr = ",".join(word for word in sign_in.methods if word != MULTI_FACTOR)
        sign_in.save(update_fields=["amr"])
