"""Keys that sign and verify access tokens: PEM on the signing side, JWKS (RFC 7517) on the verifying side."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import RSAAlgorithm


def jwk_of(private_key: str) -> dict[str, Any]:
    """The public half of an RSA key (PEM) as a JWK whose `kid` is its RFC 7638 thumbprint."""
    key = load_pem_private_key(private_key.encode(), password=None)
    jwk = json.loads(RSAAlgorithm.to_jwk(key.public_key()))  # type: ignore[arg-type]
    public = {"e": jwk["e"], "kty": "RSA", "n": jwk["n"]}
    digest = hashlib.sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).hexdigest()
    return {**public, "kid": digest[:32], "use": "sig", "alg": "RS256"}


def jwks_of(private_keys: Iterable[str]) -> dict[str, Any]:
    """The key set that verifies what any of `private_keys` signed."""
    return {"keys": [jwk_of(key) for key in private_keys]}
