"""It is true that answers of a server process are made in few threads, bounded, and as they are read."""

import json
import time

import pytest

from chatterbox.tests.http_server import EITHER_SERVER, SOON, HttpServer, head_of, memory_of, wait_for

#: MiB that a process may grow by while it makes an answer of any length.
GROWS_AT_MOST = 20
THREADS = 2
#: Seconds that a request waits for a thread here: the machine may be busy while one is freed for it.
WAIT_AT_MOST = 5


@pytest.fixture(scope="module", params=EITHER_SERVER)
def server(request, tmp_path_factory):
    """It must have logged nothing at its end."""
    more = {"SERVER": request.param, "TEST_WAIT_AT_MOST": str(WAIT_AT_MOST)}
    server = HttpServer(tmp_path_factory.mktemp("http"), threads=THREADS, **more).start()
    yield server
    assert server.stop() == 0
    assert server.written() == ""


def test_who_leaves_in_the_middle_of_a_body_leaves_nothing_behind(server):
    for _ in range(20):
        with server.connect() as line:
            line.send(head_of("POST", "/test/echo", "Content-Length: 1000") + b"x" * 500)

    assert server.get("/test/leak")


def test_who_leaves_before_the_answer_leaves_the_thread_free(server):
    for number in range(2):  # as many as there are threads
        with server.connect() as line:
            line.send(head_of("GET", f"/test/hold?name=left{number}"))
            wait_for(lambda name=f"left{number}.began": server.has(name))
    for number in range(2):
        server.let_go(f"left{number}")
        wait_for(lambda name=f"left{number}.done": server.has(name))

    assert server.get("/test/leak")


def test_a_full_pool_says_when_to_come_again_and_serves_who_waited_less(server):
    with server.connect() as one, server.connect() as two, server.connect() as late, server.connect() as last:
        for line, name in ((one, "one"), (two, "two")):
            line.send(head_of("GET", f"/test/hold?name={name}"))
            wait_for(lambda name=name: server.has(f"{name}.began"))
        started = time.monotonic()
        late.send(head_of("GET", "/test/leak"))
        status, headers, body = late.answer()
        waited = time.monotonic() - started
        last.send(head_of("GET", "/test/leak"))
        time.sleep(0.1)  # so that it waits, and not long
        server.let_go("one")

        assert server.get("/health/live") == b'{"status": "ok"}'  # nobody is killed because a database holds threads up
        assert (status, json.loads(body)["code"]) == (503, "unavailable")
        assert int(headers[b"retry-after"]) >= 1
        assert 0.9 * WAIT_AT_MOST < waited < SOON
        assert last.answer()[0] == 200
        server.let_go("two")
        assert (one.answer()[0], two.answer()[0]) == (200, 200)


def test_nothing_of_one_request_is_left_in_the_next(server):
    answers = [server.get("/test/leak").decode().split("|") for _ in range(12)]

    assert {left for left, _thread in answers} == {""}
    assert len({thread for _left, thread in answers}) <= 2


def test_a_stream_is_made_as_it_is_read(server):
    """Three hundred MiB for somebody who reads nothing: only what the network holds is made, and the rest on demand."""
    before = memory_of(server)
    with server.connect() as line:
        line.send(head_of("GET", "/test/stream?name=slow&parts=4800"))
        wait_for(lambda: server.has("slow.made"))
        made = _settled(server, "slow.made")
        grown = memory_of(server) - before

        assert made < 1000
        assert grown < GROWS_AT_MOST
        assert not server.has("slow.closed")
        for _ in range(300):
            line.socket.recv(1 << 20)
        wait_for(lambda: _made(server, "slow.made") > made)

    wait_for(lambda: server.has("slow.closed"))
    assert _made(server, "slow.made") < 4800


def test_a_stream_arrives_whole(server):
    content = server.get("/test/stream?name=whole&parts=30")

    assert len(content) == 30 * 65536
    assert content[::65536].decode() == "ABCDEFGHIJKLMNOPQRSTUVWXYZABCD"
    wait_for(lambda: server.has("whole.closed"))


def _made(server: HttpServer, name: str) -> int:
    return int((server.data / name).read_text() or 0)


def _settled(server: HttpServer, name: str) -> int:
    """A count that does not grow any more."""
    count = -1
    while count != (count := _made(server, name)):
        time.sleep(0.2)
    return count


def test_a_fault_in_mid_stream_breaks_the_connection_and_not_the_server(tmp_path):
    server = HttpServer(tmp_path).start()

    answer = server.ask(head_of("GET", "/test/torn"))

    assert not answer.endswith(b"0\r\n\r\n")
    wait_for(lambda: "ZeroDivisionError" in server.written(), explain=server.written)
    assert server.get("/health/live")
    assert server.stop() == 0
