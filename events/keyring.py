"""The public keys that this process verifies with, held in memory, and what it knows of accounts' absence.

Nothing is fetched while a request waits. Keys are configuration (JWT_PUBLIC_KEYS), and in messaging also what accounts
publishes, brought here by `messaging.accounts_watch` in the background. What was brought is good for a day without
news (stale-if-error, RFC 5861), so that nobody is shut out because accounts is down.

While accounts is down for long, nobody can renew. From the third look in a row that fails until the first that
succeeds, tokens are accepted for up to a day past their end (`LATE`).
"""

import json
import threading
import time
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from jwt.algorithms import RSAAlgorithm
from rest_framework_simplejwt.backends import TokenBackend

from events.errors import Unavailable

ALGORITHM: Final = "RS256"
#: Seconds for which fetched keys are good without news.
STALE: Final = 24 * 3600
#: Seconds past their end for which tokens are accepted while accounts is down for long.
LATE: Final = 24 * 3600
#: Looks in a row that have to fail.
FAILURES: Final = 3
#: Keys that are taken from a key set at most.
MOST_KEYS: Final = 20

#: Set when somebody came with a key that is not known here.
wanted = threading.Event()

_fetched: tuple[str, float] | None = None  # a JWKS, and when it came (monotonic)
_failures = 0


def backend_of(kid: str, *, late: bool = False) -> TokenBackend | None:
    """What verifies signatures of a key; `late` accepts tokens until `LATE` after their end. None for unknown keys.

    Raises Unavailable when no key is known at all: then nothing can be said of any token.
    """
    known = _known()
    if not known:
        raise Unavailable
    backend = next((found[kid] for found in (_backends(jwks, late) for jwks in known) if kid in found), None)
    if backend is None:
        wanted.set()
    return backend


def take(jwks: str) -> int:
    """Hold a fetched key set; the number of its keys. Raises ValueError for what is none: then the last stays."""
    global _fetched
    try:
        number = len(_backends(jwks, False))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no key set: {error}") from error
    if not number:
        raise ValueError("no key set: it is empty")
    _fetched = (jwks, time.monotonic())
    return number


def note_look(*, well: bool) -> None:
    """What the last look at accounts has found."""
    global _failures
    _failures = 0 if well else _failures + 1


def is_away_for_long() -> bool:
    """Whether accounts has not answered three looks in a row, nor since."""
    return _failures >= FAILURES


def forget() -> None:
    """As at the start of a process."""
    global _fetched, _failures
    _fetched, _failures = None, 0
    wanted.clear()


def _known() -> list[str]:
    """Key sets, what is configured first."""
    fetched = _fetched
    fresh = [fetched[0]] if fetched and time.monotonic() - fetched[1] < STALE else []
    return [*filter(None, [settings.JWT_PUBLIC_KEYS]), *fresh]


@lru_cache(maxsize=16)
def _backends(jwks: str, late: bool) -> dict[str, TokenBackend]:
    keys = json.loads(jwks)["keys"][:MOST_KEYS]
    return {jwk["kid"]: _backend(jwk, late) for jwk in keys if jwk.get("kty") == "RSA"}


def _backend(jwk: dict[str, Any], late: bool) -> TokenBackend:
    return TokenBackend(
        ALGORITHM,
        signing_key="",
        verifying_key=RSAAlgorithm.from_jwk(jwk),  # type: ignore[arg-type]
        audience=settings.JWT_AUDIENCE,
        issuer=settings.JWT_ISSUER,
        leeway=LATE if late else settings.JWT_LEEWAY_SECONDS,
    )
