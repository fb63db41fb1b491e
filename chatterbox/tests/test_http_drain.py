"""It is true that a server process told to end answers what is under way, takes nothing new, and ends in time."""

import json
import signal
import socket
import time

import pytest

from chatterbox.serve import FINISH_WITHIN
from chatterbox.tests.http_server import EITHER_SERVER, SOON, HttpServer, head_of, wait_for


@pytest.fixture(params=EITHER_SERVER)
def server(request, tmp_path):
    server = HttpServer(tmp_path, SERVER=request.param).start()
    yield server
    server.process.kill()


#: uvicorn cuts idle connections at once, and says in other words whom it did not wait for.
under_daphne = pytest.mark.parametrize("server", ["daphne"], indirect=True)


def refuses(server):
    """Whether nobody can connect any more."""
    try:
        with socket.create_connection(("127.0.0.1", server.port), timeout=1):
            return False
    except ConnectionRefusedError:
        return True


@under_daphne
def test_requests_under_way_are_answered_and_nothing_new_is_taken(server):
    with server.connect() as held, server.connect() as sending, server.connect() as idle:
        idle.send(head_of("GET", "/health/ready"))
        idle.answer()
        held.send(head_of("GET", "/test/hold?name=held"))
        sending.send(head_of("POST", "/test/echo", "Content-Length: 8") + b"half")
        wait_for(lambda: server.has("held.began"))

        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: refuses(server))
        idle.send(head_of("GET", "/health/ready"))
        ready, headers, health = idle.answer()
        sending.send(b"half")
        sent, _headers, echoed = sending.answer()
        server.let_go("held")
        answered, _headers, body = held.answer()

        assert (ready, json.loads(health)["dependencies"]["process"]) == (503, "down")
        assert headers[b"connection"] == b"close"
        assert (sent, echoed) == (200, b"halfhalf")
        assert (answered, body) == (200, b"held")
    assert server.process.wait(SOON) == 0
    assert "Traceback" not in server.written()


def test_a_stream_under_way_is_sent_to_its_end(server):
    with server.connect() as line:
        line.send(head_of("GET", "/test/stream?name=last&parts=160"))
        wait_for(lambda: server.has("last.made"))

        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: refuses(server))
        content = line.rest()

    assert content.endswith(b"0\r\n\r\n")
    assert len(content) > 160 * 65536
    assert server.process.wait(SOON) == 0


def test_idle_connections_hold_nothing_up(server):
    with server.connect() as idle:
        idle.send(head_of("GET", "/test/leak"))
        idle.answer()
        started = time.monotonic()

        assert server.stop() == 0
        assert time.monotonic() - started < FINISH_WITHIN
        assert idle.rest() == b""


@under_daphne
@pytest.mark.long
def test_who_never_ends_is_not_waited_for(server):
    """A body that never comes, and a reader who never reads."""
    with server.connect() as sender, server.connect() as reader:
        sender.send(head_of("POST", "/test/echo", "Content-Length: 8") + b"half")
        reader.send(head_of("GET", "/test/stream?name=unread&parts=4800"))
        wait_for(lambda: server.has("unread.made"))
        started = time.monotonic()

        assert server.stop() == 0
        assert FINISH_WITHIN - 1 < time.monotonic() - started < FINISH_WITHIN + 5
    assert "requests were not answered" in server.written()
