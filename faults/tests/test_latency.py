"""It is true of the time that posts took that each is told by when it was sent, and drawn beside what was broken."""

import xml.etree.ElementTree as ET

import pytest

from faults import latency
from faults.breaks import GRACE
from faults.checkers import Window
from faults.journal import ACKNOWLEDGED, SENT, SHOWN, Entry
from faults.latency import Delays


def post(key, at, shown, by="a"):
    """Sent `at`, and shown by each client after so many seconds."""
    return [
        Entry(SENT, by, "t", at, client_id=key),
        Entry(ACKNOWLEDGED, by, "t", at + 0.01, client_id=key, id=f"id-{key}"),
        *(Entry(SHOWN, who, "t", at + took, id=f"id-{key}") for who, took in shown.items()),
    ]


def test_the_median_and_the_longest_are_those_of_the_posts_sent_at_a_time():
    entries = [
        *post("1", 1000.0, {"b": 0.01, "c": 0.02, "d": 0.09}),
        *post("2", 1000.1, {"b": 0.02}),
        *post("3", 1004.0, {"b": 2.5}),
    ]

    assert latency.delays_of(entries, []).points == [[0.25, 20.0, 90.0], [4.25, 2500.0, 2500.0]]


def test_what_one_shows_of_ones_own_and_shows_again_does_not_count():
    entries = [*post("1", 1000.0, {"a": 0.001, "b": 0.05}), Entry(SHOWN, "b", "t", 1009.0, id="id-1")]

    assert latency.delays_of(entries, []).points == [[0.25, 50.0, 50.0]]


def test_a_break_lasts_until_its_mending_and_says_what_was_broken():
    windows = [Window(1002.0, 1005.0 + GRACE, what="kill redis"), Window(1007.0, 1008.0, False, "roll nginx")]

    breaks = latency.delays_of(post("1", 1000.0, {"b": 0.05}), windows).breaks

    assert breaks == [(2.0, 5.0, "kill redis"), (7.0, 8.0, "roll nginx")]


def test_a_long_run_has_no_more_points_than_a_short_one():
    entries = [entry for n in range(3000) for entry in post(str(n), 1000.0 + n / 10, {"b": 0.05})]

    assert 50 < len(latency.delays_of(entries, []).points) <= latency.POINTS


def test_nothing_is_known_of_a_run_without_posts():
    assert latency.delays_of([], []) == latency.NONE


def test_runs_are_drawn_side_by_side_with_their_breaks():
    one = Delays([[0.5, 10.0, 100.0], [1.0, 3e6, 3e7]], [(0.5, 0.8, "kill <redis>")])
    drawn = latency.svg_of({"6, seed 7": one, "nothing": Delays(), "7, seed 8": one})

    root = ET.fromstring(drawn)  # noqa: S314 - drawn a line ago
    said = [element.text for element in root.iter() if element.text]
    assert "6, seed 7" in said
    assert "7, seed 8" in said
    assert "nothing" not in said
    assert said.count("kill <redis>") == 4  # over each break, and when one points at it
    heights = [float(y) for line in root.iter("{http://www.w3.org/2000/svg}polyline") for y in heights_of(line)]
    assert len(heights) == 8
    assert min(heights) == pytest.approx(24)  # what took longer than there is room lies on the edge


def test_what_is_broken_again_is_named_once_and_too_many_names_are_left_out():
    again = Delays([[0.5, 10.0, 100.0]], [(0.5, 0.8, "kill redis"), (0.9, 1.0, "kill redis")])
    many = Delays([[0.5, 10.0, 100.0]], [(n, n + 0.5, f"roll part {n}") for n in range(latency.NAMED + 1)])

    assert latency.svg_of({"6": again}).count(">kill redis</text>") == 1
    assert ">roll part 1</text>" not in latency.svg_of({"6": many})
    assert "<title>roll part 1</title>" in latency.svg_of({"6": many})


def heights_of(line):
    return [point.split(",")[1] for point in line.get("points").split()]
