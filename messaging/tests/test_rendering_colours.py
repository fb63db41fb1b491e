"""It is true of the colours of code that no code, and no end of the process that makes them, holds anybody up."""

import os
import signal
import threading
import time

import pytest

from messaging.rendering import colours, render
from messaging.rendering.colours import Painter

pytestmark = pytest.mark.portable

#: One match of a rule of Pygments goes through billions of ways to read this.
ENDLESS = "a" + " " * 1300 + "b()" + " " * 2600


@pytest.fixture
def painter():
    painter = Painter()
    yield painter
    painter.close()


@pytest.mark.parametrize("language", ["c", "cpp"])
def test_code_on_which_a_rule_never_ends_stays_plain_and_nobody_else_waits(painter, language):
    painter.paint("x = 1", "python")
    ticks = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(0.01):
            ticks.append(time.monotonic())

    beside = threading.Thread(target=tick)
    beside.start()
    began = time.monotonic()
    pieces = painter.paint(ENDLESS, language)
    took = time.monotonic() - began
    stop.set()
    beside.join()

    assert pieces is None
    assert took < colours.WAIT
    assert len(ticks) > 2
    assert painter.paint("int a;", language)


def test_as_a_message_it_is_what_was_typed():
    html = render(f"```c\n{ENDLESS}\n```")

    assert html == f'<pre tabindex="0" data-language="c"><code>{ENDLESS}\n</code></pre>'


def test_a_process_that_was_killed_is_started_anew(painter):
    assert painter.paint("x = 1", "python")
    os.kill(painter._process.pid, signal.SIGKILL)
    painter._process.wait()

    assert ("m", "1") in [tuple(piece) for piece in painter.paint("x = 1", "python")]


def test_a_process_that_says_nothing_is_ended_and_code_stays_plain(painter, monkeypatch):
    assert painter.paint("x = 1", "python")
    monkeypatch.setattr(colours, "WAIT", 0.2)
    pid = painter._process.pid
    os.kill(pid, signal.SIGSTOP)

    assert painter.paint("x = 1", "python") is None

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_where_no_process_can_be_started_code_stays_plain(painter, monkeypatch):
    monkeypatch.setattr(colours.sys, "executable", "/nowhere/python")

    assert painter.paint("x = 1", "python") is None


def test_many_threads_get_each_their_own_colours(painter):
    found = {}

    def paint(number: int) -> None:
        found[number] = painter.paint(f"x = {number}", "python")

    threads = [threading.Thread(target=paint, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(["m", str(number)] in found[number] for number in range(8))
