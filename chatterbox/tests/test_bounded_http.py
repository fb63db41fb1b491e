"""It is true that nobody can make a server process hold, wait or break by how they speak HTTP."""

import json

import pytest

from chatterbox.onehop import MAX_BODY
from chatterbox.tests.http_server import HttpServer, head_of, memory_of

MEGABYTE = 1024 * 1024
#: MiB that a process may grow by while something that it refuses comes in.
GROWS_AT_MOST = 20


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """At its end it must have logged no fault; refusals of Django's are warnings, or said of an unknown host."""
    server = HttpServer(tmp_path_factory.mktemp("http")).start()
    yield server
    assert server.stop() == 0
    assert "Traceback" not in server.written()
    assert [line for line in server.written().splitlines() if "[error" in line and "HTTP_HOST" not in line] == []


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


def test_a_body_that_is_announced_too_large_is_refused_at_its_head(server):
    with server.connect() as line:
        line.send(head_of("POST", "/test/echo", f"Content-Length: {MAX_BODY + 1}"))
        status, headers, body = line.answer()

    assert (status, json.loads(body)["code"]) == (413, "too_large")
    assert headers[b"connection"] == b"close"


def test_who_asks_whether_to_send_a_body_too_large_is_told_no(server):
    with server.connect() as line:
        line.send(head_of("POST", "/test/echo", f"Content-Length: {MAX_BODY + 1}", "Expect: 100-continue"))
        answer = line.rest()

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 Continue" not in answer


def test_who_asks_whether_to_send_a_small_body_is_told_yes(server):
    with server.connect() as line:
        line.send(head_of("POST", "/test/echo", "Content-Length: 3", "Expect: 100-continue"))
        assert line.answer()[0] == 100
        line.send(b"abc")
        assert line.answer()[::2] == (200, b"abc")


def test_a_gigabyte_is_refused_without_being_held(server):
    before = memory_of(server)

    with server.connect() as line:
        line.send(head_of("POST", "/test/echo", f"Content-Length: {1024 * MEGABYTE}"))
        for _ in range(64):
            line.send(bytes(MEGABYTE))
        answer = line.rest()

    assert status_of(answer) in (413, 0)  # 0: our own writing went on for longer than anybody listens
    assert memory_of(server) - before < GROWS_AT_MOST


