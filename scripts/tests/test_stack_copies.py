"""It is true of a stack with two web processes, relays and consumers of each service that…"""

import http.client
import http.server
import os
import threading
from collections import Counter
from pathlib import Path

import pytest

from scripts.stack import Stack, StackError, rolling
from scripts.stack.__main__ import _copies, _parser
from scripts.stack.layout import HOST, NOTE, Copies, Layout, noted_copies
from scripts.stack.nginx import Nginx
from scripts.stack.services import Web

pytestmark = pytest.mark.alone  # one at a time has these ports

#: Beside the stack that the tests themselves run on.
PORT = int(os.environ.get("STACK_PORT") or 18080) + 40
TWO = Copies(2, 2)


@pytest.fixture
def stack(tmp_path: Path):
    stack = Stack(tmp_path / "stack", PORT, copies=TWO)
    yield stack
    stack.wipe()


def test_its_parts_are_twice_there_on_ports_of_their_own(stack):
    ports = [part.port for part in stack.parts.values() if part.port]

    assert len(set(ports)) == len(ports)
    for profile in ("accounts", "messaging"):
        assert {f"{profile}-{role}-2" for role in ("web", "relay", "consume")} <= set(stack.parts)
        assert f"{profile}-jobs-2" not in stack.parts


@pytest.mark.portable
def test_one_of_each_is_what_nobody_asked_otherwise(tmp_path):
    assert not [name for name in Stack(tmp_path, PORT).parts if name.endswith("-2")]


@pytest.mark.portable
def test_a_later_run_knows_how_many_there_are(tmp_path):
    Layout(tmp_path, PORT, copies=Copies(2, 1)).note_copies()

    assert Stack(tmp_path, PORT).layout.copies == Copies(2, 1)


@pytest.mark.portable
@pytest.mark.parametrize("noted", ["", "{}", "[]", '{"webs": "x", "workers": 1}', '{"webs": 0, "workers": 9}'])
def test_a_note_that_cannot_be_is_none(tmp_path, noted):
    (tmp_path / NOTE).write_text(noted)

    assert noted_copies(tmp_path) == Copies()


@pytest.mark.portable
@pytest.mark.parametrize(
    ("words", "copies"),
    [
        (["up"], Copies(1, 2)),
        (["up", "--webs", "2"], TWO),
        (["up", "--workers", "1"], Copies()),
        (["status"], Copies(1, 2)),
    ],
)
def test_what_up_is_told_counts_and_else_what_was_noted(tmp_path, words, copies):
    layout = Layout(tmp_path, PORT, copies=Copies(1, 2))

    assert _copies(layout, _parser().parse_args(words)) == copies


@pytest.mark.portable
@pytest.mark.parametrize("count", ["0", "3", "two"])
def test_other_numbers_are_refused(count, capsys):
    with pytest.raises(SystemExit):
        _parser().parse_args(["up", "--webs", count])
    assert "--webs" in capsys.readouterr().err


@pytest.mark.portable
def test_what_more_copies_have_left_is_stopped_by_a_stack_that_has_fewer(tmp_path):
    two, one = Stack(tmp_path, PORT, copies=TWO), Stack(tmp_path, PORT)
    left = two.part("messaging-relay-2").process
    left.launch(["sleep", "60"], environment={"PATH": os.environ["PATH"]}, folder=tmp_path, user=None)
    assert left.pid()

    one.down()

    assert left.pid() is None


class FakePart:
    """Notes what is done with it."""

    def __init__(self, done, *, ends=True):
        self.done, self.ends = done, ends

    def stop(self):
        self.done.append("stop")
        return self.ends

    def start(self):
        self.done.append("start")


class FakeWeb(FakePart, Web):
    def __init__(self, layout, done, **options):
        FakePart.__init__(self, done, **options)
        self.layout, self.port = layout, layout.web_port("messaging", 2)


