"""A mail server to send to: speaks enough SMTP, keeps what it takes, and does wrong on demand."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

SECONDS = 60


class MailServer(socketserver.ThreadingTCPServer):
    """`refuse` maps an address to the answer that it gets instead of 250; `silent` holds every mail until it is set."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.got_one = threading.Event()
        self.answers = threading.Event()
        self.answers.set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def to(self) -> list[str]:
        return [str(letter["to"]) for letter in self.taken]


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer
    timeout = SECONDS

    def handle(self) -> None:
        self._say("220 here")
        for raw in self.rfile:
            word, _, rest = raw.decode().strip().partition(" ")
            if word.upper() == "QUIT":
                self._say("221 bye")
                return
            self._do(word.upper(), rest)

    def _do(self, word: str, rest: str) -> None:
        if word == "RCPT":
            address = rest.partition("<")[2].partition(">")[0]
            self._say(self.server.refuse.get(address, "250 fine"))
        elif word == "DATA":
            self._say("354 go on")
            self._take()
        else:
            self._say("250 fine")

    def _take(self) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        letter: Any = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server.got_one.set()
        self.server.answers.wait(SECONDS)
        self.server.taken.append(letter)
        self._say("250 taken")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.answers.set()
            server.shutdown()
            thread.join(SECONDS)
