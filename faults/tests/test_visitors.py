"""It is true of visitors that they see every answer, and none, and ask again only where a kept connection had ended."""

import contextlib
import json
import socket
import threading

import pytest

from chatterbox_client import Phone, Unreachable
from faults import journal, visitors
from faults.journal import ACKNOWLEDGED, REFUSED, SENT, Journal
from faults.notice import SLOWEST, is_wrong
from faults.visitors import Seen, Visitor

ANYBODY = Phone("token")
SAVED = {"message": {"id": "m1", "n": 3, "rev": 4}}


class Server:
    """Answers requests with `status`; each connection takes `most` of them and is then closed without a word.

    With `token` whoever has another one is answered 401.
    """

    def __init__(self, status=200, most=1000, token=None):
        self.status, self.most, self.token = status, most, token
        self.connections = 0
        self.asked = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line):
        with line, line.makefile("rb") as reader, contextlib.suppress(OSError):
            for _ in range(self.most):
                first, length, status = reader.readline(), 0, self.status
                while (header := reader.readline().lower()) not in (b"\r\n", b""):
                    if header.startswith(b"content-length:"):
                        length = int(header.partition(b":")[2])
                    if self.token and header.startswith(b"authorization:") and self.token.encode() not in header:
                        status = 401
                reader.read(length)
                if not first:
                    return
                self.asked.append(first.decode().split()[:2])
                body = json.dumps(SAVED).encode()
                line.sendall(b"HTTP/1.1 %d x\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))

    def close(self):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@pytest.fixture
def serve():
    made = []

    def server(**options):
        made.append(Server(**options))
        return made[-1]

    yield server
    for one in made:
        one.close()


@pytest.fixture
def visit(tmp_path, monkeypatch):
    """A visitor at a port who has seen `count` answers."""
    monkeypatch.setattr(visitors, "PAUSE", 0.001)

    def visited(port, count, *, keeps, access=ANYBODY):
        seen = threading.Event()
        visitor = Visitor(f"http://127.0.0.1:{port}", access, "t", Journal(tmp_path / "v.jsonl", "v"), keeps=keeps)
        noted = visitor._ask

        def ask(*words, **more):
            answer = noted(*words, **more)
            if len(visitor.seen) >= count:
                seen.set()
            return answer

        visitor._ask = ask
        visitor.start()
        assert seen.wait(10)
        visitor.leave()
        visitor.journal.close()
        return visitor

    return visited


def test_all_that_is_asked_for_is_asked_and_a_post_is_in_the_journal(serve, visit, tmp_path):
    server = serve()

    visitor = visit(server.port, 6, keeps=True)

    assert {one.status for one in visitor.seen} == {200}
    assert not [one for one in visitor.seen if is_wrong(one)]
    assert {path for _, path in server.asked} >= {"/api/v1/parties", "/api/v1/topics/t/messages", "/accounts/login/"}
    sent, saved = journal.read(tmp_path)[:2]
    assert (sent.what, saved.what) == (SENT, ACKNOWLEDGED)
    assert (saved.client_id, saved.id, saved.n, saved.rev) == (sent.client_id, "m1", 3, 4)


@pytest.mark.parametrize("keeps", [True, False])
def test_a_connection_is_kept_or_not(serve, visit, keeps):
    server = serve()

    visitor = visit(server.port, 6, keeps=keeps)

    assert server.connections == (1 if keeps else len(visitor.seen))


def test_a_kept_connection_that_has_ended_is_made_anew(serve, visit):
    visitor = visit(serve(most=2).port, 6, keeps=True)

    assert {one.status for one in visitor.seen} == {200}
    assert visitor.again >= 2


@pytest.mark.parametrize("keeps", [True, False])
def test_a_new_connection_that_is_closed_without_an_answer_is_a_fault(serve, visit, keeps):
    visitor = visit(serve(most=0).port, 2, keeps=keeps)

    assert visitor.again == 0
    assert all(is_wrong(one) and one.status == 0 for one in visitor.seen)


def test_a_token_that_has_ended_is_renewed(serve, visit, tmp_path):
    server = serve(token="fresh")

    visitor = visit(server.port, 12, keeps=True, access=Phone("old", lambda: "fresh"))

    assert {one.status for one in visitor.seen} == {200}
    assert server.asked[:2] == [["GET", "/api/v1/parties"]] * 2
    assert len(server.asked) == len(visitor.seen) + 1
    assert not [entry for entry in journal.read(tmp_path) if entry.what == REFUSED]


def test_a_token_that_can_not_be_renewed_is_a_fault(serve, visit):
    def fresh():
        raise Unreachable("nobody there")

    visitor = visit(serve(token="fresh").port, 2, keeps=True, access=Phone("old", fresh))

    assert all(one.status == 401 and is_wrong(one) and "nobody there" in one.what for one in visitor.seen)


def test_5xx_is_a_fault_and_a_post_so_answered_was_refused(serve, visit, tmp_path):
    visitor = visit(serve(status=502).port, 2, keeps=True)

    assert all(is_wrong(one) for one in visitor.seen)
    assert [entry.text for entry in journal.read(tmp_path) if entry.what == REFUSED] == ["502"]


def test_a_refused_connection_is_a_fault(visit, unused_tcp_port):
    visitor = visit(unused_tcp_port, 1, keeps=False)

    assert visitor.seen[0].what.startswith("ConnectionRefusedError")
    assert is_wrong(visitor.seen[0])


@pytest.mark.parametrize(
    ("status", "took", "wrong"),
    [(200, 0.1, False), (201, 0.1, False), (302, 0.1, True), (404, 0.1, True), (200, SLOWEST + 1, True)],
)
def test_only_a_success_in_time_is_right(status, took, wrong):
    assert is_wrong(Seen(0.0, "GET /", status, took)) is wrong
