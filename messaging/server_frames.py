"""Frames that the server sends, as typed structs: what docs/socket-frames.json is made of.

Events of messages and of heads are put together by hand in `messaging/frames.py`, because a busy topic makes many, and
a few answers where they are sent; their structs here say what they are, and tests hold every frame that they get
against them.
"""

from typing import Any, Literal

import msgspec

from messaging.shapes import MessageShape, TopicShape, UserShape

#: What has happened to a message. Null in frames that were built from rows.
MessageChange = Literal["created", "edited", "deleted", "restored", "pinned", "unpinned", "reacted", "unreacted"]
#: What has happened to a topic: told to its party, or, of a private one, to each of its members alone.
TopicChange = Literal[
    "topic_created", "topic_updated", "topic_archived", "topic_restored", "topic_deleted", "topic_moved"
]
PartyChange = Literal[TopicChange, "party_updated", "party_deleted", "member_joined", "member_left", "member_updated"]
MyChange = Literal[TopicChange, "joined", "removed", "read", "level", "topic_added", "topic_removed"]


class Hello(msgspec.Struct, tag_field="op", tag="hello"):
    """The first frame. Ping at least every `heartbeat_ms`; `epoch` is another after a restored backup."""

    heartbeat_ms: int
    session: str
    user_id: str
    server_time: str
    expires_at: str
    epoch: str


class MessageEvent(msgspec.Struct, tag_field="op", tag="event"):
    """A message is another now: `d` is the whole new state. Apply it when `prev <= have < rev`, then `have = rev`."""

    t: Literal["message"]
    topic: str
    prev: int
    rev: int
    n: int
    actor_id: str | None
    change: MessageChange | None
    d: MessageShape


class Placing(msgspec.Struct):
    """What a page must know of a message beside its fragment."""

    id: str
    author_id: str
    client_id: str
    kind: str
    mentions: list[str]
    mention_all: str | None
    deleted: bool


class PageMessageEvent(msgspec.Struct, tag_field="op", tag="event"):
    """The same with `format=html`: the fragment that shows the message, and where to put it."""

    t: Literal["message"]
    topic: str
    prev: int
    rev: int
    n: int
    actor_id: str | None
    change: MessageChange | None
    d: Placing
    html: str


class BulkEvent(msgspec.Struct, tag_field="op", tag="event"):
    """More than 200 changes at once, or long ones that come late: fetch them, `GET topics/{topic}/changes`."""

    topic: str
    prev: int
    rev: int
    t: Literal["bulk"] = "bulk"


class HeadEvent(msgspec.Struct, tag_field="op", tag="event"):
    """A watched topic has moved. `n` is the number of the changed message.

    `change` is null when something was lost on the way; when `kind` is null too it may be many changes, nothing is
    known of them, and `n` is the number of the newest message. For everything but `created` ask `GET topics/{topic}`.
    """

    topic: str
    rev: int
    n: int
    kind: str | None
    change: MessageChange | None
    author_id: str | None
    mentions: list[str]
    mention_all: str | None
    t: Literal["head"] = "head"


class PartyNews(msgspec.Struct):
    """A party as every member sees it."""

    id: str
    name: str
    description: str
    icon_url: str | None
    owner_id: str
    heir_id: str | None
    member_count: int


class MemberNews(msgspec.Struct):
    """A member, without presence, which has frames of its own."""

    user: UserShape
    role: str
    joined_at: str
    timeout_until: str | None


class PartyD(msgspec.Struct, omit_defaults=True):
    """What `change` is about: the party, a topic or a member; nothing beside it for `party_deleted`."""

    change: PartyChange
    party: PartyNews | msgspec.UnsetType = msgspec.UNSET
    topic: TopicShape | msgspec.UnsetType = msgspec.UNSET
    member: MemberNews | msgspec.UnsetType = msgspec.UNSET