def test_chunks_are_refused_once_they_are_too_many_and_not_held(server):
    before = memory_of(server)

    with server.connect() as line:
        line.send(head_of("POST", "/test/echo", "Transfer-Encoding: chunked"))
        for _ in range(MAX_BODY // MEGABYTE + 1):
            line.send(b"%x\r\n%b\r\n" % (MEGABYTE, bytes(MEGABYTE)))
        status, _headers, body = line.answer()
        grown = memory_of(server) - before

    assert (status, json.loads(body)["code"]) == (413, "too_large")
    assert grown < GROWS_AT_MOST


def test_the_largest_body_reaches_the_view_whole(server):
    body = bytes(range(256)) * (MAX_BODY // 256)

    with server.connect() as line:
        line.send(head_of("POST", "/test/echo", f"Content-Length: {MAX_BODY}") + body)
        status, _headers, answered = line.answer()

    assert status == 200
    assert answered == body


def test_chunks_reach_the_view_as_one_body(server):
    with server.connect() as line:
        line.send(head_of("POST", "/test/echo", "Transfer-Encoding: chunked") + b"3\r\none\r\n4\r\n two\r\n0\r\n\r\n")

        assert line.answer()[::2] == (200, b"one two")


def test_chunks_reach_an_operation_of_the_api_as_its_data(server):
    body = b'{"text": "in chunks"}'
    how = ("Transfer-Encoding: chunked", "Content-Type: application/json")
    with server.connect() as line:
        line.send(head_of("POST", "/test/parsed", *how) + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
        status, _headers, answered = line.answer()

    assert (status, json.loads(answered)) == (200, {"text": "in chunks"})


def test_head_is_answered_as_get_without_a_body(server):
    with server.connect() as line:
        line.send(head_of("GET", "/test/leak"))
        _status, got, body = line.answer()
        line.send(head_of("HEAD", "/test/leak", close=True))
        answer = line.rest()

    head, _, nothing = answer.partition(b"\r\n\r\n")
    assert body
    assert status_of(head) == 200
    assert nothing == b""
    assert (b"Content-Length: %d" % len(body)).lower() in head.lower()
    assert got[b"content-type"] in head


def test_an_absolute_address_is_the_same_address(server):
    with server.connect() as line:
        line.send(b"GET http://127.0.0.1/test/echo?a=b HTTP/1.1\r\nHost: elsewhere\r\n\r\n")
        _status, headers, _body = line.answer()

    assert (headers[b"x-path"], headers[b"x-host"]) == (b"/test/echo", b"127.0.0.1")


def test_nobody_says_what_all_addresses_begin_with(server):
    with server.connect() as line:
        line.send(head_of("GET", "/test/echo", "Daphne-Root-Path: /test"))
        status, headers, _body = line.answer()

    assert (status, headers[b"x-path"]) == (200, b"/test/echo")


def test_http_1_0_is_answered_and_closed(server):
    answer = server.ask(b"GET /test/leak HTTP/1.0\r\nHost: localhost\r\n\r\n")

    assert answer.split(b" ")[1] == b"200"
    assert b"chunked" not in answer.lower()


def test_requests_sent_at_once_are_answered_in_order(server):
    with server.connect() as line:
        bodies = [b"first", b"second", b"third"]
        line.send(b"".join(head_of("POST", "/test/echo", f"Content-Length: {len(body)}") + body for body in bodies))

        assert [line.answer()[2] for _ in bodies] == bodies


MALFORMED = {
    "no request": b"\x00\x01\x02\xff\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64) + b"\r\n\r\n",
    "one word": b"GET\r\n\r\n",
    "no address": b"GET  HTTP/1.1\r\n\r\n",
    "an unknown version": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "a method that is none": b"G<T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "letters beyond ASCII in the address": "GET /\u00fc HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
    "letters beyond ASCII in the query": "GET /?\u00fc HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(),
    "a length that is no number": b"POST /test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n",
    "a negative length": b"POST /test/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\nx",
    "a length and then a header": b"POST / HTTP/1.1\r\nContent-Length: x\r\nHost: localhost\r\nA: b\r\n\r\nabc",
    "two lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
    "an unknown encoding": b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\nA: b\r\n\r\nabcdef",
    "chunks without lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n",
    "a header without a name": b"GET / HTTP/1.1\r\nHost: localhost\r\n: value\r\n\r\n",
    "a header of 100 KB": b"GET / HTTP/1.1\r\nHost: localhost\r\nA: " + b"a" * 100_000 + b"\r\n\r\n",
    "an address of 100 KB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a thousand headers": b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 1000 + b"\r\n",
    "a NUL in a header": b"GET / HTTP/1.1\r\nHost: localhost\r\nA: a\x00b\r\n\r\n",
    "an unknown host": b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "a host that is none": b"GET / HTTP/1.1\r\nHost: a b/c@d\r\nConnection: close\r\n\r\n",
    "garbage behind a request": head_of("POST", "/test/echo", "Content-Length: 2") + b"ok\x00\xff\x00\r\n\r\n\r\n",
    "a socket that is none": head_of("GET", "/ws", "Upgrade: websocket", "Connection: upgrade") + b"xx",
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_malformed_requests_are_refused_and_closed(server, sent):
    answer = server.ask(sent)

    statuses = {int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]}
    assert statuses <= {200, 400, 404, 413, 431}
    assert statuses & {400, 404, 431}
    assert b"Traceback" not in answer


@pytest.mark.parametrize(
    "path", ["/%00", "/%ff%fe", "/%", "/..%2f..%2fetc%2fpasswd", "//", "/*?%00=%ff", "/test/echo?%"]
)
def test_odd_addresses_are_answered(server, path):
    assert status_of(server.ask(head_of("GET", path, close=True))) in (200, 302, 400, 404)
