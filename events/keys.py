"""Keys that sign and verify access tokens: a ring of PEM on the signing side, JWKS (RFC 7517) on the verifying side.

A ring is text: RSA keys in PEM one after another, each with a line above it that says from when on it signs:

    signs-from: 2026-11-24T10:00:00Z
    -----BEGIN PRIVATE KEY-----

(PEM allows words outside of its lines.) A key without such a line has always signed. Every process goes by the clock,
so nobody has to say the moment at which they all change: all keys of a ring are published while any of their tokens
may still be accepted, and the newest whose time has come signs.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import RSAAlgorithm

BITS: Final = 2048
#: A key is published for so long after the next one has begun to sign: tokens are accepted for up to 24 hours past
#: their end while accounts is down.
PUBLISHED: Final = timedelta(hours=25)

_ALWAYS: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LABEL: Final = "signs-from:"
_BLOCK: Final = re.compile(
    rf"(?:{_LABEL}[ \t]*(\S+)\s+)?(-----BEGIN ((?:RSA )?PRIVATE KEY)-----.+?-----END \3-----)", re.DOTALL
)


class RingKey(NamedTuple):
    """A private key (PEM), and from when on it signs."""

    pem: str
    signs_from: datetime


def ring_of(text: str) -> list[RingKey]:
    """The keys of a ring, the one that signs first in front. Raises ValueError for what is none."""
    ring = [RingKey(pem, _moment(label)) for label, pem, _ in _BLOCK.findall(text)]
    if not ring:
        raise ValueError("an RSA key in PEM is wanted")
    for key in ring:
        parsed(key.pem)
    return sorted(ring, key=lambda key: key.signs_from)


def text_of(ring: Iterable[RingKey]) -> str:
    """A ring as text."""
    return "\n".join(f"{_LABEL} {_iso(key.signs_from)}\n{key.pem.strip()}" for key in ring) + "\n"


def signer_in(ring: list[RingKey], moment: datetime) -> RingKey:
    """The key that signs at `moment`."""
    begun = [key for key in ring if key.signs_from <= moment]
    return begun[-1] if begun else ring[0]


def published_in(ring: list[RingKey], moment: datetime) -> list[RingKey]:
    """The keys whose tokens may still be accepted at `moment`, or will be."""
    ends = [key.signs_from + PUBLISHED for key in ring[1:]]
    return [*(key for key, end in zip(ring, ends, strict=False) if end >= moment), ring[-1]]


def roll(text: str, moment: datetime, *, delay: timedelta, leaked: bool = False) -> str:
    """A ring with a fresh key that signs after `delay`, without those whose tokens have all ended.

    `leaked`: no other key stays, and the fresh one signs at once. Raises ValueError for what is no ring.
    """
    ring = ring_of(text)
    if leaked:
        return text_of([RingKey(new_private_key(), moment)])
    waiting = [key for key in ring if key.signs_from > moment]
    if waiting:
        raise ValueError(f"the last key begins to sign at {_iso(waiting[-1].signs_from)}; wait until then")
    return text_of([*published_in(ring, moment), RingKey(new_private_key(), moment + delay)])


def new_private_key() -> str:
    """A fresh RSA key as PEM (PKCS 8)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def jwk_of(private_key: str) -> dict[str, Any]:
    """The public half of an RSA key (PEM) as a JWK whose `kid` is its RFC 7638 thumbprint."""
    jwk = json.loads(RSAAlgorithm.to_jwk(parsed(private_key).public_key()))
    public = {"e": jwk["e"], "kty": "RSA", "n": jwk["n"]}
    digest = hashlib.sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).hexdigest()
    return {**public, "kid": digest[:32], "use": "sig", "alg": "RS256"}


def jwks_of(private_keys: Iterable[str]) -> dict[str, Any]:
    """The key set that verifies what any of `private_keys` signed."""
    return {"keys": [jwk_of(key) for key in private_keys]}


def jwks_of_ring(text: str, moment: datetime | None = None) -> dict[str, Any]:
    """The key set of a ring as it is to be published at `moment`; without it all of its keys."""
    ring = ring_of(text)
    return jwks_of(key.pem for key in (published_in(ring, moment) if moment else ring))


@lru_cache(maxsize=16)
def parsed(pem: str) -> rsa.RSAPrivateKey:
    """Parsing takes longer than signing."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (TypeError, UnsupportedAlgorithm) as error:  # it wants a password, or is of no kind that we know
        raise ValueError("an RSA key in PEM without a password is wanted") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < BITS:
        raise ValueError(f"an RSA key of at least {BITS} bits is wanted")
    return key


def _moment(label: str) -> datetime:
    if not label:
        return _ALWAYS
    moment = datetime.fromisoformat(label)
    if moment.tzinfo is None:
        raise ValueError(f"{_LABEL} wants a time zone, such as 2026-11-24T10:00:00Z")
    return moment


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
