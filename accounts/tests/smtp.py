"""A mail server to send to: speaks enough SMTP, keeps what it takes, and does wrong on demand."""

import base64
import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

SECONDS = 60


class MailServer(socketserver.ThreadingTCPServer):
    """`refuse` maps an address, of a sender too, to the answer that it gets instead of 250.

    `tls`: STARTTLS is offered. `login` (user, password): nobody sends without it, and it is offered under TLS alone, or
    where there is no `tls`. `seen` are the commands that came in the clear. `answers` holds every mail until it is set.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.tls: ssl.SSLContext | None = None
        self.login: tuple[str, str] | None = None
        self.mechanisms = "PLAIN"
        self.seen: list[str] = []
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
        self.secret = self.known = False
        self._say("220 here")
        # Not `for`: after STARTTLS it is another file.
        while raw := self.rfile.readline():
            word, _, rest = raw.decode().strip().partition(" ")
            if not self.secret:
                self.server.seen.append(word.upper())
            if word.upper() == "QUIT":
                self._say("221 bye")
                return
            self._do(word.upper(), rest)

    def _do(self, word: str, rest: str) -> None:
        if word == "EHLO":
            self._greet()
        elif word == "STARTTLS" and self.server.tls:
            self._hide(self.server.tls)
        elif word == "AUTH":
            self._recognize(rest)
        elif word in {"MAIL", "RCPT"}:
            self._address(rest)
        elif word == "DATA":
            self._say("354 go on")
            self._take()
        else:
            self._say("250 fine")

    def _greet(self) -> None:
        lines = ["here"]
        if self.server.tls and not self.secret:
            lines.append("STARTTLS")
        elif self.server.login:
            lines.append(f"AUTH {self.server.mechanisms}")
        for line in lines[:-1]:
            self._say(f"250-{line}")
        self._say(f"250 {lines[-1]}")

    def _hide(self, tls: ssl.SSLContext) -> None:
        self._say("220 go on")
        self.request = self.connection = tls.wrap_socket(self.request, server_side=True)
        self.setup()  # its files are of the hidden talk now
        self.secret = True

    def _recognize(self, rest: str) -> None:
        user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")[1:]
        self.known = (user, password) == self.server.login
        self._say("235 welcome" if self.known else "535 who is that?")

    def _address(self, rest: str) -> None:
        address = rest.partition("<")[2].partition(">")[0]
        if self.server.login and not self.known:
            self._say("530 authentication required")
        else:
            self._say(self.server.refuse.get(address, "250 fine"))

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
