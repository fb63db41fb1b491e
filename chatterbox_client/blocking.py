"""The same client for code that waits: its loop runs in a thread."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Final, TypeVar

from chatterbox_client.access import Access
from chatterbox_client.api import Json, Refused
from chatterbox_client.client import Client
from chatterbox_client.connection import Closed
from chatterbox_client.topic import Topic

T = TypeVar("T")
#: Seconds that anything may take.
SOON: Final = 30.0
#: Frames that are remembered for `expect`.
MOST_FRAMES: Final = 1000


class BlockingClient:
    """A `with` connects it; `close` and `open` go away and come back. Waiting longer than SOON raises TimeoutError."""

    def __init__(self, url: str, access: Access) -> None:
        self.frames: deque[Json] = deque(maxlen=MOST_FRAMES)  # those that nobody has waited for yet
        self.client = Client(url, access, hear=lambda frame, _session: self.frames.append(frame))
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def __enter__(self) -> "BlockingClient":
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def open(self) -> None:
        """Connect, and hear again of what was followed before. Raises Ended."""
        self.client.ended = None
        self._wait(self.client.start())

    def close(self) -> None:
        """Hang up; what it knows is kept for the next `open`."""
        self._wait(self.client.close())

    def ask(self, method: str, path: str, body: Json | None = None, **query: Any) -> Json:
        """An operation of the API, such as `ask("GET", "/parties")`. Raises Refused, Unreachable."""
        return self.client.api.ask(method, path, body, **query)

    def follow(self, topic: str) -> Topic:
        """Load a topic and hear of it from now on. Raises Refused, Unreachable."""
        return self._wait(self.client.follow(topic))

    def post(self, topic: str, text: str, **more: Any) -> Json:
        """Send a message; it, once it is committed. Raises Refused."""
        return self._wait(self.client.post(topic, text, **more))

    def send(self, op: str, **fields: Any) -> None:
        """A frame as it is. Raises Closed."""
        assert self.client.connection is not None, "the socket is not open"  # noqa: S101
        self._wait(self.client.connection.send(op, **fields))

    def expect(self, op: str, seconds: float = SOON, **fields: Any) -> Json:
        """The next frame that is like this, also among those that came before. Raises Closed, and Refused for an error.

        An error frame counts that answers the same `client_id`, or no particular one.
        """
        found: list[Json] = []

        def came() -> bool:
            frame = next((one for one in self.frames if _answers(one, op, fields)), None)
            if frame is not None and not found:
                self.frames.remove(frame)
                found.append(frame)
            return bool(found) or self.client.ended is not None

        self.wait_until(came, seconds)
        if not found:
            raise Closed(self.client.ended or 0)
        if found[0]["op"] == "error" != op:
            raise Refused(found[0])
        return found[0]

    def wait_for(self, topic: str, text: str, seconds: float = SOON) -> Json:
        """The message with this text, as soon as it is there. Raises Ended."""

        def message() -> Json | None:
            return next((one for one in self.client.topics[topic].ordered() if one["text"] == text), None)

        self.wait_until(lambda: message() is not None, seconds)
        found = message()
        assert found is not None  # noqa: S101
        return found

    def texts(self, topic: str) -> list[str]:
        """What it would show of a topic, from the oldest to the newest."""
        return self.client.topics[topic].texts()

    def wait_until(self, holds: Callable[[], bool], seconds: float = SOON) -> None:
        """Until something holds of what came. Raises Ended."""
        self._wait(self.client.until(holds), seconds)

    def _wait(self, doing: Coroutine[Any, Any, T], seconds: float = SOON) -> T:
        async def within() -> T:
            return await asyncio.wait_for(doing, seconds)

        return asyncio.run_coroutine_threadsafe(within(), self._loop).result(seconds + SOON)


def _answers(frame: Json, op: str, fields: Json) -> bool:
    is_error = frame["op"] == "error" and frame.get("client_id") == fields.get("client_id")
    return is_error or (frame["op"] == op and fields.items() <= frame.items())