class FakeNginx(Nginx):
    def __init__(self, layout, done):
        self.layout, self.done = layout, done

    def without(self, *ports):
        self.done.append(("without", *ports))

    def reload(self):
        self.done.append("reload")


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(rolling, "DEREGISTRATION", 0.0)


@pytest.mark.portable
@pytest.mark.parametrize("ends", [True, False])
def test_a_web_process_gets_no_requests_until_its_successor_is_ready(tmp_path, quick, ends):
    done, layout = [], Layout(tmp_path, PORT, copies=TWO)

    assert rolling.roll(FakeWeb(layout, done, ends=ends), FakeNginx(layout, done)) is ends

    assert done == [("without", PORT + 13), "stop", "start", ("without",)]


@pytest.mark.portable
def test_the_only_web_process_and_workers_are_stopped_and_started(tmp_path, quick):
    done, alone = [], Layout(tmp_path, PORT)

    rolling.roll(FakeWeb(alone, done), FakeNginx(alone, done))
    rolling.roll(FakePart(done), FakeNginx(alone, done))

    assert done == ["stop", "start", "stop", "start"]


@pytest.mark.portable
def test_nginx_takes_its_configuration_anew_and_is_not_stopped(tmp_path):
    done, layout = [], Layout(tmp_path, PORT)
    front = FakeNginx(layout, done)

    assert rolling.roll(front, front)

    assert done == ["reload"]


@pytest.mark.portable
def test_nginx_that_does_not_run_cannot_be_reloaded(tmp_path):
    with pytest.raises(StackError, match="does not run"):
        Nginx(Layout(tmp_path, PORT)).reload()


class Backend(http.server.ThreadingHTTPServer):
    """Answers every request with its port. `hangs_up`: it reads one and closes without a word."""

    def __init__(self, port, *, hangs_up=False):
        super().__init__((HOST, port), Answering)
        self.port, self.hangs_up, self.asked = port, hangs_up, 0
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Backend

    def do_GET(self):
        self.server.asked += 1
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.close_connection = self.server.hangs_up
        if not self.server.hangs_up:
            said = str(self.server.port).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    do_POST = do_GET

    def log_message(self, *words):
        """Nobody reads it."""


def ask(method="GET"):
    """Status and body of one request through nginx."""
    line = http.client.HTTPConnection(HOST, PORT, timeout=10)
    line.request(method, "/", body=b"{}" if method == "POST" else None)
    answer = line.getresponse()
    found = answer.status, answer.read().decode()
    line.close()
    return found


@pytest.fixture
def front(tmp_path):
    """nginx before two processes of messaging that are not there yet."""
    layout = Layout(tmp_path / "stack", PORT, copies=TWO)
    part = Nginx(layout)
    part.start()
    yield part
    part.stop()


@pytest.fixture
def backends():
    made = []

    def make(number, **options):
        made.append(Backend(Layout(Path("/"), PORT).web_port("messaging", number), **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.portable
def test_both_are_asked_and_who_is_taken_out_is_not_until_it_is_back(front, backends):
    first, second = backends(1), backends(2)
    assert {ask()[1] for _ in range(6)} == {str(first.port), str(second.port)}

    front.without(second.port)
    before = second.asked
    assert {ask()[1] for _ in range(6)} == {str(first.port)}
    assert second.asked == before

    front.without()
    assert {ask()[1] for _ in range(6)} == {str(first.port), str(second.port)}


@pytest.mark.portable
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_refuses_connections_is_passed_over(front, backends, method):
    there = backends(1)

    assert Counter(ask(method) for _ in range(6)) == {(200, str(there.port)): 6}


@pytest.mark.portable
def test_a_post_that_was_sent_is_never_sent_to_another(front, backends):
    both = [backends(number, hangs_up=True) for number in (1, 2)]

    assert ask("POST")[0] == 502

    assert sum(one.asked for one in both) == 1


@pytest.mark.portable
def test_a_page_that_one_did_not_answer_is_asked_of_the_other(front, backends):
    backends(1, hangs_up=True)
    there = backends(2)

    assert {ask() for _ in range(6)} == {(200, str(there.port))}
