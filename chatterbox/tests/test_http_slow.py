"""It is true that a request has bounded time to arrive, however its bytes drip, and an idle connection is closed."""

import time
from types import SimpleNamespace

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport

from chatterbox import bounded_http
from chatterbox.tests.http_server import HttpServer, head_of


class Transport(StringTransport):
    """What the channel under test asks of a TCP connection."""

    aborted = half_closed = False

    def loseWriteConnection(self):
        self.half_closed = True

    def abortConnection(self):
        self.aborted = True


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def transport():
    return Transport(peerAddress=IPv4Address("TCP", "127.0.0.1", 4321))


@pytest.fixture
def channel(clock, transport):
    """A connection under a clock of ours, whose requests are noted and never answered."""
    server = SimpleNamespace(protocol_connected=lambda request: None, protocol_disconnected=lambda request: None)
    factory = bounded_http.Factory(server)
    channel = factory.buildProtocol(None)
    channel.callLater = clock.callLater
    channel.requestFactory = type("Noted", (bounded_http.Request,), {"process": lambda request: None})
    channel.makeConnection(transport)
    return channel


def drip(channel, clock, data, every):
    """Send byte after byte, `every` seconds apart, until it is over; the seconds that it took."""
    for number in range(len(data)):
        if channel.transport.half_closed or channel.transport.disconnecting:
            break
        channel.dataReceived(data[number : number + 1])
        clock.advance(every)
    return clock.seconds()


def test_a_head_that_drips_is_ended(channel, clock, transport):
    took = drip(channel, clock, b"GET / HTTP/1.1\r\nA: " + b"a" * 1000, every=1)

    assert took <= bounded_http.HEAD_SECONDS + 1
    assert transport.value().startswith(b"HTTP/1.1 408 ")
    clock.advance(bounded_http.LINGER_SECONDS)
    assert transport.aborted


def test_a_body_that_drips_is_ended(channel, clock, transport):
    channel.dataReceived(head_of("POST", "/", "Content-Length: 1000"))

    took = drip(channel, clock, b"b" * 1000, every=5)

    assert bounded_http.HEAD_SECONDS < took <= bounded_http.BODY_SECONDS + 5
    assert transport.value().startswith(b"HTTP/1.1 408 ")


def test_a_body_that_comes_in_time_is_not_ended(channel, clock, transport):
    channel.dataReceived(head_of("POST", "/", "Content-Length: 10"))

    drip(channel, clock, b"b" * 10, every=5)

    assert transport.value() == b""
    assert channel.busy
    assert not channel.receiving


def test_a_view_may_take_longer_than_any_sender(channel, clock, transport):
    channel.dataReceived(head_of("GET", "/"))

    clock.advance(10 * bounded_http.IDLE_SECONDS)

    assert (transport.value(), transport.disconnecting, transport.half_closed) == (b"", False, False)


def test_a_silent_connection_is_closed(channel, clock, transport):
    clock.advance(bounded_http.IDLE_SECONDS - 1)
    assert not transport.disconnecting

    clock.advance(1)

    assert transport.disconnecting
    assert transport.value() == b""


@pytest.mark.long
def test_a_real_server_ends_who_drips(tmp_path):
    server = HttpServer(tmp_path).start()
    started = time.monotonic()

    with server.connect() as line:
        line.socket.settimeout(0.5)
        line.send(b"GET / HTTP/1.1\r\n")
        while time.monotonic() < started + 2 * bounded_http.HEAD_SECONDS:
            line.send(b"a")
            try:
                line.answer()
            except TimeoutError:
                continue
            except EOFError as end:
                raise AssertionError(end) from end
            break

    assert time.monotonic() - started < bounded_http.HEAD_SECONDS + 5
    assert server.stop() == 0
