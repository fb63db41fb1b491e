"""It is true that pages leave compressed for who can read that, and nothing else does."""

import gzip

import pytest
from django.test import Client

PACKED = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_compressed_for_whoever_asks():
    packed, plain = Client(headers=PACKED).get("/offline"), Client().get("/offline")

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2
    assert "Accept-Encoding" in packed["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_its_length_says_nothing_exact():
    lengths = {len(Client(headers=PACKED).get("/offline").content) for _ in range(30)}

    assert len(lengths) > 5


@pytest.mark.parametrize("path", ["/sw.js", "/icons.svg", "/api/v1/openapi.json"])
def test_what_is_no_page_is_left_as_it_is(path):
    assert "Content-Encoding" not in Client(headers=PACKED).get(path).headers
