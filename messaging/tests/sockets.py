"""A socket of the application under test, without a server: channels.testing with the protocol's words."""

import asyncio
import json
import time
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings

from chatterbox.asgi import application
from messaging.database import ask
from messaging.models import Message, Topic, User
from messaging.services.save import save_messages
from messaging.tests.frame_contract import check_from_client, check_from_server, is_understood
from messaging.tests.messages import new
from messaging.tests.tokens import token_of

ORIGIN = "http://localhost:8000"
#: Seconds within which a frame has to come; the machine may be busy.
SOON = 30


class Closed(Exception):
    """The server has closed the socket, with this code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(str(code))


class Socket:
    """One connection. Frames that were not asked for yet are kept in `frames`."""

    def __init__(
        self,
        person: User | None = None,
        *,
        origin: str | None = ORIGIN,
        ticket: str | None = None,
        cookie: str | None = None,
        query: str = "v=1",
        **claims: Any,
    ) -> None:
        headers = [] if origin is None else [(b"origin", origin.encode())]
        token = token_of(person, **claims) if person else cookie
        if token is not None:
            headers.append((b"cookie", f"{settings.ACCESS_COOKIE_NAME}={token}".encode()))
        path = f"/ws?{query}" + (f"&ticket={ticket}" if ticket is not None else "")
        self.communicator = WebsocketCommunicator(application, path, headers)
        self.frames: list[dict[str, Any]] = []
        self.hello: dict[str, Any] = {}

    async def open(self) -> "Socket":
        """Connect and hear the first frame. Raises Closed for a refusal, with code 403 for one before the handshake."""
        accepted, _code = await self.communicator.connect(timeout=SOON)
        if not accepted:
            raise Closed(403)
        self.hello = await self._read(SOON)
        return self

    async def send(self, op: str, **fields: Any) -> None:
        """Send a frame; one that the server takes for a command has to be a documented one."""
        frame = {"op": op} | fields
        text = json.dumps(frame)
        if is_understood(text):
            check_from_client(frame)
        await self.send_text(text)

    async def send_text(self, text: str) -> None:
        await self.communicator.send_input({"type": "websocket.receive", "text": text})

    async def sub(self, *topics: Any, have: int = 0, **fields: Any) -> dict[str, Any]:
        """Subscribe to topics from `have` on; what `synced` says, with all frames before it in `frames`."""
        await self.send("sub", topics={str(topic.id): have for topic in topics}, **fields)
        return await self.expect("synced")

    async def expect(self, op: str, **fields: Any) -> dict[str, Any]:
        """The next frame that is like this, also among those that were kept; others are kept. Raises Closed."""
        wanted = {"op": op} | fields
        deadline = time.monotonic() + SOON
        for place, frame in enumerate(self.frames):
            if wanted.items() <= frame.items():
                return self.frames.pop(place)
        while True:
            frame = await self._read(deadline - time.monotonic())
            if wanted.items() <= frame.items():
                return frame
            self.frames.append(frame)

    async def message(self) -> dict[str, Any]:
        """The next message event."""
        return await self.expect("event", t="message")

    async def silent(self, seconds: float = 0.1) -> bool:
        """Whether nothing comes, and nothing is kept; what came is kept."""
        deadline = time.monotonic() + seconds
        while not self.frames and (left := deadline - time.monotonic()) > 0:
            if not await self.communicator.receive_nothing(timeout=left, interval=0.005):
                self.frames.append(await self._read(SOON))
        return not self.frames

    async def closed(self) -> int:
        """The code that the server closes with."""
        try:
            while True:
                self.frames.append(await self._read(SOON))
        except Closed as end:
            return end.code

    async def ping(self) -> dict[str, Any]:
        await self.send("ping", c=7)
        return await self.expect("pong", c=7)

    async def leave(self) -> None:
        """Hang up."""
        await self.communicator.disconnect(timeout=SOON)

    async def _read(self, seconds: float) -> dict[str, Any]:
        try:
            output = await self.communicator.receive_output(timeout=max(seconds, 0.001))
        except TimeoutError:
            raise AssertionError(f"nothing came; before it: {self.frames}") from None
        if output["type"] == "websocket.close":
            raise Closed(output.get("code", 1000))
        frame: dict[str, Any] = json.loads(output["text"])
        check_from_server(frame)
        return frame


async def settle() -> None:
    """Let everything that is under way in this loop come to rest."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.02)


def revs(socket: Socket) -> list[int]:
    """The revs of the message events that were kept."""
    return [frame["rev"] for frame in socket.frames if frame.get("t") == "message"]


async def say(person: User, topic: Topic, *texts: str) -> None:
    for text in texts:
        await ask(save_messages, [await ask(new, person, topic.id, text)])


async def newest(topic: Topic) -> Message:
    return await ask(Message.objects.select_related("author", "reply_to").filter(topic=topic).latest, "n")
