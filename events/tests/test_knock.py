"""It is true of a Kafka broker that it is called there only when it answers, whatever its port says."""

import socket
import struct
import threading

import pytest
from django.conf import settings

from events import knock

#: Seconds that a look may take here.
SOON = 0.3


@pytest.fixture
def listening():
    """The address of a server that does this with each connection."""
    servers = []

    def begin(do):
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)

        def serve():
            try:
                while True:
                    do(server.accept()[0])
            except OSError:
                return  # closed

        threading.Thread(target=serve, daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield begin
    for server in servers:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def number_of(line):
    """What a question is to be answered with."""
    length, key, version, number, name = struct.unpack("!ihhih", line.recv(14))
    assert (length, key, version, name) == (10, 18, 0, -1)
    return number


def test_one_that_answers_is_there(listening):
    def answer(line):
        head = struct.pack("!ii", 10, number_of(line))
        line.sendall(head[:3])
        line.sendall(head[3:] + b"\0" * 6)

    assert knock.answers(listening(answer), {}, 20)  # soon, unless this machine is busy


def test_one_that_is_frozen_is_not_there(listening):
    kept = []

    assert not knock.answers(listening(kept.append), {}, SOON)


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400", struct.pack("!ii", 10, 1)])
def test_a_proxy_that_hangs_up_and_something_else_are_not_there(listening, said):
    def answer(line):
        number_of(line)
        line.sendall(said)
        line.close()

    assert not knock.answers(listening(answer), {}, SOON)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "", "nowhere.invalid:9092", "127.0.0.1:x"])
def test_where_nobody_listens_nobody_is_there(address):
    assert not knock.answers(address, {}, SOON)


def test_one_that_speaks_no_tls_is_not_there_for_those_who_want_it(listening):
    kept = []

    assert not knock.answers(listening(kept.append), {"security.protocol": "ssl"}, SOON)


@pytest.mark.servers
def test_a_real_broker_is_there():
    assert knock.answers(settings.KAFKA_SERVERS[0], {}, 5.0)
