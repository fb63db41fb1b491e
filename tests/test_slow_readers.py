"""It is true of sockets that who reads slowly gets all of it, and who does not read costs little and harms nobody."""

import json
import re
import secrets
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from chatterbox_client import Phone, sign_in
from chatterbox_client.blocking import BlockingClient
from tests.sites import DEMO_PASSWORD, QUICK, LocalSite, free_port, local_site

#: More than the buffers of a system and what may wait hold together.
MANY = 300
#: Sent as HTML five times as long: some 24 KB a message.
LONG = "<" * 4000
METRICS_PORT = free_port()


@pytest.fixture(scope="module", params=["daphne", pytest.param("uvicorn", marks=pytest.mark.long)])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSite]:
    variables = {"SERVER": request.param, "METRICS_PORT": str(METRICS_PORT), **QUICK}
    with local_site(tmp_path_factory.mktemp("slow") / "data", **variables) as site:
        yield site


@pytest.fixture
def ada(server: LocalSite) -> Iterator[BlockingClient]:
    url = server.url.replace("localhost", "127.0.0.1")
    with BlockingClient(url, Phone(sign_in(url, "ada@example.org", DEMO_PASSWORD))) as client:
        yield client


@pytest.fixture
def topic(ada: BlockingClient) -> str:
    [party] = ada.ask("GET", "/parties")["items"]
    name = f"t{secrets.token_hex(4)}"
    made = ada.ask("POST", f"/parties/{party['id']}/topics", {"client_id": name, "name": name})
    return str(made["topic"]["id"])


class Reader:
    """A socket that reads only when it is told to: its window is small, so that little waits outside the server."""

    def __init__(self, ada: BlockingClient, topic: str) -> None:
        ticket = ada.ask("POST", "/ws-ticket", {})["ticket"]
        address = f"{ada.client.api.url.replace('http', 'ws', 1)}/ws?v=1&ticket={ticket}"
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = ada.client.api.url.removeprefix("http://").split(":")
        line.connect((host, int(port)))
        self.socket: ClientConnection = connect(
            address, sock=line, max_queue=1, ping_interval=None, compression=None, close_timeout=1, legacy=True
        )
        self.socket.send(json.dumps({"op": "sub", "topics": {topic: 0}}))
        while self.read()["op"] != "synced":
            pass

    def read(self) -> dict[str, object]:
        frame: dict[str, object] = json.loads(self.socket.recv(timeout=10))
        return frame

    def rest(self) -> tuple[list[int], int]:
        """The numbers of all messages that come, and the code with which the server closes."""
        numbers: list[int] = []
        try:
            while True:
                frame = self.read()
                if frame.get("t") == "message":
                    assert isinstance(frame["n"], int)
                    numbers.append(frame["n"])
        except ConnectionClosed as end:
            return numbers, end.rcvd.code if end.rcvd else 1006


def closed_slow() -> float:
    """How many sockets the server has closed because they read too slowly."""
    with urllib.request.urlopen(f"http://127.0.0.1:{METRICS_PORT}/metrics", timeout=10) as answer:
        told = answer.read().decode()
    found = re.search(r"^chatterbox_socket_closed_slow_total (\S+)$", told, re.MULTILINE)
    return float(found[1]) if found else 0.0


def memory_of(server: LocalSite) -> int:
    """Bytes that the server's process keeps resident."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    [kib] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(kib) * 1024


@pytest.mark.long
def test_who_reads_late_gets_everything_whole_and_in_order(ada: BlockingClient, topic: str):
    """More than the transport takes at once, and less than what may wait."""
    reader = Reader(ada, topic)
    for n in range(12):
        ada.post(topic, f"{n} {LONG[:3900]}")

    numbers = [reader.read()["n"] for _ in range(12)]

    assert numbers == list(range(1, 13))


def test_who_never_reads_is_closed_and_costs_no_memory_meanwhile(server: LocalSite, ada: BlockingClient, topic: str):
    ada.follow(topic)
    sleepers = [Reader(ada, topic) for _ in range(4)]
    for n in range(20):
        ada.post(topic, f"{n} {LONG[:3900]}")
    before, closed_before = memory_of(server), closed_slow()

    for n in range(20, MANY):
        ada.post(topic, f"{n} {LONG[:3900]}")
    after = memory_of(server)
    ends = [sleeper.rest() for sleeper in sleepers]

    # Who comes back to it late finds the connection cut instead of the close frame: the server knows why.
    assert {code for _, code in ends} <= {4008, 1006}
    assert closed_slow() == closed_before + len(sleepers)
    for numbers, _ in ends:
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) < MANY
    # Each of them was sent 7 MB.
    assert after - before < 16 * 1024 * 1024
    assert len([frame for frame in ada.frames if frame.get("t") == "message"]) == MANY
