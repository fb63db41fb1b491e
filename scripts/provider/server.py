"""The demo provider as an HTTP server of threads, in this process or in one of its own."""

import contextlib
import http.server
import re
import socket
import threading
import types
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from chatterbox.settings.providers import LOOPBACK
from scripts.provider import github, google, pages
from scripts.provider.grants import Grants
from scripts.provider.web import HTML, Answer, Request, page

HOST: Final = "127.0.0.1"
MOST_BODY: Final = 64 * 1024
#: Seconds that a connection may be silent.
IDLE: Final = 15
#: Seconds between two bytes of an answer that drips.
DRIP: Final = 0.1

Route = Callable[[Request, Grants], Answer]
ROUTES: Final[Mapping[tuple[str, str], Route]] = {
    **google.ROUTES,
    **github.ROUTES,
    ("GET", "/"): lambda request, grants: page(pages.front()),
    ("GET", "/health"): lambda request, grants: page("ok"),
    ("GET", "/style.css"): lambda request, grants: Answer(pages.STYLE.encode(), content_type="text/css"),
}
PICTURE: Final = re.compile(r"/pictures/(\d{1,3})\.svg")


class DemoProvider(http.server.ThreadingHTTPServer):
    """Used in a `with`: it serves in a thread until the end of it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(listening.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_port = listening.getsockname()[1]
        self.grants = Grants()
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), name="demo-provider", daemon=True)

    @classmethod
    def on_port(cls, port: int) -> "DemoProvider":
        """Listening at a port of this machine. Raises OSError when it is taken."""
        return cls(socket.create_server((HOST, port)))

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_port}"

    def __enter__(self) -> "DemoProvider":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.shutdown()
        self._thread.join(5)
        self.server_close()

    def answer(self, request: Request) -> Answer:
        if request.host.partition(":")[0] not in LOOPBACK:
            return page(pages.refusal(["This provider answers at this machine's own names only."]), 421)
        if request.method == "GET" and (found := PICTURE.fullmatch(request.path)):
            return Answer(pages.picture(int(found[1])).encode(), content_type="image/svg+xml")
        route = ROUTES.get((request.method, request.path))
        return page(pages.refusal(["There is nothing here."]), 404) if route is None else route(request, self.grants)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is not an error."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: DemoProvider
    protocol_version = "HTTP/1.1"
    timeout = IDLE

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BODY:
            self.close_connection = True
            self._send(page("too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        else:
            self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "")
        answer = self.server.answer(Request(self.command, host, path, query, types.MappingProxyType(headers), body))
        if answer.silent:
            self.server.stopping.wait(answer.silent)
        with contextlib.suppress(OSError):
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.content_type:
            self.send_header("Content-Type", answer.content_type)
        if answer.location:
            self.send_header("Location", answer.location)
        if answer.content_type == HTML:
            # A form whose answer leads back to the site that asked is judged by where it leads.
            self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'")
            self.send_header("X-Frame-Options", "DENY")
        self.send_header("Cache-Control", "no-store")
        # With `no-referrer` browsers send `Origin: null` along with the form of the page.
        self.send_header("Referrer-Policy", "same-origin")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.drips:
            self._drip(answer.body)
        else:
            self.wfile.write(answer.body)

    def _drip(self, body: bytes) -> None:
        for byte in body:
            if self.server.stopping.wait(DRIP):
                break
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Addresses hold codes and states: nothing of them is written down."""
