"""A recovery code works once, also for two who try it at the same moment.

allauth locks the row with SELECT … FOR UPDATE inside Django's own transaction; on MongoDB both do nothing, and the
same code was accepted twice. In a transaction of ours the second writer meets the first, starts again and is refused.
"""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings

from events import txn

_validate = RecoveryCodes.validate_code


def validate_code(self: RecoveryCodes, code: str) -> bool:
    return bool(txn.run(lambda: _validate(self, code), using=settings.ACCOUNTS_DB))


def use_each_once() -> None:
    RecoveryCodes.validate_code = validate_code
