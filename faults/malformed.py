"""Frames that no client of ours would send, as a seed says, each with what has to come of it."""

import json
import random
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from faults.wire import BINARY, CLOSE, CONTINUATION, PING, TEXT, frame

#: The largest frame that is taken, in bytes.
LARGEST: Final = 64 * 1024
#: What the WebSocket standard says of a violation, of bytes that are no UTF-8, of too much.
VIOLATION, NO_TEXT, TOO_LARGE = 1002, 1007, 1009
#: Not a close: the socket stays and says one error. Or: it stays, and says something of the protocol.
ERROR, ANSWER = "error", "answer"

Source = random.Random


class Malformed(NamedTuple):
    kind: str
    data: bytes
    outcome: str | int


def text_of(source: Source) -> str:
    return "".join(
        source.choices('abc{}[]":,\\ \u0000\u00e9\u2028\U0001f389\ufffe0123456789.-+eE', k=source.randint(0, 60))
    )


def value_of(source: Source, depth: int = 0) -> Any:
    simple = [None, True, -1, 2**53, 2**64, 1.5, 1e300, "", "\ud800", "x" * 500, text_of(source)]
    if depth > 3 or source.random() < 0.6:
        return source.choice(simple)
    if source.random() < 0.5:
        return [value_of(source, depth + 1) for _ in range(source.randint(0, 4))]
    return {text_of(source): value_of(source, depth + 1) for _ in range(source.randint(0, 4))}


COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "sub": ("topics", "watch", "parties", "members", "epoch"),
    "unsub": ("topics", "watch", "parties", "members"),
    "message:create": ("topic", "client_id", "text", "reply_to"),
    "auth": ("ticket",),
    "read": ("topic", "n"),
    "typing": ("topic",),
    "active": ("active",),
}


def a_command(source: Source) -> Malformed:
    """Fields of any type: most are refused, and some by chance make a command."""
    op = source.choice(list(COMMANDS))
    fields = {name: value_of(source) for name in COMMANDS[op] if source.random() < 0.8}
    return Malformed("types", frame(TEXT, json.dumps({"op": op} | fields).encode()), ANSWER)


def no_command(source: Source) -> Malformed:
    text = json.dumps(source.choice([value_of(source, 4), [], [{"op": "ping"}], {}, {"op": value_of(source, 4)}]))
    return Malformed("no command", frame(TEXT, text.encode()), ERROR)


def no_json(source: Source) -> Malformed:
    text = source.choice(["", "{", '{"op":"ping"', '{"op":ping}', "{'op':'ping'}", '{"op":"ping"}}', "NaN", "\ufeff{}"])
    return Malformed(
        "no JSON", frame(TEXT, (text + text_of(source).replace("}", "") * (text != "NaN")).encode()), ERROR
    )


def deep(source: Source) -> Malformed:
    depth, opening = source.randint(100, 20_000), source.choice(["[", '{"a":'])
    text = '{"op":"sub","topics":' + opening * depth
    return Malformed("deep", frame(TEXT, text[:LARGEST].encode()), ERROR)


def binary(source: Source) -> Malformed:
    data = source.choice([source.randbytes(source.randint(0, 300)), b'{"op":"ping"}'])
    return Malformed("binary", frame(BINARY, data), ERROR)


def no_utf8(source: Source) -> Malformed:
    bad = source.choice([b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"])
    return Malformed("no UTF-8", frame(TEXT, b'{"op":"' + bad + b'"}'), NO_TEXT)


def too_large(source: Source) -> Malformed:
    data = b'{"op":"ping","x":"' + b"x" * (LARGEST + source.randint(1, 5000)) + b'"}'
    return Malformed("too large", frame(TEXT, data), TOO_LARGE)


def too_large_in_parts(source: Source) -> Malformed:
    part, count = source.randint(1000, 30_000), 0
    data = frame(TEXT, b"x" * part, fin=False)
    while (count := count + part) <= LARGEST:
        data += frame(CONTINUATION, b"x" * part, fin=False)
    return Malformed("too large in parts", data, TOO_LARGE)


def in_parts(source: Source) -> Malformed:
    """A broken command in fragments, with a ping of the WebSocket between them."""
    data = json.dumps({"op": "ping", "c": "no number"}).encode()
    cut = source.randint(1, len(data) - 1)
    between = frame(PING, b"") if source.random() < 0.5 else b""
    return Malformed("parts", frame(TEXT, data[:cut], fin=False) + between + frame(CONTINUATION, data[cut:]), ERROR)


def violation(source: Source) -> Malformed:
    """Against the WebSocket standard itself."""
    opcode = source.choice([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
    wrong = [
        frame(TEXT, b"{}", reserved=source.randint(1, 7)),
        frame(opcode, b"{}"),
        frame(TEXT, b"{}", masked=False),
        frame(PING, b"x" * 126),
        frame(PING, b"", fin=False),
        frame(CONTINUATION, b"{}"),
        frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"),
    ]
    return Malformed("violation", source.choice(wrong), VIOLATION)


def no_goodbye(source: Source) -> Malformed:
    return Malformed("goodbye", frame(CLOSE, source.choice([b"\x03", (999).to_bytes(2, "big")])), VIOLATION)


#: Each kind, and how often it comes: most of what closes a socket costs a new one.
KINDS: Final[dict[Callable[[Source], Malformed], int]] = {
    a_command: 30,
    no_command: 15,
    no_json: 15,
    deep: 10,
    binary: 10,
    in_parts: 10,
    no_utf8: 2,
    too_large: 2,
    too_large_in_parts: 2,
    violation: 4,
    no_goodbye: 1,
}


def malformed(seed: int, count: int) -> list[Malformed]:
    """The same frames for the same seed."""
    source = random.Random(seed)  # noqa: S311 - a seed that is printed
    return [kind(source) for kind in source.choices(list(KINDS), list(KINDS.values()), k=count)]
