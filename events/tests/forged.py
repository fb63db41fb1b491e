"""Tokens that must not be believed, made from the claims of one that is: one table for every door of both services."""

import base64
import gzip
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from django.conf import settings

from events.keys import jwk_of, new_private_key, parsed
from events.tokens import MAX_TOKEN

Claims = dict[str, Any]

own_kid = lru_cache(maxsize=4)(lambda: str(jwk_of(settings.JWT_PRIVATE_KEY)["kid"]))
strangers_key = lru_cache(maxsize=1)(new_private_key)


def signed(claims: Claims, key: str = "", algorithm: str = "RS256", **header: Any) -> str:
    """With our own key and its name, unless said otherwise."""
    headers = {"kid": own_kid()} | header
    return jwt.encode(claims, key or settings.JWT_PRIVATE_KEY, algorithm=algorithm, headers=headers)


def part(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def by_hand(header: Any, claims: Any, key: bytes = b"") -> str:
    """What no library makes: any header, any body, signed by HMAC or not at all."""
    content = f"{part(header)}.{part(claims)}"
    return f"{content}." + (part(hmac.new(key, content.encode(), hashlib.sha256).digest()) if key else "")


def own_signature(header: Any, claims: Any) -> str:
    """Any header and body, rightly signed: only what they say is wrong."""
    content = f"{part(header)}.{part(claims)}"
    return f"{content}.{part(parsed(_own()).sign(content.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def _own() -> str:
    return str(settings.JWT_PRIVATE_KEY)


def public_pem() -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return parsed(_own()).public_key().public_bytes(serialization.Encoding.PEM, form)


def own_header(**changed: Any) -> Claims:
    return {"alg": "RS256", "typ": "JWT", "kid": own_kid()} | changed


def without(claims: Claims, name: str) -> Claims:
    return {key: value for key, value in claims.items() if key != name}


def changed(claims: Claims) -> str:
    """Staff by one's own hand, under a signature that was for less."""
    head, _, signature = signed(claims).split(".")
    return f"{head}.{part(claims | {'is_staff': True, 'display_name': 'Eve'})}.{signature}"


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


SIGNATURES: Final[dict[str, Callable[[Claims], str]]] = {
    "nonsense": lambda c: "nonsense",
    "empty parts": lambda c: "..",
    "two parts": lambda c: signed(c).rpartition(".")[0],
    "four parts": lambda c: signed(c) + ".e30",
    "cut": lambda c: signed(c)[:-5],
    "signature cut off": lambda c: signed(c).rpartition(".")[0] + ".",
    "changed after signing": changed,
    "another key": lambda c: signed(c, strangers_key()),
    "another key, which it brings along": lambda c: signed(c, strangers_key(), jwk=jwk_of(strangers_key())),
    "another key, at an address": lambda c: signed(c, strangers_key(), jku="https://evil.example/jwks.json"),
    "another key, as a certificate": lambda c: signed(c, strangers_key(), x5u="https://evil.example/", x5c=["x"]),
    "unknown kid": lambda c: signed(c, kid="unknown"),
    "no kid": lambda c: jwt.encode(c, settings.JWT_PRIVATE_KEY, algorithm="RS256"),
    "kid is a path": lambda c: signed(c, kid="../../dev/null"),
    "kid is a question": lambda c: signed(c, kid="' OR 1=1 --"),
    "kid is a list": lambda c: own_signature(own_header(kid=[own_kid()]), c),
    "kid is a number": lambda c: own_signature(own_header(kid=7), c),
    "alg none": lambda c: by_hand(own_header(alg="none"), c),
    "alg None": lambda c: by_hand(own_header(alg="None"), c),
    "alg nOnE, with a signature": lambda c: by_hand(own_header(alg="nOnE"), c, b"x"),
    "alg is missing": lambda c: own_signature(without(own_header(), "alg"), c),
    "alg is a list": lambda c: own_signature(own_header(alg=["RS256"]), c),
    "alg HS256 with the public key": lambda c: by_hand(own_header(alg="HS256"), c, public_pem()),
    "alg RS256, signed by HMAC": lambda c: by_hand(own_header(), c, public_pem()),
    "alg HS256 with a guess": lambda c: signed(c, "secret" * 8, algorithm="HS256"),
    "alg RS512": lambda c: signed(c, algorithm="RS512"),
    "alg PS256": lambda c: signed(c, algorithm="PS256"),
    "crit of things unknown": lambda c: own_signature(own_header(crit=["x"], x=1), c),
    "body left out (b64)": lambda c: own_signature(own_header(b64=False, crit=["b64"]), c),
    "header is a list": lambda c: own_signature([own_header()], c),
    "header is deep": lambda c: by_hand(nested(480), c),
    "header is bottomless": lambda c: by_hand(b"[" * 2300, c),
    "header is no JSON": lambda c: by_hand(b"\xff\x00", c),
    "body is packed": lambda c: own_signature(own_header(zip="DEF"), gzip.compress(json.dumps(c).encode())),
    "body is a list": lambda c: own_signature(own_header(), [c]),
    "body is null": lambda c: own_signature(own_header(), None),
    "body is deep": lambda c: own_signature(own_header(), nested(240)),
    "body is bottomless": lambda c: own_signature(own_header(), b"[" * 2300),
    "just too long": lambda c: signed(c | {"display_name": "x" * MAX_TOKEN}),
    "a megabyte": lambda c: "a" * 1_000_000,
}
CLAIMS: Final[dict[str, Callable[[Claims], str]]] = {
    "another audience": lambda c: signed(c | {"aud": "evil"}),
    "no audience": lambda c: signed(without(c, "aud")),
    "audience is a number": lambda c: own_signature(own_header(), c | {"aud": 7}),
    "another issuer": lambda c: signed(c | {"iss": "evil"}),
    "no issuer": lambda c: signed(without(c, "iss")),
    "issuer is a list": lambda c: own_signature(own_header(), c | {"iss": [c["iss"]]}),
    "refresh as access": lambda c: signed(c | {"token_use": "refresh"}),
    "no use": lambda c: signed(without(c, "token_use")),
    "no exp": lambda c: signed(without(c, "exp")),
    "exp is a word": lambda c: signed(c | {"exp": "never"}),
    "exp is null": lambda c: signed(c | {"exp": None}),
    "exp is a list": lambda c: own_signature(own_header(), c | {"exp": [1]}),
    "exp is beyond all time": lambda c: signed(c | {"exp": 10**30}),
    "exp is endless": lambda c: own_signature(own_header(), json.dumps(c | {"exp": float("inf")}).encode()),
    "exp is no number": lambda c: own_signature(own_header(), json.dumps(c | {"exp": float("nan")}).encode()),
    "not yet": lambda c: signed(c | {"nbf": int(time.time()) + 3600}),
    "of tomorrow": lambda c: signed(c | {"iat": int(time.time()) + 86400}),
    "iat is a word": lambda c: signed(c | {"iat": "now"}),
    "no sub": lambda c: signed(without(c, "sub")),
    "sub is no id": lambda c: signed(c | {"sub": "ada"}),
    "sub is a number": lambda c: own_signature(own_header(), c | {"sub": 7}),
    "no ses": lambda c: signed(without(c, "ses")),
    "ses is a number": lambda c: signed(c | {"ses": 7}),
    "ses is a list": lambda c: signed(c | {"ses": ["x"]}),
    "amr is a number": lambda c: signed(c | {"amr": 7}),
    "auth_time is a word": lambda c: signed(c | {"auth_time": "soon"}),
    "auth_time is endless": lambda c: own_signature(own_header(), json.dumps(c | {"auth_time": float("inf")}).encode()),
    "version is an object": lambda c: signed(c | {"version": {}}),
}
#: What is wrong with a token, and the token.
FORGED: Final = SIGNATURES | CLAIMS


def expired(claims: Claims, seconds: int = 60) -> str:
    """Nothing is wrong with it but its time."""
    return signed(claims | {"exp": int(time.time()) - seconds})