class PartyEvent(msgspec.Struct, tag_field="op", tag="event"):
    """A party, one of its public topics or a member is another now; `rev` is the party's."""

    party: str
    rev: int
    d: PartyD
    t: Literal["party"] = "party"


class MyD(msgspec.Struct, omit_defaults=True):
    """`topic` is the id for `read`, `level` and `topic_removed`, else the topic; `name` is the party's for `joined`."""

    change: MyChange
    name: str | msgspec.UnsetType = msgspec.UNSET
    topic: TopicShape | str | msgspec.UnsetType = msgspec.UNSET
    read_n: int | msgspec.UnsetType = msgspec.UNSET
    level: str | msgspec.UnsetType = msgspec.UNSET


class MyEvent(msgspec.Struct, tag_field="op", tag="event"):
    """Something of one's own, to all of one's sockets; `rev` is the person's `my_rev` in the party."""

    party: str
    rev: int
    d: MyD
    t: Literal["me"] = "me"


class PresenceD(msgspec.Struct):
    """`count` is of online and away together, null when it is not known. Ids come only to whoever asked for them."""

    online: list[str]
    away: list[str]
    offline: list[str]
    count: int | None


class PresenceEvent(msgspec.Struct, tag_field="op", tag="event"):
    """Who is there: everybody at first, from then on those whose state is another."""

    party: str
    d: PresenceD
    t: Literal["presence"] = "presence"


class TypingD(msgspec.Struct):
    user_id: str


class TypingEvent(msgspec.Struct, tag_field="op", tag="event"):
    """Somebody types: show it for 8 seconds, or until a message of theirs comes."""

    topic: str
    d: TypingD
    t: Literal["typing"] = "typing"


class SyncedTopic(msgspec.Struct, rename={"from_": "from"}):
    """`to` becomes `have`; `limited`: too much was missed, load the topic again."""

    from_: int
    to: int
    limited: bool


class Synced(msgspec.Struct, tag_field="op", tag="synced"):
    """The answer to `sub`, after what was missed."""

    topics: dict[str, SyncedTopic]
    epoch: str


class Ack(msgspec.Struct, tag_field="op", tag="ack"):
    """The message is committed."""

    client_id: str
    message: MessageShape


class Error(msgspec.Struct, tag_field="op", tag="error"):
    """A command was refused; the socket stays. `client_id` is the command's; `retry_after` is in seconds."""

    code: str
    message: str
    client_id: str | msgspec.UnsetType = msgspec.UNSET
    fields: dict[str, list[str]] | msgspec.UnsetType = msgspec.UNSET
    retry_after: float | msgspec.UnsetType = msgspec.UNSET


class Heads(msgspec.Struct):
    """Topic -> rev, and party -> `[rev, my_rev]`, where they are not what this socket was sent."""

    topics: dict[str, int]
    parties: dict[str, tuple[int, int]]


class Pong(msgspec.Struct, tag_field="op", tag="pong"):
    """The answer to `ping`, read from the database."""

    c: int
    heads: Heads


class Authed(msgspec.Struct, tag_field="op", tag="authed"):
    """The socket lives until then."""

    expires_at: str


class Gone(msgspec.Struct, tag_field="op", tag="gone"):
    """This subscription has ended, or there is no such topic or party for this person; the rest goes on."""

    code: Literal["not_found"]
    topic: str | msgspec.UnsetType = msgspec.UNSET
    party: str | msgspec.UnsetType = msgspec.UNSET


class Reconnect(msgspec.Struct, tag_field="op", tag="reconnect"):
    """Open a new socket after so many milliseconds, and close this one after that."""

    after_ms: int
    reason: str


#: Every kind of frame that a client may get.
FRAMES: tuple[type[Any], ...] = (
    Hello,
    MessageEvent,
    PageMessageEvent,
    BulkEvent,
    HeadEvent,
    PartyEvent,
    MyEvent,
    PresenceEvent,
    TypingEvent,
    Synced,
    Ack,
    Error,
    Pong,
    Authed,
    Gone,
    Reconnect,
)
