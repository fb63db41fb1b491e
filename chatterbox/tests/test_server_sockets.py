"""It is true of sockets under our servers that whatever a browser offers in its handshake, it is let in or told why."""

import struct
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.task import Clock
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from chatterbox.bounds import CLOSE_WITHIN
from chatterbox.daphne_sockets import Protocol
from chatterbox.serve import DAPHNE, SOCKETS, UVICORN
from chatterbox.tests.http_server import SOON, HttpServer, head_of
from faults.wire import CLOSE, frame


@pytest.fixture(scope="module", params=[DAPHNE, UVICORN])  # each in every run: it is one setting
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpServer]:
    server = HttpServer(tmp_path_factory.mktemp("sockets"), SERVER=request.param).start()
    yield server
    server.stop()


@pytest.mark.parametrize("compression", [None, "deflate"])
def test_compression_is_offered_by_browsers_and_not_taken(server: HttpServer, compression: str | None):
    origin = Origin(f"http://localhost:{server.port}")
    address = f"ws://127.0.0.1:{server.port}/ws?v=1"

    with connect(address, origin=origin, compression=compression, open_timeout=SOON) as socket:
        assert socket.protocol.extensions == []
        with pytest.raises(ConnectionClosed) as refused:
            socket.recv(timeout=SOON)

    assert refused.value.rcvd is not None
    assert refused.value.rcvd.code == 4003  # nobody is signed in
    assert "Traceback" not in server.written()


def test_the_connection_of_who_answers_our_goodbye_is_not_reset(server: HttpServer):
    upgrade = (
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {'A' * 22}==",
    )
    goodbye = struct.pack("!H", 4003)
    with server.connect() as line:
        line.send(head_of("GET", "/ws?v=1", f"Origin: http://localhost:{server.port}", *upgrade))
        status, _headers, _body = line.answer()
        said = line._read
        while len(said) < 4:
            said += line.socket.recv(4096)
        line.send(frame(CLOSE, goodbye))

        assert (status, said) == (101, b"\x88\x02" + goodbye)
        assert line.socket.recv(4096) == b""  # it would raise ConnectionResetError


@pytest.mark.parametrize(("timeout", "ends"), [(SOCKETS["websocket_timeout"], False), (86400, True)])
def test_a_socket_is_not_closed_for_its_age(timeout: int, ends: bool):
    protocol, closed = Protocol.__new__(Protocol), list[bool]()
    there: Any = protocol
    there.server = SimpleNamespace(**SOCKETS | {"websocket_timeout": timeout})
    there.state, there.socket_opened, there.last_ping = WebSocketProtocol.STATE_OPEN, 0.0, time.time()
    there.serverClose = lambda: closed.append(True)

    there.check_timeouts()

    assert closed == ([True] if ends else [])


@pytest.mark.parametrize("abort", [False, True])
def test_who_said_goodbye_and_does_not_read_is_cut_off_after_a_while(abort: bool, monkeypatch: pytest.MonkeyPatch):
    clock, cut = Clock(), list[float]()
    protocol: Any = Protocol.__new__(Protocol)
    protocol.wasClean = False
    protocol.factory = SimpleNamespace(reactor=clock)
    protocol.transport = SimpleNamespace(abortConnection=lambda: cut.append(clock.seconds()))
    monkeypatch.setattr(WebSocketProtocol, "dropConnection", lambda self, abort: None)

    protocol.dropConnection(abort)
    clock.advance(CLOSE_WITHIN)

    assert cut == ([] if abort else [CLOSE_WITHIN])
