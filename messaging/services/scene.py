"""The one rule that decides about a post: who may write what where, and which numbers it gets.

A `Scene` is what the rule looks at, read under the locks of the topics. It does not care who has read it: by the ORM
(`scene_orm.py`) or in one round trip to PostgreSQL (`scene_sql.py`).
"""

import dataclasses
import uuid
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from events.catalogue import CanaryPosted, MessageCreated
from events.errors import ChatterboxError, ClientIdReused, Invalid, NotFound
from events.limiter import Allowance
from events.times import iso
from messaging import permissions, rendering
from messaging.models import CANARY_TOPIC, Kind, Membership, Mention, Message, Topic
from messaging.services.mentions import mention
from messaging.services.posts import NewMessage, Outcome, Refused, Saved


class Archived(ChatterboxError):
    code = "archived"
    status = HTTPStatus.FORBIDDEN
    sentence = _("This topic is archived. It can be read, not written in.")


class AnnouncementOnly(ChatterboxError):
    code = "announcement_only"
    status = HTTPStatus.FORBIDDEN
    sentence = _("Only moderators write in this topic.")


class SlowMode(ChatterboxError):
    code = "slow_mode"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("This topic is in slow mode. Wait a moment before you write again.")

    def headers(self) -> dict[str, str]:
        return super().headers() | Allowance(limit=1, remaining=0, reset=self.retry_after or 0).headers()


def insist_may_write(membership: Membership, topic: Topic) -> None:
    """Raise TimedOut, Archived or AnnouncementOnly unless this member may write in the topic now."""
    permissions.insist_not_timed_out(membership)
    insist_not_archived(topic)
    if topic.announcement and not permissions.may(membership, "post_announcement"):
        raise AnnouncementOnly


def insist_not_archived(topic: Topic) -> None:
    """Raise Archived."""
    if topic.archived_at is not None:
        raise Archived


#: Keys to other rows, which keep the row that is known.
_TOPIC: Final[Any] = Message._meta.get_field("topic")
_AUTHOR: Final[Any] = Message._meta.get_field("author")
_REPLY_TO: Final[Any] = Message._meta.get_field("reply_to")


@dataclasses.dataclass(kw_only=True, slots=True)
class Scene:
    """Everything that a batch's decisions depend on. Deciding moves it on: numbers, last texts, what is a repeat."""

    now: datetime  # taken under the lock, so that times go with numbers
    topics: dict[uuid.UUID, Topic]
    acls: dict[uuid.UUID, int]  # of parties
    members: dict[tuple[uuid.UUID, uuid.UUID], Membership]  # by party and user
    insiders: set[tuple[uuid.UUID, uuid.UUID]]  # topic and user, of private topics
    earlier: dict[tuple[uuid.UUID, uuid.UUID, str], Message]  # by author, topic and client_id
    replied: dict[uuid.UUID, Message]
    named: dict[uuid.UUID, dict[str, uuid.UUID]]  # topic -> name -> user
    last_texts: dict[tuple[uuid.UUID, uuid.UUID], datetime]  # by topic and author, in topics that are in slow mode
    mentions: list[Mention] = dataclasses.field(default_factory=list)

    def decide(self, post: NewMessage) -> Outcome:
        """Whether a post may be written, and with which numbers."""
        topic = self.topics.get(post.topic_id)
        membership = self.members.get((topic.party_id, post.author.id)) if topic else None
        if topic is None or membership is None:
            return Refused(NotFound())
        if topic.private and (topic.id, post.author.id) not in self.insiders:
            return Refused(NotFound())
        earlier = self.earlier.get(post.key)
        if earlier is not None:
            return self._repeat(post, topic, earlier)
        try:
            self._insist(post, topic, membership)
        except ChatterboxError as error:
            return Refused(error)
        return self._number(post, topic, membership)

    def _repeat(self, post: NewMessage, topic: Topic, earlier: Message) -> Outcome:
        if bytes(earlier.request_hash) != post.request_hash:
            return Refused(ClientIdReused())
        earlier.author = post.author
        return self._saved(post, topic, earlier, again=True)

    def _insist(self, post: NewMessage, topic: Topic, membership: Membership) -> None:
        if post.kind == Kind.SYSTEM:
            return
        if post.limited is not None:
            raise post.limited
        insist_may_write(membership, topic)
        if post.reply_to is not None and not self._may_reply(post, topic):
            raise Invalid.field("reply_to", _("There is no such message in this topic."))
        if topic.slow_mode_s and not permissions.may(membership, "skip_slow_mode"):
            self._insist_slowly(post, topic)

    def _may_reply(self, post: NewMessage, topic: Topic) -> bool:
        replied = self.replied.get(post.reply_to) if post.reply_to else None
        return replied is not None and replied.topic_id == topic.id

    def _insist_slowly(self, post: NewMessage, topic: Topic) -> None:
        last = self.last_texts.get((topic.id, post.author.id))
        wait = topic.slow_mode_s - (self.now - last).total_seconds() if last else 0
        if wait > 0:
            raise SlowMode(retry_after=wait)

    def _number(self, post: NewMessage, topic: Topic, membership: Membership) -> Saved:
        topic.last_n += 1
        topic.last_rev += 1
        message = self._message(post, topic)
        if post.names:
            self.mentions += mention(message, post.names, self.named.get(topic.id, {}), membership, post.blocks)
        self.earlier[post.key] = message
        if post.kind == Kind.TEXT:
            self.last_texts[topic.id, post.author.id] = self.now
        return self._saved(post, topic, message, again=False)

    def _message(self, post: NewMessage, topic: Topic) -> Message:
        reply_to = self.replied.get(post.reply_to) if post.reply_to else None
        message = Message(
            id=post.id,
            topic_id=topic.id,
            n=topic.last_n,
            rev=topic.last_rev,
            kind=post.kind,
            system=post.system,
            author_id=post.author.id,
            client_id=post.client_id,
            request_hash=post.request_hash,
            text=post.text,
            html=post.html,
            renderer=rendering.VERSION,
            reply_to_id=reply_to.id if reply_to else None,
            created_at=self.now,
        )
        # What we know is not looked up. By assignment each would ask the routers whether they fit together, which takes
        # longer than all the rest of the decision.
        _TOPIC.set_cached_value(message, topic)
        _AUTHOR.set_cached_value(message, post.author)
        _REPLY_TO.set_cached_value(message, reply_to)
        return message

    def _saved(self, post: NewMessage, topic: Topic, message: Message, *, again: bool) -> Saved:
        acl = self.acls[topic.party_id]
        return Saved(
            message, again, party_id=topic.party_id, acl=acl, traceparent=post.traceparent, came_at=post.came_at
        )


def created(saved: Saved) -> MessageCreated | CanaryPosted:
    """The event of a message that is new. The canary's go a way of their own, on which nobody counts them."""
    message = saved.message
    if message.topic_id == CANARY_TOPIC:
        return CanaryPosted(version=message.rev, beat_id=message.client_id, posted_at=iso(message.created_at))
    return MessageCreated(
        version=message.rev,
        message_id=str(message.id),
        topic_id=str(message.topic_id),
        party_id=str(saved.party_id),
        n=message.n,
        author_id=str(message.author_id),
        kind=message.kind,
        created_at=iso(message.created_at),
    )
