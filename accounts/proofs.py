"""How somebody proved who they are, in the words of RFC 8176: the claim `amr`."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from accounts.models import User
from events.staff import MULTI_FACTOR

PASSWORD: Final = "pwd"  # noqa: S105 - the claim's value, no secret

_WORDS: Final = {
    "password": (PASSWORD,),
    "code": ("otp",),
    "socialaccount": ("fed",),  # not in the RFC, but in common use: another house vouches
    "totp": ("otp", MULTI_FACTOR),
    "recovery_codes": ("otp", MULTI_FACTOR),
    "webauthn": ("hwk", MULTI_FACTOR),
}


def amr_of(records: Iterable[Mapping[str, Any]], user: User) -> list[str]:
    """`amr` from allauth's records of a session. Whoever has just signed up has none: they chose a password."""
    words = [word for record in records for word in _WORDS.get(record.get("type") or record["method"], ())]
    if not words and user.has_usable_password():
        words = [PASSWORD]
    return list(dict.fromkeys(words))
