"""A small real HTTP server that stands for accounts: it says how it is and publishes keys, or does wrong on demand."""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from messaging.accounts_watch import KEYS_PATH, READY_PATH


class AccountsHouse:
    """`answers` says what comes at a path: a status and a body, or one of `hang`, `drip`, `huge`, `cut`."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.headers: dict[str, str] = {}
        self.answers: dict[str, Any] = {READY_PATH: (200, b"{}"), KEYS_PATH: (404, b"")}
        self.over = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def publish(self, *keys: dict[str, Any]) -> None:
        self.answers[KEYS_PATH] = (200, json.dumps({"keys": keys}).encode())

    def open(self) -> None:
        """Listen, again at the same port after `close`."""
        house = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                house.answer(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Nobody listens any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked[request.path] += 1
        self.headers = dict(request.headers)
        answer = self.answers.get(request.path, (404, b""))
        if answer == "hang":
            self.over.wait(30)
        elif answer == "cut":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        elif answer in ("drip", "huge"):
            self._go_on(request, b"x" * 65536 if answer == "huge" else b"x")
        else:
            status, body = answer
            request.send_response(status)
            request.send_header("Location", f"{self.url}/elsewhere")
            request.send_header("Content-Length", str(len(body)))
            request.end_headers()
            request.wfile.write(body)

    def _go_on(self, request: BaseHTTPRequestHandler, piece: bytes) -> None:
        request.send_response(200)
        request.end_headers()
        deadline = time.monotonic() + 30
        try:
            while time.monotonic() < deadline and not self.over.wait(0.02):
                request.wfile.write(piece)
        except OSError:
            pass  # the other side has had enough

    def __enter__(self) -> "AccountsHouse":
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()
        self.close()
