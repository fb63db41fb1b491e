"""It is true of a token that all clients of a person share that it is renewed once, and by the newest refresh token."""

import pytest

from faults import renewal
from faults.renewal import Renewal


@pytest.fixture
def asked(monkeypatch):
    """The refresh tokens that were used."""
    used = []

    def request(method, url, fields, headers):
        used.append(fields["refresh_token"])
        return {"data": {"access_token": f"a{len(used)}", "refresh_token": f"r{len(used)}"}}

    monkeypatch.setattr(renewal, "request", request)
    return used


@pytest.fixture
def signed_in():
    return Renewal("http://site", {"access_token": "a0", "refresh_token": "r0"})


def test_who_asks_soon_after_another_has_the_same(asked, signed_in, monkeypatch):
    assert [signed_in.fresh(), signed_in.fresh()] == ["a0", "a0"]
    monkeypatch.setattr(renewal, "ENOUGH", 0.0)
    assert signed_in.fresh() == "a1"
    monkeypatch.setattr(renewal, "ENOUGH", 30.0)

    assert signed_in.fresh() == "a1"
    assert asked == ["r0"]


def test_each_refresh_token_is_used_once(asked, signed_in, monkeypatch):
    monkeypatch.setattr(renewal, "ENOUGH", 0.0)

    assert [signed_in.fresh(), signed_in.fresh()] == ["a1", "a2"]
    assert asked == ["r0", "r1"]
