"""The first way: over a real socket, into the database, over Redis, and back to the socket."""

import json
import logging
import time
import uuid
from typing import Any, Final

from django.conf import settings
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from events.outages import first_line
from messaging import frames
from messaging.models import CANARY_TOPIC

log = logging.getLogger(__name__)

#: Largest frame that is read, in bytes, and most frames that one beat reads.
MOST_BYTES: Final = 256 * 1024
MOST_FRAMES: Final = 200
TEXT: Final = "Still here."


class NotShown(Exception):
    """The message did not come, and why."""


def post_and_see(ticket: str, beat_id: uuid.UUID, rev: int, within: float) -> tuple[float, float]:
    """Post over a socket; returns when (monotonic), and the seconds until it was acknowledged and shown.

    `rev` is where the topic is. Raises NotShown.
    """
    deadline = time.monotonic() + within
    address = f"{settings.CANARY_URL.replace('http', 'ws', 1)}/ws?v={frames.VERSION}&ticket={ticket}"
    try:
        with connect(
            address,
            open_timeout=within,
            close_timeout=1,
            ping_interval=None,
            max_size=MOST_BYTES,
            compression=None,
            proxy=None,
        ) as socket:
            return _seen(socket, beat_id, rev, deadline)
    except (OSError, WebSocketException, ValueError) as error:  # a TimeoutError is an OSError
        raise NotShown(f"{type(error).__name__}: {first_line(error)}") from error


def _seen(socket: ClientConnection, beat_id: uuid.UUID, rev: int, deadline: float) -> tuple[float, float]:
    client_id, topic = str(beat_id), str(CANARY_TOPIC)
    _await(socket, deadline, {"hello"})
    socket.send(json.dumps({"op": "sub", "topics": {topic: rev}}))
    _await(socket, deadline, {"synced"})
    posted = time.monotonic()
    socket.send(json.dumps({"op": "message:create", "topic": topic, "client_id": client_id, "text": TEXT}))
    _await(socket, deadline, {"ack", "message"}, client_id)
    return posted, time.monotonic() - posted


def _await(socket: ClientConnection, deadline: float, wanted: set[str], client_id: str = "") -> None:
    """Read until each of `wanted` has come, of this message where one is named. Raises NotShown, TimeoutError."""
    wanted = set(wanted)
    for _ in range(MOST_FRAMES):
        frame = json.loads(socket.recv(timeout=max(0.0, deadline - time.monotonic())))
        if frame.get("op") == "error":
            raise NotShown(str(frame.get("code")))
        wanted.discard(_name(frame, client_id))
        if not wanted:
            return
    raise NotShown("too many other frames")


def _name(frame: Any, client_id: str) -> str:
    """What a frame is, where it is about this message or about none."""
    message = frame.get("message") or frame.get("d") or {}
    if message.get("client_id", "") != client_id:
        return ""
    return str(frame.get("t") or frame.get("op"))
