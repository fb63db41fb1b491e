"""Frames of the socket: what clients send, as typed structs, and what the server sends, as bytes.

Also what crosses the bus between processes: a change of a topic, and the few other things that a hub passes on.
"""

from typing import Any, Final

import msgspec
from django.template.loader import get_template
from django.utils import translation

from messaging import server_frames
from messaging.shapes import MessageShape, UserShape

VERSION: Final = "1"
HEARTBEAT_MS: Final = 20_000
#: Largest frame that a client may send, in bytes.
MAX_FRAME: Final = 64 * 1024

JSON, HTML = "json", "html"
#: Of the frames of one socket: JSON or HTML, and the language of HTML.
Form = tuple[str, str]

encode = msgspec.json.Encoder(enc_hook=str).encode
_decode_message = msgspec.json.Decoder(MessageShape).decode


# What crosses the bus


class TopicChange(msgspec.Struct, frozen=True, tag="topic"):
    """One durable change: `rev` follows `prev`, and the message is as it was right after it.

    The message crosses the bus as the JSON that sockets get, so nobody reads it who only passes it on.
    """

    topic: str
    party: str
    prev: int
    rev: int
    n: int
    change: str | None  # None: built from rows, which do not know who did what
    actor_id: str | None
    acl: int
    message: msgspec.Raw  # a MessageShape
    at: float = 0.0  # seconds since 1970 when it began, 0 where rows tell of it

    @property
    def shape(self) -> MessageShape:
        return _decode_message(self.message)


class BulkChange(msgspec.Struct, frozen=True, tag="bulk"):
    """Many durable changes at once, of messages that whoever wants them reads; `n` is the number of the newest."""

    topic: str
    prev: int
    rev: int
    n: int
    acl: int


#: What moves a topic's `rev`.
Change = TopicChange | BulkChange


class PartyFrame(msgspec.Struct, frozen=True, tag="party"):
    """A frame for everybody who looks at a party."""

    party: str
    rev: int
    frame: str
    ended: bool = False  # the party is no more


class PresenceMoved(msgspec.Struct, frozen=True, tag="presence"):
    """Some people came, went or are away: look whether they are there now."""

    party: str
    users: list[str]


class PersonFrame(msgspec.Struct, frozen=True, tag="me"):
    """A frame for all sockets of one person; `joined` and `left` say which party they are in or out of now."""

    user: str
    party: str
    my_rev: int
    frame: str
    joined: bool = False
    left: bool = False


class TypingSign(msgspec.Struct, frozen=True, tag="typing"):
    """Somebody types. A process that knows of an older `acl` shows it to nobody: they may have lost the topic."""

    topic: str
    user: str
    acl: int


class TopicAccess(msgspec.Struct, frozen=True, tag="access"):
    """Somebody may not see the topic any more: ask who may."""

    topic: str


class SessionEnded(msgspec.Struct, frozen=True, tag="revoked"):
    """A sign-in has ended: its sockets close."""

    user: str
    ses: str


Signal = TopicChange | BulkChange | PartyFrame | PresenceMoved | PersonFrame | TypingSign | TopicAccess | SessionEnded
decode_signal = msgspec.json.Decoder(Signal).decode


# What clients send


class Sub(msgspec.Struct, tag_field="op", tag="sub"):
    """Read topics from the rev on that one has, watch heads of others, look at parties, in `members` by name."""

    topics: dict[str, int] = {}
    watch: list[str] = []
    parties: list[str] = []
    members: list[str] = []
    epoch: str | None = None


class Unsub(msgspec.Struct, tag_field="op", tag="unsub"):
    """Look no more at these."""

    topics: list[str] | dict[str, int] = []
    watch: list[str] = []
    parties: list[str] = []
    members: list[str] = []


class MessageCreate(msgspec.Struct, tag_field="op", tag="message:create"):
    """Post a message; `ack` comes after the commit. The same `client_id` again posts nothing twice."""

    topic: str
    client_id: str
    text: str
    reply_to: str | None = None


class Auth(msgspec.Struct, tag_field="op", tag="auth"):
    """A fresh ticket: the socket lives as long as its token."""

    ticket: str


class Read(msgspec.Struct, tag_field="op", tag="read"):
    """Everything up to message `n` was read; the answer is the event `me`."""

    topic: str
    n: int


class Active(msgspec.Struct, tag_field="op", tag="active"):
    """Whether anybody looks at this device. Who is active on none is away."""

    active: bool


