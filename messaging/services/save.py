"""The one place that writes messages: numbers, rows, mentions and events in one transaction.

`save_messages` takes a batch. Forms, calls and frames come here with one; a writer may come with whatever waits.
What decides is read under the lock of the topic's row, so number order is commit order and nothing slips past a kick.
"""

import dataclasses
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events import outbox, txn
from events.catalogue import MessageCreated
from events.errors import ChatterboxError, ClientIdReused, Invalid, NotFound
from events.ids import new_id
from events.limiter import Allowance
from events.times import iso, now
from messaging import permissions, realtime, rendering
from messaging.models import Kind, Membership, Mention, Message, Topic, TopicMember, User
from messaging.services.mentions import mention, people_named
from messaging.services.words import index_messages


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


@dataclasses.dataclass(kw_only=True, slots=True)
class NewMessage:
    """A post that was checked and rendered, but not yet allowed, numbered or written."""

    author: User
    topic_id: uuid.UUID
    client_id: str
    request_hash: bytes = b""
    text: str = ""
    html: str = ""
    names: frozenset[str] = frozenset()  # lower-cased, behind an `@` in the text
    reply_to: uuid.UUID | None = None
    limited: ChatterboxError | None = None  # too fast; a repeat is answered all the same
    kind: Kind = Kind.TEXT
    system: dict[str, Any] | None = None
    id: uuid.UUID = dataclasses.field(default_factory=new_id)


@dataclasses.dataclass(frozen=True, slots=True)
class Saved:
    """The row as it is now; `again`: it was there before. `acl` is the party's, read under the lock."""

    message: Message
    again: bool
    party_id: uuid.UUID
    acl: int


@dataclasses.dataclass(frozen=True, slots=True)
class Refused:
    error: ChatterboxError


Outcome = Saved | Refused


def save_messages(batch: Sequence[NewMessage]) -> list[Outcome]:
    """Write a batch of posts; one outcome for each, in order.

    It opens its transaction itself, or joins the caller's. After the commit every saved message is announced in
    number order.
    """
    with txn.atomic(settings.MESSAGING_DB):
        scene = _Scene(batch)
        outcomes = [scene.decide(post) for post in batch]
        saved = [outcome for outcome in outcomes if isinstance(outcome, Saved) and not outcome.again]
        if saved:
            scene.write(saved)
            txn.on_commit(settings.MESSAGING_DB, lambda: realtime.announce_messages(saved))
    return outcomes


