"""It is true of a long round that a person at a terminal sees how far it is, and that nobody else is bothered."""

import io
import time
from types import SimpleNamespace

import pytest

from bench import bar
from bench.bar import Bar
from faults import progress
from faults.progress import Progress

RUNS = [(1, 7), (6, 7), (6, 8)]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    return _instead(monkeypatch, Terminal())


def _instead(monkeypatch, stream):
    """What both modules write to: pytest puts a stream of its own in the place of the system's."""
    for module in (bar, progress):
        monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream))
    return stream


def test_it_says_which_run_and_how_many_seconds_of_about_how_many(terminal):
    shown = Progress(RUNS, talk=20.0, known={1: 40.0, 6: 80.0})

    shown.show(1, Bar("", 200), 10)

    assert "2 of 3: 10 s of about 80 s" in terminal.getvalue()
    assert " 25%" in terminal.getvalue()


def test_a_run_that_takes_longer_than_expected_does_not_look_done(terminal):
    Progress(RUNS, talk=20.0, known={1: 40.0, 6: 80.0}).show(1, Bar("", 200), 1000)

    assert "2 of 3: 1000 s of about 80 s" in terminal.getvalue()
    assert " 60%" in terminal.getvalue()


def test_what_never_ran_is_guessed_and_what_has_run_is_known():
    shown = Progress(RUNS, talk=20.0, known={6: 80.0})

    with shown.run(0):
        pass

    assert shown.expected[0] < progress.AROUND
    assert shown.expected[1:] == [80.0, 80.0]
    assert Progress(RUNS, talk=20.0, known={}).expected == [45.0] * 3


def test_the_bar_moves_until_a_run_has_ended(terminal, monkeypatch):
    monkeypatch.setattr(progress, "EVERY", 0.01)
    shown = Progress(RUNS, talk=20.0, known={})

    with pytest.raises(StopIteration), shown.run(0):
        next(_until(lambda: terminal.getvalue().count("1 of 3") > 2))

    assert terminal.getvalue().endswith("\n")


def _until(done):
    """Ends when it is so; pytest's time is the limit."""
    while not done():
        time.sleep(0.005)
    yield from ()


def test_nothing_is_drawn_where_no_person_looks(monkeypatch):
    plain = _instead(monkeypatch, io.StringIO())

    with Progress(RUNS, talk=20.0, known={}).run(0):
        pass

    assert plain.getvalue() == ""
