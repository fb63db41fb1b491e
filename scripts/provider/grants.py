"""Codes and access tokens: each code is good once and for a minute, each token for an hour."""

import base64
import dataclasses
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from typing import Final

from scripts.provider.people import Person

CODE_SECONDS: Final = 60
TOKEN_SECONDS: Final = 3600
#: Kept at once; the oldest go first.
MOST: Final = 1000


@dataclasses.dataclass(frozen=True)
class Grant:
    """What a person agreed to, and how the answers to it are to go wrong."""

    house: str
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    scope: frozenset[str]
    person: Person
    fault: str
    since: float = dataclasses.field(default_factory=time.monotonic)


class Grants:
    """Thread-safe; forgets what is too old to be used."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._codes: OrderedDict[str, Grant] = OrderedDict()
        self._tokens: OrderedDict[str, Grant] = OrderedDict()

    def code_for(self, grant: Grant) -> str:
        return self._put(self._codes, grant)

    def token_for(self, grant: Grant) -> str:
        return self._put(self._tokens, grant)

    def take_code(self, code: str) -> Grant | None:
        """The grant of a code, once."""
        with self._lock:
            grant = self._codes.pop(code, None)
        return grant if grant and time.monotonic() - grant.since < CODE_SECONDS else None

    def of_token(self, token: str) -> Grant | None:
        with self._lock:
            grant = self._tokens.get(token)
        return grant if grant and time.monotonic() - grant.since < TOKEN_SECONDS else None

    def _put(self, kept: OrderedDict[str, Grant], grant: Grant) -> str:
        name = secrets.token_urlsafe(24)
        with self._lock:
            kept[name] = grant
            while len(kept) > MOST:
                kept.popitem(last=False)
        return name


def challenge_of(verifier: str) -> str:
    """PKCE's S256 (RFC 7636, 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
