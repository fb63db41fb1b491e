"""A server process as it is in production (`python -m chatterbox.serve`), spoken to by bare sockets."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from chatterbox import BASE_DIR

#: Seconds that a start, an answer or whatever a test waits for may take; the machine may be busy.
START_SECONDS = 60
SOON = 30.0
#: Variables that are about the tests of this very process.
ABOUT_TESTS = {"DJANGO_SETTINGS_MODULE", "TEST_SERVERS", "DEMO"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


#: For a fixture that starts a server: Daphne, and what SERVER may name instead.
EITHER_SERVER = ["daphne", pytest.param("uvicorn", marks=pytest.mark.long)]


class HttpServer:
    """`data` is its folder; `variables` are settings."""

    def __init__(self, data: Path, *, threads: int = 2, **variables: str) -> None:
        self.data = data
        self.port = free_port()
        self.log = data / "server.log"
        self._environment = {name: value for name, value in os.environ.items() if name not in ABOUT_TESTS} | {
            "DJANGO_SETTINGS_MODULE": "chatterbox.tests.http_settings",
            "DATA": str(data),
            "PORT": str(self.port),
            "DEMO": "0",
            "HTTP_THREADS": str(threads),
            "METRICS_PORT": "0",
            **variables,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "HttpServer":
        command = [sys.executable, "-m", "chatterbox.serve", "--host", "127.0.0.1", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=BASE_DIR, env=self._environment, stdout=log, stderr=log)
        wait_for(self._answers, START_SECONDS, self.written)
        return self

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(SOON * 2)
        finally:
            self.process.kill()

    def written(self) -> str:
        """What it has logged."""
        return self.log.read_text()

    def connect(self) -> "Line":
        return Line(self.port)

    def ask(self, request: bytes) -> bytes:
        """All that comes for these bytes, until the server closes or has nothing more to say."""
        with self.connect() as line:
            line.send(request)
            return line.rest()

    def get(self, path: str) -> bytes:
        """The body of a good answer."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=SOON) as answer:
            return bytes(answer.read())

    def has(self, name: str) -> bool:
        """Whether a view has given this sign."""
        return (self.data / name).exists()

    def let_go(self, name: str) -> None:
        (self.data / f"{name}.let_go").touch()

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.written()
        try:
            return bool(self.get("/health/live"))
        except (urllib.error.URLError, OSError):
            return False


class Line:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SOON)
        self._read = b""

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send; a server that has closed meanwhile may have said why."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def answer(self) -> tuple[int, dict[bytes, bytes], bytes]:
        """The next answer, which says its length: status, headers by their small names, body."""
        while b"\r\n\r\n" not in self._read:
            self._more()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        first, *lines = head.split(b"\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        length = int(headers.get(b"content-length", b"0"))
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return int(first.split()[1]), headers, body

    def rest(self, seconds: float = SOON) -> bytes:
        """Everything until the server closes. Raises TimeoutError when it does not."""
        deadline = time.monotonic() + seconds
        with contextlib.suppress(EOFError, ConnectionResetError):
            while True:
                self.socket.settimeout(max(0.01, deadline - time.monotonic()))
                self._more()
        self._read, read = b"", self._read
        return read

    def _more(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise EOFError(f"closed after {self._read[:500]!r}")
        self._read += data


def memory_of(server: HttpServer) -> float:
    """Resident memory of a process, in MiB."""
    return float(json.loads(server.get("/test/own"))["memory"]) / 1024


def wait_for(true: Callable[[], bool], seconds: float = SOON, explain: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s; {explain()[-2000:]}"
        time.sleep(0.02)


def head_of(method: str, path: str, *headers: str, close: bool = False) -> bytes:
    """A request up to its body."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers, *(["Connection: close"] if close else [])]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
