"""It is true of a ring of keys that it rolls over by the clock, and that no token ends before its time."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from events.keys import jwk_of, jwks_of_ring, new_private_key, published_in, ring_of, roll, signer_in, text_of

pytestmark = pytest.mark.wide

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD = new_private_key()


def pem_of(key, password=None) -> str:
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how).decode()


def kids(jwks) -> list[str]:
    return [jwk["kid"] for jwk in jwks["keys"]]


def test_a_single_key_is_a_ring_that_has_always_signed():
    (key,) = ring_of(OLD)

    assert signer_in([key], datetime(1999, 1, 1, tzinfo=UTC)) == key
    assert kids(jwks_of_ring(OLD)) == [jwk_of(OLD)["kid"]]


def test_a_fresh_key_is_published_at_once_and_signs_when_its_time_has_come():
    ring = ring_of(roll(OLD, NOON, delay=HOUR))
    old, fresh = ring

    assert old.pem == OLD.strip()
    assert signer_in(ring, NOON) == signer_in(ring, NOON + HOUR - timedelta(seconds=1)) == old
    assert signer_in(ring, NOON + HOUR) == fresh
    assert published_in(ring, NOON) == ring


def test_the_old_key_is_published_for_a_day_and_an_hour_after_its_last_token():
    ring = ring_of(roll(OLD, NOON, delay=HOUR))

    assert published_in(ring, NOON + 26 * HOUR) == ring
    assert published_in(ring, NOON + 26 * HOUR + timedelta(seconds=1)) == ring[1:]


def test_the_next_roll_drops_what_no_living_token_needs():
    first = roll(OLD, NOON, delay=HOUR)

    soon = ring_of(roll(first, NOON + 2 * HOUR, delay=HOUR))
    later = ring_of(roll(first, NOON + 30 * HOUR, delay=HOUR))

    assert soon[:2] == ring_of(first)
    assert later[0] == ring_of(first)[1]
    assert len(later) == 2


def test_two_rolls_at_once_are_refused():
    with pytest.raises(ValueError, match="begins to sign at 2026-11-24T13:00:00Z"):
        roll(roll(OLD, NOON, delay=HOUR), NOON, delay=HOUR)


def test_a_leaked_key_goes_at_once():
    (fresh,) = ring_of(roll(roll(OLD, NOON, delay=HOUR), NOON, delay=HOUR, leaked=True))

    assert fresh.signs_from == NOON
    assert fresh.pem != OLD.strip()


def test_a_ring_written_and_read_is_the_same():
    ring = ring_of(roll(OLD, NOON, delay=HOUR))

    assert ring_of(text_of(ring)) == ring
    assert ring_of(text_of(reversed(ring))) == ring


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pem",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        f"signs-from: tomorrow\n{OLD}",
        f"signs-from: 2026-11-24T10:00:00\n{OLD}",
        pem_of(ec.generate_private_key(ec.SECP256R1())),
        pem_of(rsa.generate_private_key(public_exponent=65537, key_size=1024)),  # noqa: S505
        pem_of(rsa.generate_private_key(public_exponent=65537, key_size=2048), b"secret").replace("ENCRYPTED ", ""),
    ],
    ids=["nothing", "no key", "no key inside", "no date", "no zone", "another kind", "too short", "wants a password"],
)
def test_what_is_no_ring_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        ring_of(text)


def test_nothing_private_is_published():
    for jwk in jwks_of_ring(roll(OLD, NOON, delay=HOUR))["keys"]:
        assert set(jwk) == {"kty", "n", "e", "kid", "use", "alg"}