class Typing(msgspec.Struct, tag_field="op", tag="typing"):
    """The person types: send it every 5 seconds meanwhile. What comes more often is left out."""

    topic: str


class Ping(msgspec.Struct, tag_field="op", tag="ping"):
    """At least every `heartbeat_ms`; the answer says what was lost."""

    c: int = 0


Command = Sub | Unsub | MessageCreate | Auth | Read | Typing | Active | Ping
decode_command = msgspec.json.Decoder(Command).decode
OPS: Final = frozenset({"sub", "unsub", "message:create", "auth", "read", "typing", "active", "ping"})


class AnyCommand(msgspec.Struct):
    """As much of a frame as an error frame needs."""

    op: Any = None
    client_id: Any = None


decode_any = msgspec.json.Decoder(AnyCommand).decode


# What the server sends


def topic_event(change: Change, kind: str, language: str) -> bytes:
    """The frame of one change for those who read the topic."""
    if isinstance(change, BulkChange):
        return bulk_event(change.topic, change.prev, change.rev)
    return message_event(change, kind, language)


def message_event(change: TopicChange, kind: str, language: str) -> bytes:
    """The frame of one change in one format: JSON holds the message, HTML what a page needs to place its fragment."""
    frame: dict[str, Any] = {
        "op": "event",
        "t": "message",
        "topic": change.topic,
        "prev": change.prev,
        "rev": change.rev,
        "n": change.n,
        "actor_id": change.actor_id,
        "change": change.change,
    }
    if kind == HTML:
        message = change.shape
        frame["d"] = placing(message)
        frame["html"] = fragment(message, language)
    else:
        frame["d"] = change.message
    return encode(frame)


def bulk_event(topic: str, prev: int, rev: int) -> bytes:
    """Too many changes to be told one by one, the same in both formats: clients fetch them."""
    return encode(server_frames.BulkEvent(topic, prev, rev))


class _Head(msgspec.Struct):
    """As much of a message as those are told who only watch its topic."""

    kind: str
    author: UserShape
    mentions: list[str]
    mention_all: str | None


_decode_head = msgspec.json.Decoder(_Head).decode


def head_event(change: Change) -> bytes:
    """The frame of one change for those who only watch the topic, the same in both formats."""
    if isinstance(change, BulkChange):
        return head_at(change.topic, change.rev, change.n)
    head = _decode_head(change.message)
    return encode(
        {
            "op": "event",
            "t": "head",
            "topic": change.topic,
            "rev": change.rev,
            "n": change.n,
            "kind": head.kind,
            "change": change.change,
            "author_id": head.author.id,
            "mentions": head.mentions,
            "mention_all": head.mention_all,
        }
    )


def head_at(topic: str, rev: int, n: int) -> bytes:
    """A head that says only where a topic is: one change or many, of which nothing is known here."""
    head = server_frames.HeadEvent(topic, rev, n, kind=None, change=None, author_id=None, mentions=[], mention_all=None)
    return encode(head)


def placing(message: MessageShape) -> dict[str, Any]:
    """What a page must know of a message beside its fragment: a Placing."""
    return {
        "id": message.id,
        "author_id": message.author.id,
        "client_id": message.client_id,
        "kind": message.kind,
        "mentions": message.mentions,
        "mention_all": message.mention_all,
        "deleted": message.deleted_at is not None,
    }


def fragment(message: MessageShape, language: str) -> str:
    """The message as pages show it, the same for whoever looks."""
    with translation.override(language):
        return get_template("messaging/_message.html").render({"message": message}).strip()


def party_event(party: str, rev: int, change: server_frames.PartyChange, /, **d: Any) -> bytes:
    """`d`: `party`, `topic` or `member`."""
    return encode(server_frames.PartyEvent(party, rev, server_frames.PartyD(change, **d)))


def me_event(party: str, rev: int, change: server_frames.MyChange, /, **d: Any) -> bytes:
    """`d`: what MyD holds beside `change`."""
    return encode(server_frames.MyEvent(party, rev, server_frames.MyD(change, **d)))


def presence_event(party: str, count: int | None, *, online: list[str], away: list[str], offline: list[str]) -> bytes:
    """`count`: how many are online or away; None when that is not known."""
    return encode(server_frames.PresenceEvent(party, server_frames.PresenceD(online, away, offline, count)))


def typing_event(topic: str, user: str) -> bytes:
    return encode(server_frames.TypingEvent(topic, server_frames.TypingD(user)))
