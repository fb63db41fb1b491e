"""What providers may say. Each answer is read strictly and cut down to what we want of it; the rest goes no further."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

import msgspec
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.google import views as google
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from msgspec import UNSET, Meta, UnsetType
from requests import RequestException, Response

Word = Annotated[str, Meta(min_length=1, max_length=190)]
Text = Annotated[str, Meta(max_length=2000)] | None
Seconds = Annotated[int, Meta(ge=0, le=2**40)]
LONGEST_JWT: Final = 8192
Jwt = Annotated[str, Meta(max_length=LONGEST_JWT)]

#: Fields that a token answer in the form of a form may have.
MOST_FIELDS: Final = 50
ALGORITHM: Final = "RS256"


#: What reading something that is not what it should be may raise.
NONSENSE: Final = (msgspec.MsgspecError, ValueError, RecursionError)


class BadAnswer(RequestException):
    """A provider said what it should not have said. allauth takes it as it takes a lost connection."""


class Token(msgspec.Struct, omit_defaults=True):
    """An answer without an access token is a refusal: allauth says so. Refresh tokens are not wanted."""

    access_token: Jwt | UnsetType = UNSET
    id_token: Jwt | UnsetType = UNSET


class Header(msgspec.Struct):
    """Of an id_token. What else it may say is PyJWT's to check."""

    alg: str
    kid: Word


class Claims(msgspec.Struct):
    """Of an id_token: the types of what is read from it. Its truth is allauth's to check."""

    iss: Word
    sub: Word
    exp: Seconds
    email: Text = None
    email_verified: bool = False
    name: Text = None
    picture: Text = None
    nonce: Text = None
    jti: Annotated[str, Meta(max_length=100)] | None = None


class GoogleUser(msgspec.Struct, omit_defaults=True):
    id: Word
    email: Text = None
    verified_email: bool = False
    name: Text = None
    picture: Text = None


class GitHubUser(msgspec.Struct, omit_defaults=True):
    id: Annotated[int, Meta(ge=1, le=2**53)]
    login: Text = None
    name: Text = None
    email: Text = None
    avatar_url: Text = None


class GitHubEmail(msgspec.Struct):
    email: Annotated[str, Meta(max_length=2000)]
    primary: bool
    verified: bool


def read(response: Response, address: str) -> None:
    """Cut the body of an answer of `address` down to what we know. Raises BadAnswer for one that is no such thing."""
    status = response.status_code
    if status >= 500 or status == 429:
        raise BadAnswer(f"status {status}")
    if status >= 300 or not response.content:
        _replace(response, b"")
        return
    try:
        _replace(response, SHAPES[address](response.content))
    except NONSENSE as error:
        raise BadAnswer(type(error).__name__) from error


def _replace(response: Response, content: bytes) -> None:
    response._content = content
    response.encoding = "utf-8"
    response.headers["content-type"] = "application/json"


def _json(shape: Any) -> Callable[[bytes], bytes]:
    return lambda body: msgspec.json.encode(msgspec.json.decode(body, type=shape))


def _token(body: bytes) -> bytes:
    """GitHub answers as a form, Google in JSON."""
    if body.lstrip()[:1] == b"{":
        token = msgspec.json.decode(body, type=Token)
    else:
        fields = dict(parse_qsl(body.decode(), max_num_fields=MOST_FIELDS))
        token = msgspec.convert(fields, type=Token)
    if isinstance(token.id_token, str):
        claims_of(token.id_token)
    return msgspec.json.encode(token)


def claims_of(id_token: str) -> tuple[Header, Claims]:
    """Header and claims of an id_token, not yet verified. Raises one of NONSENSE for no such thing."""
    if len(id_token) > LONGEST_JWT:
        raise ValueError("too long")
    parts = id_token.split(".")
    if len(parts) != 3:
        raise ValueError("not three parts")
    header = msgspec.json.decode(_unpadded(parts[0]), type=Header)
    if header.alg != ALGORITHM:
        raise ValueError("not signed as agreed")
    return header, msgspec.json.decode(_unpadded(parts[1]), type=Claims)


def _unpadded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64") from error


def _certificates(body: bytes) -> bytes:
    """Google's keys as certificates by `kid`; each has to be one of an RSA key."""
    found = msgspec.json.decode(body, type=dict[str, str])
    for pem in found.values():
        if not isinstance(x509.load_pem_x509_certificate(pem.encode()).public_key(), RSAPublicKey):
            raise ValueError("not an RSA key")
    return msgspec.json.encode(found)


#: The only addresses that are ever asked, and what they answer.
SHAPES: Final[dict[str, Callable[[bytes], bytes]]] = {
    google.ACCESS_TOKEN_URL: _token,
    google.IDENTITY_URL: _json(GoogleUser),
    google.CERTS_URL: _certificates,
    GitHubOAuth2Adapter.access_token_url: _token,
    GitHubOAuth2Adapter.profile_url: _json(GitHubUser),
    GitHubOAuth2Adapter.emails_url: _json(list[GitHubEmail]),
}
