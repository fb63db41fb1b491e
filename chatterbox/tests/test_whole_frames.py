"""It is true of what clients send over sockets that frames which come whole and frames that drip in say the same, and
that what is wrong is refused with autobahn's own codes.
"""

import itertools
import os
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol

from chatterbox.bounds import MOST_RECEIVED
from chatterbox.daphne_sockets import Factory, Protocol, text_of

TEXT, BINARY, MORE, PING = 0x81, 0x82, 0x80, 0x89


def frame(payload: bytes | str, first: int = TEXT, *, masked: bool = True, spelt: int = 0) -> bytes:
    """`spelt`: how many bytes spell the length, though fewer would do."""
    body = payload.encode() if isinstance(payload, str) else payload
    size = len(body)
    wide = spelt or (0 if size < 126 else 2 if size < 65536 else 8)
    short = {0: size, 2: 126, 8: 127}[wide]
    mask = os.urandom(4) if masked else b"\0\0\0\0"
    hidden = bytes(byte ^ key for byte, key in zip(body, itertools.cycle(mask), strict=False))
    return (
        bytes([first, short | (0x80 if masked else 0)])
        + size.to_bytes(wide or 1, "big")[: wide or 0]
        + (mask if masked else b"")
        + hidden
    )


class Heard:
    """A socket of a server without a network: what its application is given, and the code that it is closed with."""

    def __init__(self, stock: bool) -> None:
        kind: Any = WebSocketProtocol if stock else Protocol
        factory: Any = (WebSocketFactory if stock else Factory)(mock.Mock())
        bounds = {"maxMessagePayloadSize": MOST_RECEIVED, "maxFramePayloadSize": MOST_RECEIVED}
        factory.setProtocolOptions(**bounds, **({"failByDrop": False} if stock else {}))
        protocol = self.protocol = kind()
        protocol.factory, protocol.transport, protocol.client_addr = factory, mock.Mock(), None
        protocol.peer, protocol.websocket_version = "here", 13
        protocol._connectionMade()
        protocol.state, protocol.current_frame, protocol.inside_message = protocol.STATE_OPEN, None, False
        self.given: list[Any] = []
        self.code: int | None = None
        protocol.application_queue = SimpleNamespace(
            qsize=lambda: 0, put_nowait=lambda message: self.given.append(message.get("text", message.get("bytes")))
        )
        protocol.sendCloseFrame = self._close

    def _close(self, code: int | None = None, *rest: Any, **more: Any) -> None:
        self.code = self.code or code
        self.protocol.state = self.protocol.STATE_CLOSING


def heard(pieces: Sequence[bytes], *, stock: bool = False) -> tuple[list[Any], int | None]:
    socket = Heard(stock)
    for piece in pieces:
        socket.protocol.dataReceived(piece)
    return socket.given, socket.code


SOUND = {
    "nothing": [frame("")],
    "a word": [frame("hello")],
    "other letters": [frame("größer 🚤")],
    "125 bytes": [frame("x" * 125)],
    "126 bytes": [frame("x" * 126)],
    "the most of two bytes": [frame("x" * 65535)],
    "the most": [frame("x" * MOST_RECEIVED)],
    "two": [frame("one"), frame("two")],
    "bytes": [frame(b"\0\xff", BINARY)],
    "in parts": [frame("a" * 200, 0x01), frame("b", 0x00), frame("c", MORE)],
    "a ping between parts": [frame("a", 0x01), frame("?", PING), frame("b", MORE), frame("c")],
}
WRONG = {
    "not masked": (frame("hello", masked=False), 1002),
    "with an extension": (frame("hello", 0xC1), 1002),
    "of a kind that there is not": (frame("hello", 0x83), 1002),
    "a length in too many bytes": (frame("x" * 20, spelt=2), 1002),
    # As long as a frame of 127 bytes would be, were the sign for eight bytes a length.
    "a length in eight bytes": (bytes([TEXT, 0xFF]) + (119).to_bytes(8, "big") + b"mask" + b"x" * 119, 1002),
    "no UTF-8": (frame(b"\xff\xfe"), 1007),
    "half a letter": (frame("ö".encode()[:1]), 1007),
    "too large": (frame("x" * (MOST_RECEIVED + 1)), 1009),
    "a part of nothing": (frame("x", MORE), 1002),
}


@pytest.mark.parametrize("sent", SOUND.values(), ids=SOUND)
def test_whole_together_and_in_pieces_say_the_same(sent: list[bytes]):
    together = b"".join(sent)
    ways = [sent, [together], [together[at : at + 7] for at in range(0, len(together), 7)]]
    said = heard(sent, stock=True)

    assert said[0]
    assert said[1] is None
    assert [heard(way) for way in ways] == [said] * 3


@pytest.mark.parametrize(("sent", "code"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_closed_with_autobahns_code(sent: bytes, code: int):
    assert heard([sent], stock=True)[1] == code
    for way in ([sent], [sent[:3], sent[3:]], [frame("before"), sent]):
        given, closed = heard(way)

        assert closed == code
        assert "".join(given) in {"", "before"}


def test_the_usual_frame_is_taken_apart_here_and_others_are_not():
    assert text_of(frame("hello"), 100) == "hello"
    assert text_of(frame("x" * 300), 300) == "x" * 300
    for other in (frame("x" * 300)[:-1], frame("hello") + b"x", frame("x" * 101), frame(b"x", BINARY), b"", b"\x81"):
        assert text_of(other, 100) is None


def test_a_word_after_half_a_frame_is_not_taken_for_a_frame():
    whole = frame(frame("inside"), BINARY)
    head, inside = whole[:6], whole[6:]

    assert heard([head, inside]) == ([frame_of(whole)], None)


def frame_of(whole: bytes) -> bytes:
    """What a short masked frame carries."""
    mask = whole[2:6]
    return bytes(byte ^ key for byte, key in zip(whole[6:], itertools.cycle(mask), strict=False))


def test_a_full_queue_is_closed_once_and_hears_no_more():
    socket = Heard(stock=False)
    socket.protocol.application_queue.qsize = lambda: 256
    for _ in range(3):
        socket.protocol.dataReceived(frame("x"))

    assert socket.code == 4008
    assert socket.given == [None]  # the application is told that it has gone, once
