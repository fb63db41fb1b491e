"""A phone, as far as the protocol goes: HTTP and the socket by their public contract, and nothing else of ours.

It applies the client rule: a frame when `prev <= have < rev`, nothing twice, and what is missing is fetched.
"""

import json
import secrets
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from types import TracebackType
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

Json = dict[str, Any]
#: Seconds that an answer or a frame may take.
SOON = 10.0
#: Pages of changes that are fetched one after another before something must be wrong.
MOST_PAGES = 100


class Refused(Exception):
    """The server has said no, by HTTP or by an error frame. `body` is the error shape."""

    def __init__(self, body: Json, status: int = 0) -> None:
        self.code, self.body, self.status = str(body.get("code")), body, status
        super().__init__(f"{status or ''} {body}".strip())


class Closed(Exception):
    """The server has closed the socket, with this code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


def sign_up(url: str, username: str, password: str) -> str:
    """A new account by e-mail and password; its access token."""
    fields = {"email": f"{username}@example.org", "username": username, "password": password}
    return _authenticated(url, "signup", fields)


def sign_in(url: str, email: str, password: str) -> str:
    """The access token of somebody who signs in as phones do."""
    return _authenticated(url, "login", {"email": email, "password": password})


def _authenticated(url: str, how: str, fields: Json) -> str:
    answer = _ask("POST", f"{url}/accounts/api/auth/app/v1/auth/{how}", fields, {})
    return str(answer["meta"]["access_token"])


def _ask(method: str, url: str, body: Json | None, headers: dict[str, str]) -> Json:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"} | headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=SOON) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        raise Refused(json.loads(error.read() or b"{}"), error.code) from None


class SocketClient:
    """One person's phone. Topics are named by their ids; `have` and `messages` are what it knows of each."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self.have: dict[str, int] = {}
        self.messages: dict[str, dict[str, Json]] = {}
        self.epoch: str | None = None
        self.frames: list[Json] = []  # those that nobody has waited for yet
        self.fetched = 0  # how often something was missing and was asked for
        self._socket: ClientConnection | None = None
        self._life = ExitStack()

    def __enter__(self) -> "SocketClient":
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # HTTP

    def ask(self, method: str, path: str, body: Json | None = None, **query: Any) -> Json:
        """An operation of the API, such as `ask("GET", "/parties")`. Raises Refused."""
        address = f"{self.url}/api/v1{path}" + (f"?{urlencode(query)}" if query else "")
        return _ask(method, address, body, {"Authorization": f"Bearer {self.token}"})

    # The socket

    def open(self) -> Json:
        """Connect by a fresh ticket and subscribe to what it knew before; the hello."""
        ticket = self.ask("POST", "/ws-ticket", {})["ticket"]
        address = f"{self.url.replace('http', 'ws', 1)}/ws?v=1&ticket={ticket}"
        self._socket = self._life.enter_context(connect(address, open_timeout=SOON))
        hello = self.expect("hello")
        if self.have:
            self._subscribe(dict(self.have))
        self.epoch = hello["epoch"]
        return hello

    def close(self) -> None:
        """Hang up; what it knows is kept for the next `open`."""
        self._socket = None
        self._life.close()

    def send(self, op: str, **fields: Any) -> None:
        assert self._socket is not None, "the socket is not open"
        self._socket.send(json.dumps({"op": op} | fields))

    def sub(self, *topics: str, **fields: Any) -> Json:
        """Load these topics and go on to hear of them; what `synced` says."""
        for topic in topics:
            if topic not in self.have:
                self._load(topic)
        return self._subscribe({topic: self.have[topic] for topic in topics}, **fields)

    def _subscribe(self, topics: dict[str, int], **fields: Any) -> Json:
        self.send("sub", topics=topics, epoch=self.epoch, **fields)
        return self.expect("synced")

    def post(self, topic: str, text: str, client_id: str | None = None, reply_to: str | None = None) -> Json:
        """Send a message; it, once it is acknowledged. Raises Refused."""
        client_id = client_id or secrets.token_urlsafe(12)
        self.send("message:create", topic=topic, client_id=client_id, text=text, reply_to=reply_to)
        message: Json = self.expect("ack", client_id=client_id)["message"]
        return message

    def ping(self) -> Json:
        """Ask what else there is; whatever the answer names is fetched."""
        self.send("ping", c=1)
        return self.expect("pong")

    def expect(self, op: str, seconds: float = SOON, **fields: Any) -> Json:
        """The next frame that is like this, also among those that came before. Raises Refused, Closed.

        An error frame that answers the same `client_id`, or no particular one, is raised.
        """
        wanted = {"op": op} | fields
        deadline = time.monotonic() + seconds
        while True:
            for place, frame in enumerate(self.frames):
                if wanted.items() <= frame.items():
                    return self.frames.pop(place)
                if frame["op"] == "error" and frame.get("client_id") == fields.get("client_id"):
                    raise Refused(self.frames.pop(place))
            self.frames.append(self._read(deadline - time.monotonic(), wanted))

    def wait_for(self, topic: str, text: str, seconds: float = SOON) -> Json:
        """The message with this text, as soon as it is there."""
        deadline = time.monotonic() + seconds
        while True:
            for message in self.messages[topic].values():
                if message["text"] == text:
                    return message
            self.frames.append(self._read(deadline - time.monotonic(), text))

    def texts(self, topic: str) -> list[str]:
        """What it would show of a topic, from the oldest to the newest."""
        shown = [message for message in self.messages[topic].values() if message["kind"] == "text"]
        return [message["text"] for message in sorted(shown, key=lambda message: message["n"])]

    def _read(self, seconds: float, wanted: object) -> Json:
        """The next frame, applied."""
        assert self._socket is not None, "the socket is not open"
        try:
            frame: Json = json.loads(self._socket.recv(timeout=max(seconds, 0)))
        except TimeoutError:
            raise AssertionError(f"waited for {wanted}, and got {self.frames[-10:]}") from None
        except ConnectionClosed as end:
            raise Closed(end.rcvd.code if end.rcvd else 1006) from None
        self._apply(frame)
        return frame

    # The client rule

    def _apply(self, frame: Json) -> None:
        if frame["op"] == "event" and frame["t"] == "message" and frame["topic"] in self.have:
            self._take(frame)
        elif frame["op"] == "event" and frame["t"] == "bulk" and frame["topic"] in self.have:
            self._fetch(frame["topic"])
        elif frame["op"] == "synced":
            for topic, state in frame["topics"].items():
                if state["limited"]:
                    self._load(topic)
                else:
                    self.have[topic] = state["to"]
        elif frame["op"] == "pong":
            for topic, rev in frame["heads"]["topics"].items():
                if rev > self.have.get(topic, rev):
                    self._fetch(topic)

    def _take(self, frame: Json) -> None:
        topic = frame["topic"]
        if frame["prev"] > self.have[topic]:
            self._fetch(topic)
        elif frame["rev"] > self.have[topic]:
            self._keep(topic, frame["d"])
            self.have[topic] = frame["rev"]

    def _keep(self, topic: str, message: Json) -> None:
        known = self.messages[topic].get(message["id"])
        if known is None or known["rev"] < message["rev"]:
            self.messages[topic][message["id"]] = message

    def _fetch(self, topic: str) -> None:
        """What has changed since `have`."""
        for _ in range(MOST_PAGES):
            self.fetched += 1
            query: Json = {"after": self.have[topic]} | ({"epoch": self.epoch} if self.epoch else {})
            try:
                page = self.ask("GET", f"/topics/{topic}/changes", **query)
            except Refused as refusal:
                if refusal.code != "cursor_expired":
                    raise
                self._load(topic)
                return
            for message in page["items"]:
                self._keep(topic, message)
            self.have[topic] = page["items"][-1]["rev"] if page["has_more"] else page["last_rev"]
            if not page["has_more"]:
                return
        raise AssertionError(f"the changes of {topic} do not end")

    def _load(self, topic: str) -> None:
        """Drop its numbers and take the newest page."""
        page = self.ask("GET", f"/topics/{topic}/messages", limit=100)
        self.messages[topic] = {message["id"]: message for message in page["items"]}
        self.have[topic], self.epoch = page["last_rev"], page["epoch"]
