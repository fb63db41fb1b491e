"""Reading a batch's scene and writing its rows by Django's ORM: on every database, in the caller's transaction."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings

from events import outbox
from events.times import now
from messaging import shapes
from messaging.models import Kind, Membership, Mention, Message, Topic, TopicMember
from messaging.services.mentions import people_named
from messaging.services.posts import NewMessage, Saved
from messaging.services.scene import Scene, created
from messaging.services.words import index_messages


def read(batch: Sequence[NewMessage]) -> Scene:
    """What decides about a batch. The rows of its topics are locked until the transaction ends."""
    topics = _lock({post.topic_id for post in batch})
    moment = now()
    private = [topic.id for topic in topics.values() if topic.private]
    return Scene(
        now=moment,
        topics=topics,
        acls={topic.party_id: topic.party.acl for topic in topics.values()},
        members=_members(batch, topics.values()),
        insiders=_insiders(batch, private) if private else set(),
        earlier=_earlier(batch, list(topics)),
        replied=replied_to(batch),
        named=people_named(topics.values(), {name for post in batch for name in post.names}),
        last_texts=_last_texts({(post.topic_id, post.author.id) for post in batch}, topics),
    )


def _lock(topic_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Topic]:
    """In the order of their ids, so that batches that meet wait for each other and not in a circle."""
    rows = Topic.objects.using(settings.MESSAGING_DB).select_for_update(of=("self",), no_key=True)
    found = rows.select_related("party").filter(id__in=topic_ids, deleted_at=None).order_by("id")
    return {topic.id: topic for topic in found}


def _members(batch: Sequence[NewMessage], topics: Iterable[Topic]) -> dict[tuple[uuid.UUID, uuid.UUID], Membership]:
    parties, authors = {topic.party_id for topic in topics}, {post.author.id for post in batch}
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party__in=parties, user__in=authors)
    return {(row.party_id, row.user_id): row for row in rows}


def _insiders(batch: Sequence[NewMessage], private: list[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    authors = {post.author.id for post in batch}
    rows = TopicMember.objects.using(settings.MESSAGING_DB).filter(topic__in=private, user__in=authors)
    return set(rows.values_list("topic_id", "user_id"))


def _earlier(batch: Sequence[NewMessage], topics: list[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID, str], Message]:
    rows = (
        Message.objects.using(settings.MESSAGING_DB)
        .filter(
            author__in={post.author.id for post in batch},
            topic__in=topics,
            client_id__in={post.client_id for post in batch},
        )
        .select_related(*shapes.MESSAGE_NEEDS)
    )
    return {(row.author_id, row.topic_id, row.client_id): row for row in rows}


def replied_to(batch: Sequence[NewMessage]) -> dict[uuid.UUID, Message]:
    """The messages that a batch answers, with their authors."""
    wanted = {post.reply_to for post in batch if post.reply_to}
    if not wanted:
        return {}
    return Message.objects.using(settings.MESSAGING_DB).select_related("author").in_bulk(wanted)


def _last_texts(
    pairs: Iterable[tuple[uuid.UUID, uuid.UUID]], topics: dict[uuid.UUID, Topic]
) -> dict[tuple[uuid.UUID, uuid.UUID], datetime]:
    found = {}
    for topic_id, author_id in pairs:
        if topic_id in topics and topics[topic_id].slow_mode_s:
            texts = Message.objects.using(settings.MESSAGING_DB).filter(
                topic=topic_id, author=author_id, kind=Kind.TEXT
            )
            last = texts.order_by("-n").values_list("created_at", flat=True).first()
            if last is not None:
                found[topic_id, author_id] = last
    return found


def write(scene: Scene, saved: Sequence[Saved]) -> None:
    """The rows of messages that are new: heads of topics, messages, mentions, words and events."""
    db = settings.MESSAGING_DB
    for topic_id in sorted({outcome.message.topic_id for outcome in saved}):
        topic = scene.topics[topic_id]
        Topic.objects.using(db).filter(id=topic_id).update(last_n=topic.last_n, last_rev=topic.last_rev)
    messages = [outcome.message for outcome in saved]
    Message.objects.using(db).bulk_create(messages)
    if scene.mentions:
        Mention.objects.using(db).bulk_create(scene.mentions)
    index_messages(messages)
    traceparents = [outcome.traceparent for outcome in saved]
    outbox.record(*map(created, saved), source="messaging", using=db, traceparents=traceparents)
