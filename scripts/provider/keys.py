"""The key that signs id_tokens, as Google publishes its own: certificates by name, and a JWKS."""

import datetime
import functools
import hashlib
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

ALGORITHM = "RS256"


@functools.cache
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def foreign_key() -> rsa.RSAPrivateKey:
    """Of somebody who would like to be us."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def kid() -> str:
    public = signing_key().public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()[:40]


@functools.cache
def certificates() -> dict[str, str]:
    """The public key in a certificate (PEM), by its name."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "demo provider")])
    moment = datetime.datetime.now(datetime.UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(signing_key().public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - datetime.timedelta(days=1))
        .not_valid_after(moment + datetime.timedelta(days=30))
        .sign(signing_key(), hashes.SHA256())
    )
    return {kid(): built.public_bytes(serialization.Encoding.PEM).decode()}


def jwks() -> dict[str, Any]:
    """The same key as RFC 7517 writes it."""
    key = jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key(), as_dict=True)
    return {"keys": [key | {"kid": kid(), "use": "sig", "alg": ALGORITHM}]}


def sign(claims: dict[str, Any], *, foreign: bool = False) -> str:
    key = foreign_key() if foreign else signing_key()
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid()})


def unsigned(claims: dict[str, Any]) -> str:
    """`alg: none`, which nobody may accept."""
    return jwt.encode(claims, "", algorithm="none", headers={"kid": kid()})
