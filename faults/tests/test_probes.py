"""It is true of probes that whatever hangs, is refused otherwise than it should be, or is not well again, is found."""

import asyncio
import http.server
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from chatterbox_client import Phone
from faults import probes
from faults.breaks import GRACE
from faults.checkers import Window
from faults.probes import Answer, Probe

#: Broken from 100 to 107, and from 130 to 137.
WINDOWS = [Window(100, 107 + GRACE), Window(130, 137 + GRACE)]


def answer(at, took=0.1, status=200):
    return Answer("read", at, took, status, status == 200)


@pytest.mark.parametrize("one", [answer(90), answer(103, 4.9), answer(104, 2, 503), answer(116, 0.5, 503)])
def test_quick_answers_pass_and_refusals_while_something_is_broken_and_soon_after(one):
    assert probes.nothing_hangs([one], WINDOWS) == []


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (answer(103, 5.1), "200 after 5.1 s"),
        (answer(103, 12, 0), "no answer after 12.0 s"),
        (answer(103, 1, 500), "500 after 1.0 s"),
        (answer(118, 0.1, 503), "503 while nothing was broken"),
        (answer(95, 0.1, 503), "503 while nothing was broken"),
    ],
)
def test_what_hangs_or_is_refused_otherwise_or_at_another_time_is_found(one, said):
    assert probes.nothing_hangs([answer(90), one], WINDOWS) == [f"read: {said}"]


def test_it_is_back_when_the_last_refusal_before_the_next_break_has_ended():
    asked = [answer(106, 3, 503), answer(104, 1, 503), answer(110), answer(131, 1, 503), answer(136, 2.5, 503)]

    assert probes.back_after(asked[:3], WINDOWS) == pytest.approx(2)
    assert probes.back_after(asked, WINDOWS) == pytest.approx(2)
    assert probes.back_after([answer(110)], WINDOWS) == 0


@pytest.fixture
def server():
    """Says 200 to GET, but 401 to a token that is old, and 503 to POST."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(401 if self.headers["Authorization"] == "Bearer old" else 200)
            self.end_headers()

        def do_POST(self):
            self.send_response(503)
            self.end_headers()

        def log_message(self, *words):
            pass

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}/"
    made.shutdown()
    made.server_close()
    thread.join(5)


def test_an_answer_a_refusal_and_none_are_told_apart(server, unused_tcp_port):
    asked = [
        Probe("read", server),
        Probe("post", server, body=b"{}"),
        Probe("gone", f"http://127.0.0.1:{unused_tcp_port}/"),
    ]

    assert [(one.status, one.well) for one in map(probes.ask, asked)] == [(200, True), (503, False), (0, False)]


def test_who_asks_does_so_with_the_token_of_that_moment(server):
    phone = Phone("old", lambda: "new")
    probe = Probe("read", server, phone)
    assert probes.ask(probe).status == 401

    phone.renew()

    assert probes.ask(probe).status == 200


@pytest.fixture
def begun(monkeypatch):
    """The probes that were sent, each as soon as it is."""
    sent, ask = [], probes.ask

    def note_and_ask(probe):
        sent.append(probe)
        return ask(probe)

    monkeypatch.setattr(probes, "ask", note_and_ask)
    return sent


async def until_there_are(count, begun):
    async with asyncio.timeout(60):
        while len(begun) < count:  # noqa: ASYNC110 - threads fill it
            await asyncio.sleep(0.01)


async def test_those_that_hang_hold_up_nobody_who_would_mend_it(monkeypatch, begun):
    monkeypatch.setattr(probes, "EVERY", 0.05)
    monkeypatch.setattr(probes, "GIVEN_UP", 20.0)
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(2))
    over = asyncio.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=200) as silent:
        probe = Probe("read", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        asking = asyncio.create_task(probes.ask_all_the_time([probe], over))
        await until_there_are(6, begun)

        mended = await asyncio.wait_for(asyncio.to_thread(lambda: "mended"), 10)

        over.set()
    # Now that nobody listens, those that hang are cut.
    answers = await asking
    assert mended == "mended"
    assert len(answers) > 5
    assert {one.status for one in answers} == {probes.NONE}


async def test_each_is_asked_until_it_is_enough(server, monkeypatch, begun):
    monkeypatch.setattr(probes, "EVERY", 0.02)
    over = asyncio.Event()
    asking = asyncio.create_task(probes.ask_all_the_time([Probe("a", server), Probe("b", server)], over))
    await until_there_are(4, begun)
    over.set()

    answers = await asyncio.wait_for(asking, 60)

    assert {one.probe for one in answers} == {"a", "b"}
    assert len(answers) >= 4
    assert all(one.well for one in answers)
