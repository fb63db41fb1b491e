"""A code works once, also for two who try it at the same moment.

allauth locks a recovery code's row with SELECT … FOR UPDATE inside Django's own transaction; on MongoDB both do
nothing, and the same code was accepted twice. Codes of an app it remembers in the cache, which every process has one
of. In a transaction of ours the second writer meets the first, starts again and is refused.
"""

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings

from accounts import services
from events import txn

_validate = RecoveryCodes.validate_code


def step_of(secret: str, code: str) -> int | None:
    """The step of time (RFC 6238) that a code belongs to; None when it is of none that is still accepted."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return None


def use_recovery_code(self: RecoveryCodes, code: str) -> bool:
    try:
        return bool(txn.run(lambda: _validate(self, code), using=settings.ACCOUNTS_DB))
    except Authenticator.DoesNotExist:
        return False  # taken away, or made anew, a moment ago


def use_app_code(self: TOTP, code: str) -> bool:
    step = step_of(decrypt(self.instance.data["secret"]), code)
    return step is not None and services.use_step(self.instance.pk, step)


def mark_as_viewed(self: RecoveryCodes) -> None:
    """allauth saves what it read a while ago, and would make a code unused that was used meanwhile."""
    if not self.did_view:
        services.change_factor(self.instance.pk, viewed_at=time.time())


def use_each_once() -> None:
    RecoveryCodes.validate_code = use_recovery_code
    RecoveryCodes.mark_as_viewed = mark_as_viewed
    TOTP.validate_code = use_app_code
