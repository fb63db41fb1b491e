"""It is true that clients come back at moments of their own, and not at all where that is of no use."""

import random
from pathlib import Path

import pytest

from chatterbox_client.backoff import FINAL, LEAST, MOST, pause_after

PROTOCOL = Path(__file__).parents[2] / "docs" / "protocol.md"


def pauses(code: int, attempt: int) -> list[float]:
    source = random.Random(1)
    found = [pause_after(code, attempt, source) for _ in range(1000)]
    return [pause for pause in found if pause is not None]


@pytest.mark.parametrize("attempt", range(8))
def test_the_pauses_are_spread_over_a_time_that_doubles_up_to_a_limit(attempt: int):
    longest = min(MOST, 2.0**attempt)
    found = pauses(1006, attempt)

    assert 0 <= min(found) < 0.05 * longest
    assert 0.95 * longest < max(found) <= longest


def test_some_codes_ask_for_a_while_and_some_for_an_end():
    for code, least in LEAST.items():
        assert min(pauses(code, 0)) >= least
    for code in FINAL:
        assert pauses(code, 0) == []
    assert len(pauses(1012, 0)) == 1000


def test_the_codes_are_those_of_the_protocol():
    text = PROTOCOL.read_text(encoding="utf-8")

    for code in FINAL:
        assert f"\n| {code} | no" in text
    for code, least in LEAST.items():
        assert f"\n| {code} | after {least:.0f} seconds |" in text
