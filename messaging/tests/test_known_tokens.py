"""It is true that a token which was verified before is believed without a second look at its signature, and only as
long as a fresh look would believe it.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest
from django.conf import settings

from events import keyring, tokens
from events.errors import NotSignedIn, TokenExpired
from events.keys import jwks_of, new_private_key
from events.times import now
from events.tokens import verify_access_token
from messaging.models import User
from messaging.tests.tokens import claims_of, token_of

pytestmark = pytest.mark.django_db(databases=["messaging"])


@pytest.fixture(autouse=True)
def looks() -> Iterator[mock.Mock]:
    """Each look at a signature."""
    keyring.forget()
    tokens._verified.clear()
    with mock.patch.object(tokens, "_payload", wraps=tokens._payload) as looks:
        yield looks
    tokens._verified.clear()


def test_a_signature_is_looked_at_once_and_says_the_same_again(ada: User, bo: User, looks: mock.Mock):
    token = token_of(ada)

    first, again = verify_access_token(token), verify_access_token(token)

    assert first == again
    assert looks.call_count == 1
    assert verify_access_token(token_of(bo)).user_id == bo.id
    assert looks.call_count == 2


def test_it_ends_at_its_end(ada: User, monkeypatch: pytest.MonkeyPatch):
    token = token_of(ada, expires_in=60)
    claims = verify_access_token(token)
    end = claims.signed_until + timedelta(seconds=settings.JWT_LEEWAY_SECONDS)

    monkeypatch.setattr(tokens, "now", lambda: end - timedelta(milliseconds=1))
    assert verify_access_token(token) == claims
    monkeypatch.setattr(tokens, "now", lambda: end)
    assert tokens._known(token, keyring.backend_of(tokens._kid_of(token))) is None


def test_a_known_one_that_has_expired_is_refused_like_any(ada: User, monkeypatch: pytest.MonkeyPatch):
    ended = int(now().timestamp()) - settings.JWT_LEEWAY_SECONDS - 60
    token, claims = token_of(ada, exp=ended), tokens._claims(claims_of(ada, exp=ended))
    tokens._remember(token, keyring.backend_of(tokens._kid_of(token)), claims)  # as when it was good
    with monkeypatch.context() as earlier:
        earlier.setattr(tokens, "now", lambda: claims.signed_until)
        assert verify_access_token(token) == claims

    with pytest.raises(TokenExpired):
        verify_access_token(token)


def test_a_key_that_was_taken_back_takes_its_tokens_with_it(ada: User, settings):
    token = token_of(ada)
    verify_access_token(token)
    settings.JWT_PUBLIC_KEYS = json.dumps(jwks_of([new_private_key()]))

    with pytest.raises(NotSignedIn):
        verify_access_token(token)


def test_another_key_of_the_same_name_does_not_inherit(ada: User, settings):
    token = token_of(ada)
    verify_access_token(token)
    impostor = jwks_of([new_private_key()])
    impostor["keys"][0]["kid"] = tokens._kid_of(token)
    settings.JWT_PUBLIC_KEYS = json.dumps(impostor)

    with pytest.raises(NotSignedIn):
        verify_access_token(token)


def test_a_bad_one_is_never_kept(ada: User, looks: mock.Mock):
    token = token_of(ada)
    forged = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")

    for _ in range(2):
        with pytest.raises(NotSignedIn):
            verify_access_token(forged)

    assert looks.call_count == 2
    assert not tokens._verified


def test_no_more_are_kept_than_there_is_room_for_and_no_token_itself(ada: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tokens, "MOST_VERIFIED", 3)

    for number in range(8):
        token = token_of(ada, ses=f"s{number}")
        verify_access_token(token)
        assert len(tokens._verified) <= 3
        assert token.encode() not in tokens._verified
