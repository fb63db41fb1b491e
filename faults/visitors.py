"""People without a socket: pages, the API and sign-in by HTTP, one request after another, and what each answered.

Some make a connection for each request, as a proxy of a company does; some keep theirs, as browsers do.
"""

import dataclasses
import http.client
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from chatterbox_client import Phone, Refused, Unreachable
from chatterbox_client.api import ANSWER_WITHIN
from faults.journal import ACKNOWLEDGED, REFUSED, SENT, Journal

#: Seconds between the requests of one visitor.
PAUSE: Final = 0.1
#: Seconds that a visitor may need to end.
END_WITHIN: Final = 2 * ANSWER_WITHIN
_LOST: Final = (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected)


@dataclasses.dataclass(frozen=True)
class Seen:
    """One request. `status` is 0 when there was no answer, and `what` says why; `took` is in seconds."""

    at: float  # time.time()
    asked: str
    status: int
    took: float
    what: str = ""

    def __str__(self) -> str:
        return f"{self.asked} after {self.took:.2f} s: {self.status or self.what}"


class Visitor(threading.Thread):
    """Asks in turn until `leave`. What it posts stands in its journal, so that it is checked like every other post.

    A token that has ended is renewed and the request sent again, as an app does it.
    """

    def __init__(self, url: str, access: Phone, topic: str, journal: Journal, *, keeps: bool) -> None:
        super().__init__(daemon=True)
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.access, self.topic, self.journal, self.keeps = access, topic, journal, keeps
        self.seen: list[Seen] = []
        #: Kept connections that had ended when the next request came; it was asked again, as browsers do.
        self.again = 0
        self._line: http.client.HTTPConnection | None = None
        self._enough = threading.Event()

    def run(self) -> None:
        for doing in self._rounds():
            if self._enough.wait(PAUSE):
                break
            doing()
        self._hang_up()

    def leave(self) -> None:
        """Returns once the request under way is answered. Raises TimeoutError."""
        self._enough.set()
        self.join(END_WITHIN)
        if self.is_alive():
            raise TimeoutError(f"{self.journal.who} still waits for an answer.")

    def _rounds(self) -> Iterator[Any]:
        while True:
            yield lambda: self._ask("GET", "/api/v1/parties")
            yield self._post
            yield lambda: self._ask("GET", f"/api/v1/topics/{self.topic}/messages")
            yield lambda: self._ask("GET", "/accounts/login/", is_known=False)
            yield lambda: self._ask("GET", "/status", is_known=False)
            yield lambda: self._ask("GET", "/accounts/api/v1/me")

    def _post(self) -> None:
        client_id, text = secrets.token_hex(8), f"{self.journal.who} {len(self.seen)}"
        self.journal.note(SENT, self.topic, client_id=client_id, text=text)
        path = f"/api/v1/topics/{self.topic}/messages"
        status, body = self._ask("POST", path, json.dumps({"client_id": client_id, "text": text}))
        if status in (200, 201):
            saved = json.loads(body)["message"]
            self.journal.note(
                ACKNOWLEDGED, self.topic, client_id=client_id, id=saved["id"], n=saved["n"], rev=saved["rev"]
            )
        else:
            self.journal.note(REFUSED, self.topic, client_id=client_id, text=str(status))

    def _ask(self, method: str, path: str, body: str | None = None, *, is_known: bool = True) -> tuple[int, bytes]:
        """As somebody who is known there, or as nobody."""
        began, at = time.monotonic(), time.time()
        status, content, what = 0, b"", ""
        typed = {"Content-Type": "application/json"} if body else {}
        try:
            status, content = self._answer(method, path, typed | (self.access.headers() if is_known else {}), body)
            if status == 401:
                self.access.renew()
                status, content = self._answer(method, path, typed | self.access.headers(), body)
        except (OSError, http.client.HTTPException, Refused, Unreachable) as error:
            what = f"{type(error).__name__} {error}".strip()
            self._hang_up()
        asked = f"{method} {path}".replace(self.topic, "…")
        self.seen.append(Seen(at, asked, status, time.monotonic() - began, what))
        return status, content

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> tuple[int, bytes]:
        kept = self._line is not None
        try:
            return self._once(method, path, headers, body)
        except _LOST:
            if not kept:
                raise
        self._hang_up()
        self.again += 1
        return self._once(method, path, headers, body)

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: str | None) -> tuple[int, bytes]:
        if self._line is None:
            self._line = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_WITHIN)
        self._line.request(method, path, body=body, headers=dict(headers))
        answer = self._line.getresponse()
        content = answer.read()
        if not self.keeps or answer.will_close:
            self._hang_up()
        return answer.status, content

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
