"""A way to a site on which no socket gets through, as behind some proxies: the handshake is answered with 403."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

SECONDS = 60
MOST_HEAD = 65_536
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 7\r\nConnection: close\r\n\r\nblocked"


@contextmanager
def without_sockets(url: str) -> Iterator[tuple[str, list[bytes]]]:
    """The site's address behind the proxy, and the heads of the handshakes that were refused so far."""
    site = urlsplit(url)
    refused: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, site.port or 80, refused), daemon=True).start()
        yield f"http://{site.hostname}:{server.getsockname()[1]}", refused
        server.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for a connection


def _serve(server: socket.socket, port: int, refused: list[bytes]) -> None:
    while True:
        try:
            browser, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_carry, args=(browser, port, refused), daemon=True).start()


def _carry(browser: socket.socket, port: int, refused: list[bytes]) -> None:
    """One connection. A browser opens one of its own for a handshake, so its first request says what it is for."""
    with browser:
        browser.settimeout(SECONDS)
        try:
            head = _head(browser)
            if head.startswith(b"GET /ws"):
                refused.append(head)
                browser.sendall(REFUSAL)
                return
            with socket.create_connection(("127.0.0.1", port), SECONDS) as site:
                site.sendall(head)
                back = threading.Thread(target=_pump, args=(site, browser), daemon=True)
                back.start()
                _pump(browser, site)
                back.join(SECONDS)
        except OSError:
            return  # either side is gone: the browser sees a connection that ends


def _head(browser: socket.socket) -> bytes:
    """What has come of the first request, at least its head."""
    head = b""
    while b"\r\n\r\n" not in head and len(head) < MOST_HEAD and (part := browser.recv(MOST_HEAD)):
        head += part
    return head


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Everything from one to the other, and then the end of it."""
    try:
        while part := source.recv(MOST_HEAD):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for one in (source, target):
            one.close()