class _Scene:
    """Everything that a batch's decisions depend on, read under the locks of its topics."""

    def __init__(self, batch: Sequence[NewMessage]) -> None:
        self.db = settings.MESSAGING_DB
        self.topics = self._lock({post.topic_id for post in batch})
        self.now = now()  # under the lock, so that times go with numbers
        self.members = self._members(batch)
        self.insiders = self._insiders(batch)
        self.earlier = self._earlier(batch)
        self.replied = self._replied(batch)
        self.named = people_named(self.topics.values(), {name for post in batch for name in post.names})
        self.mentions: list[Mention] = []

    def _lock(self, topic_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Topic]:
        rows = Topic.objects.using(self.db).select_for_update(of=("self",), no_key=True).select_related("party")
        return {topic.id: topic for topic in rows.filter(id__in=topic_ids, deleted_at=None).order_by("id")}

    def _members(self, batch: Sequence[NewMessage]) -> dict[tuple[uuid.UUID, uuid.UUID], Membership]:
        parties = {topic.party_id for topic in self.topics.values()}
        rows = Membership.objects.using(self.db).filter(party__in=parties, user__in={post.author.id for post in batch})
        return {(row.party_id, row.user_id): row for row in rows}

    def _insiders(self, batch: Sequence[NewMessage]) -> set[tuple[uuid.UUID, uuid.UUID]]:
        private = [topic.id for topic in self.topics.values() if topic.private]
        if not private:
            return set()
        rows = TopicMember.objects.using(self.db).filter(topic__in=private, user__in={p.author.id for p in batch})
        return set(rows.values_list("topic_id", "user_id"))

    def _earlier(self, batch: Sequence[NewMessage]) -> dict[tuple[uuid.UUID, uuid.UUID, str], Message]:
        rows = Message.objects.using(self.db).filter(
            author__in={post.author.id for post in batch},
            topic__in=list(self.topics),
            client_id__in={post.client_id for post in batch},
        )
        return {(row.author_id, row.topic_id, row.client_id): row for row in rows}

    def _replied(self, batch: Sequence[NewMessage]) -> dict[uuid.UUID, Message]:
        wanted = {post.reply_to for post in batch if post.reply_to}
        if not wanted:
            return {}
        return Message.objects.using(self.db).select_related("author").in_bulk(wanted)

    def decide(self, post: NewMessage) -> Outcome:
        """Whether a post may be written, and with which numbers."""
        topic = self.topics.get(post.topic_id)
        membership = self.members.get((topic.party_id, post.author.id)) if topic else None
        if topic is None or membership is None:
            return Refused(NotFound())
        if topic.private and (topic.id, post.author.id) not in self.insiders:
            return Refused(NotFound())
        earlier = self.earlier.get((post.author.id, topic.id, post.client_id))
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
        return Saved(earlier, again=True, party_id=topic.party_id, acl=topic.party.acl)

    def _insist(self, post: NewMessage, topic: Topic, membership: Membership) -> None:
        if post.kind == Kind.SYSTEM:
            return
        if post.limited is not None:
            raise post.limited
        insist_may_write(membership, topic)
        if post.reply_to is not None and not self._may_reply(post, topic):
            raise Invalid.field("reply_to", str(_("There is no such message in this topic.")))
        if topic.slow_mode_s and not permissions.may(membership, "skip_slow_mode"):
            self._insist_slowly(post, topic)

    def _may_reply(self, post: NewMessage, topic: Topic) -> bool:
        replied = self.replied.get(post.reply_to) if post.reply_to else None
        return replied is not None and replied.topic_id == topic.id

    def _insist_slowly(self, post: NewMessage, topic: Topic) -> None:
        mine = Message.objects.using(self.db).filter(topic=topic, author=post.author, kind=Kind.TEXT)
        last: datetime | None = mine.order_by("-n").values_list("created_at", flat=True).first()
        wait = topic.slow_mode_s - (self.now - last).total_seconds() if last else 0
        if wait > 0:
            raise SlowMode(retry_after=wait)

    def _number(self, post: NewMessage, topic: Topic, membership: Membership) -> Saved:
        topic.last_n += 1
        topic.last_rev += 1
        message = Message(
            id=post.id,
            topic=topic,
            n=topic.last_n,
            rev=topic.last_rev,
            kind=post.kind,
            system=post.system,
            author=post.author,
            client_id=post.client_id,
            request_hash=post.request_hash,
            text=post.text,
            html=post.html,
            renderer=rendering.VERSION,
            reply_to=self.replied.get(post.reply_to) if post.reply_to else None,
            created_at=self.now,
        )
        if post.names:
            self.mentions += mention(message, post.names, self.named.get(topic.id, {}), membership)
        self.earlier[post.author.id, topic.id, post.client_id] = message
        return Saved(message, again=False, party_id=topic.party_id, acl=topic.party.acl)

    def write(self, saved: Sequence[Saved]) -> None:
        moved = {outcome.message.topic_id for outcome in saved}
        for topic_id in sorted(moved):
            topic = self.topics[topic_id]
            Topic.objects.using(self.db).filter(id=topic_id).update(last_n=topic.last_n, last_rev=topic.last_rev)
        Message.objects.using(self.db).bulk_create([outcome.message for outcome in saved])
        if self.mentions:
            Mention.objects.using(self.db).bulk_create(self.mentions)
        index_messages([outcome.message for outcome in saved])
        outbox.record(*map(_event, saved), source="messaging", using=self.db)


def _event(saved: Saved) -> MessageCreated:
    message = saved.message
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
