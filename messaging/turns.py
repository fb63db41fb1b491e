"""What of one socket keeps its order. Answering a `sub` may take long: nothing else waits for it.

A pong has to come after what an earlier `sub` brings, and a `sub` and an `unsub` of the same topics must not meet.
Posts, signs of typing, read markers and fresh tickets know nothing of subscriptions.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from events import context
from events.errors import RateLimited
from messaging import frames

if TYPE_CHECKING:
    from messaging.consumers import SocketConsumer

#: The commands that are carried out one after another.
IN_TURN: Final[frozenset[type]] = frozenset({frames.Sub, frames.Unsub, frames.Ping})
#: Commands of one socket that may wait for their turn.
MOST_IN_TURN: Final = 16


class Turns:
    """Carries out commands of one socket, each after the one before it, by `do`. What `do` raises is told the client.

    The task lives no longer than something is to be done: most sockets wait nearly always.
    """

    __slots__ = ("_do", "_socket", "_task", "_waiting")

    def __init__(
        self, socket: "SocketConsumer", do: Callable[["SocketConsumer", frames.Command], Awaitable[None]]
    ) -> None:
        self._socket, self._do = socket, do
        self._waiting: list[frames.Command] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being done: what keeps its order has to wait then."""
        return self._task is not None

    def put(self, command: frames.Command) -> None:
        """Have a command done after those before it; never waits. Raises RateLimited when too many wait."""
        if len(self._waiting) >= MOST_IN_TURN:
            raise RateLimited(retry_after=1)
        self._waiting.append(command)
        if self._task is None:
            self._task = self._socket.loop.create_task(self._work())

    def stop(self) -> None:
        """Do nothing more, and let go of what is being done: the socket ends."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def _work(self) -> None:
        socket = self._socket
        try:
            while self._waiting and not socket.ended:
                context.bind(request_id=context.request_id_of(None))
                try:
                    await self._do(socket, self._waiting.pop(0))
                except Exception as error:
                    socket.refuse(error, None)
        finally:
            self._task = None
            if socket.left:
                socket.hub.leave(socket)  # once more, should it have been shown something since
