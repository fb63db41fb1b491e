"""It is true of the colours of code that no code, and no end of the process that makes them, holds anybody up."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from messaging import rendering
from messaging.rendering import code, colours, render
from messaging.rendering.colours import Painter

pytestmark = [pytest.mark.portable, pytest.mark.usefixtures("patient_painter")]

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

    threads = [threading.Thread(target=paint, args=[number]) for number in range(colours.PLACES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(["m", str(number)] in found[number] for number in range(colours.PLACES))


def test_while_all_places_are_taken_nobody_waits_and_code_stays_plain(painter):
    for _ in range(colours.PLACES):
        painter._places.acquire()

    assert painter.paint("x = 1", "python") is None

    painter._places.release()
    for _ in range(2):
        assert painter.paint("x = 1", "python")


def test_code_that_got_no_colours_gets_them_the_next_time_and_keeps_them(monkeypatch):
    answers = iter([None, [["m", "1"]]])
    monkeypatch.setattr("messaging.rendering.code.painter.paint", lambda block, language: next(answers))
    code.coloured.cache_clear()

    first, second, third = (code.code_block("1", "python") for _ in range(3))
    code.coloured.cache_clear()

    assert first == '<pre tabindex="0" data-language="python"><code>1</code></pre>\n'
    assert second == third == '<pre tabindex="0" data-language="python"><code><span class="m">1</span></code></pre>\n'


@pytest.fixture
def asked(monkeypatch) -> Iterator[list[str]]:
    """Blocks for which colours were asked; there are none."""
    asked: list[str] = []
    monkeypatch.setattr("messaging.rendering.code.painter.paint", lambda block, language: asked.append(block))
    code.coloured.cache_clear()
    yield asked
    code.coloured.cache_clear()


MANY = "@bo\n" + "".join(f"```python\nx = {number}\n```\n" for number in range(100))


def test_when_it_is_known_who_is_named_nothing_is_painted_again(asked):
    blocks: rendering.Blocks = {}
    first = render(MANY, blocks=blocks)
    again = render(MANY, {"bo": "0197a000-0000-7000-8000-000000000000"}, None, blocks)

    assert len(asked) == 100
    assert 'class="mention"' in again
    assert 'class="mention"' not in first


def test_the_blocks_of_a_message_wait_for_colours_for_a_while_only(asked, monkeypatch):
    monkeypatch.setattr(rendering, "COLOURING", 0)

    html = render(MANY)

    assert asked == []
    assert html.count("<pre") == 100
