"""The same under uvicorn: what `chatterbox/daphne_sockets.py` and `chatterbox/bounded_http.py` are for Daphne.

The setting SERVER chooses. uvicorn bounds bodies by waiting, and does not bound how long a head may take: have a proxy
in front of it that does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from chatterbox.bounds import CLOSE_WITHIN, IDLE_SECONDS, MOST_QUEUED, MOST_RECEIVED, TOO_FAST
from messaging.outlets import EXTENSION

log = logging.getLogger(__name__)


class TransportWire:
    """Writes frames to one transport of asyncio, and says when it is full."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "Protocol") -> None:
        self._protocol = protocol

    def write(self, data: bytes) -> None:
        """Send whole frames. What the system does not take at once waits in the transport."""
        if not self._protocol.close_sent and not self._protocol.disconnected:
            self._protocol.transport.write(data)

    def bind(self, pause: Callable[[], None], resume: Callable[[], None], lost: Callable[[], None]) -> None:
        """Have `pause` called when more than 64 KiB wait in the transport, `resume` when most of it is sent, and `lost`
        when the connection is.
        """
        self._protocol.paused, self._protocol.resumed, self._protocol.lost = pause, resume, lost


class Protocol(WebSocketsSansIOProtocol):
    """One socket."""

    paused: Callable[[], None] | None = None
    resumed: Callable[[], None] | None = None
    lost: Callable[[], None] | None = None

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            extensions: Any = self.scope["extensions"]
            extensions[EXTENSION] = TransportWire(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.paused is not None:
            self.paused()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.resumed is not None:
            self.resumed()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.lost is not None:
            self.lost()
        self.paused = self.resumed = self.lost = None

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close" and self.handshake_complete and not self.disconnected:
            # Who does not read is told as well, behind what waits for them, and is not waited for.
            self.writable.set()
            self.loop.call_later(CLOSE_WITHIN, self.transport.abort)
        await super().send(message)

    def send_receive_event_to_app(self) -> None:
        super().send_receive_event_to_app()
        if self.queue.qsize() > MOST_QUEUED and not self.close_sent:
            self.conn.send_close(TOO_FAST)
            self.handle_parser_exception()


class Server(uvicorn.Server):
    """uvicorn's server; at a signal it awaits `farewell` before connections end. `ready` hears of the open port."""

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        farewell: Callable[[], Awaitable[None]],
        drain: Callable[[], None],
        ready: Callable[[], None] | None,
    ) -> None:
        super().__init__(config)
        self._farewell, self._drain, self._ready = farewell, drain, ready

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self._ready is not None and self.started:
            await asyncio.to_thread(self._ready)  # it may ask the database

    async def shutdown(self, sockets: Any = None) -> None:
        self._drain()
        for listening in self.servers:
            listening.close()
        try:
            await self._farewell()
        except Exception:
            log.exception("saying goodbye")
        await super().shutdown(sockets)
        # uvicorn would raise the signal once more, and end with its number where a clean end is 0.
        self._captured_signals.clear()


def config_of(application: Any, host: str, port: int, *, backlog: int, finish_within: int) -> uvicorn.Config:
    """As the contract has it: no compression, frames of 64 KiB at most, our own log lines."""
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        http="httptools",
        ws=Protocol,
        ws_max_size=MOST_RECEIVED,
        ws_ping_interval=25,
        ws_ping_timeout=30,
        ws_per_message_deflate=False,
        loop="uvloop",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=backlog,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=finish_within,
    )
