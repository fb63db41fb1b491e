"""A post on its way in, and what became of it."""

import dataclasses
import time
import uuid
from typing import Any

from events import context
from events.errors import ChatterboxError
from events.ids import new_id
from events.limiter import Allowance
from messaging import rendering
from messaging.models import Kind, Message, User
from messaging.shapes import MessageShape, message_shape


@dataclasses.dataclass(kw_only=True, slots=True)
class NewMessage:
    """A post that was checked and rendered, but not yet allowed, numbered or written."""

    author: User
    topic_id: uuid.UUID
    client_id: str
    request_hash: bytes = b""
    text: str = ""
    html: str = ""
    blocks: rendering.Blocks = dataclasses.field(default_factory=dict)  # of code in the HTML
    names: frozenset[str] = frozenset()  # lower-cased, behind an `@` in the text
    reply_to: uuid.UUID | None = None
    counted: bool = True  # by the rate limit; whoever saves a post that is not counts it then
    limited: ChatterboxError | None = None  # too fast; a repeat is answered all the same
    allowance: Allowance | None = None  # what the limit leaves, when whoever saves it has counted it
    kind: Kind = Kind.TEXT
    system: dict[str, Any] | None = None
    id: uuid.UUID = dataclasses.field(default_factory=new_id)
    traceparent: str = dataclasses.field(default_factory=context.traceparent)  # of the request that it came with
    came_at: float = dataclasses.field(default_factory=time.time)

    @property
    def key(self) -> tuple[uuid.UUID, uuid.UUID, str]:
        """What a repeat has in common with the first: author, topic and client_id."""
        return self.author.id, self.topic_id, self.client_id


@dataclasses.dataclass(slots=True)
class Saved:
    """The row as it is now; `again`: it was there before. `acl` is the party's, read under the lock."""

    message: Message
    again: bool
    party_id: uuid.UUID
    acl: int
    traceparent: str
    came_at: float  # by time.time(); of this post, not of the row that was there
    _shape: MessageShape | None = dataclasses.field(default=None, compare=False, repr=False)

    @property
    def shape(self) -> MessageShape:
        """The message as it goes out, made once for everybody whom it is told to."""
        if self._shape is None:
            self._shape = message_shape(self.message)
        return self._shape


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    error: ChatterboxError


Outcome = Saved | Refused
