"""Reading a batch's scene and writing its rows on PostgreSQL in two round trips, whatever the batch holds.

The same scene and the same rows as of `scene_orm.py`; `messaging/tests/test_writer_rows.py` compares them. Rows come
and go as JSON, one argument for each statement, so that statements stay prepared whatever the size of a batch. Look-ups
are LATERAL with LIMIT 1: that keeps the planner on the indexes, whatever its statistics say.

Replied-to messages and repeats are rare, so the ORM reads them, in the same transaction.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from django.conf import settings

from events import outbox
from events.times import now
from events.trips import Rows, Trips
from messaging import shapes
from messaging.models import Kind, Membership, Message, Topic
from messaging.services.mentions import EVERYBODY
from messaging.services.posts import NewMessage, Outcome, Saved
from messaging.services.scene import Scene, created
from messaging.services.scene_orm import replied_to
from messaging.services.words import words_in

#: For each session: nobody may hold up all posts by one row for long, and a table that was nearly empty when a plan
#: was made is not to be read from end to end ever after.
SESSION: Final = (
    "SET lock_timeout = '200ms'",
    "SET plan_cache_mode = force_generic_plan",
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET jit = off",
)

#: Topics in the order of their ids, so that batches that meet wait for each other and not in a circle.
_LOCK: Final = """
SELECT id, party_id, private, announcement, archived_at, slow_mode_s, last_n, last_rev
FROM messaging_topic
WHERE id = ANY (ARRAY(SELECT json_array_elements_text($1)::uuid)) AND deleted_at IS NULL
ORDER BY id FOR NO KEY UPDATE
"""

#: For each post whose author is a member: what is known of them, and whether it was written before. A topic's private
#: members, the last text of a slow topic, and people who are named are asked for only where that matters.
#:
#: An earlier message is the first from its place in the index `message_once` on, since no other index has that order.
#: Asked for by three equal columns it would be looked for by the topic alone, where statistics call topics small.
_LOOK: Final = """
SELECT post.at, party.acl, member.role, member.timeout_until,
    topic.private AND EXISTS (
        SELECT FROM messaging_topicmember WHERE topic_id = topic.id AND user_id = post.author
    ),
    earlier.id,
    CASE WHEN topic.slow_mode_s > 0 THEN (
        SELECT created_at FROM messaging_message
        WHERE topic_id = topic.id AND author_id = post.author AND kind = 'text' ORDER BY n DESC LIMIT 1
    ) END,
    CASE WHEN post.names IS NOT NULL THEN (
        SELECT json_agg(json_build_array(name, person.id, NOT topic.private OR EXISTS (
            SELECT FROM messaging_topicmember WHERE topic_id = topic.id AND user_id = person.id
        )) ORDER BY person.id)::text
        FROM unnest(post.names) AS name
        CROSS JOIN LATERAL (SELECT id FROM messaging_user WHERE username = name OFFSET 0) AS person
        CROSS JOIN LATERAL (
            SELECT FROM messaging_membership WHERE party_id = topic.party_id AND user_id = person.id LIMIT 1
        ) AS member
    ) END
FROM json_to_recordset($1) AS post(at int, topic uuid, author uuid, client_id text, names text[])
CROSS JOIN LATERAL (
    SELECT id, party_id, private, slow_mode_s FROM messaging_topic WHERE id = post.topic LIMIT 1
) AS topic
CROSS JOIN LATERAL (SELECT acl FROM messaging_party WHERE id = topic.party_id LIMIT 1) AS party
CROSS JOIN LATERAL (
    SELECT role, timeout_until FROM messaging_membership
    WHERE party_id = topic.party_id AND user_id = post.author LIMIT 1
) AS member
LEFT JOIN LATERAL (
    SELECT id, author_id, topic_id, client_id FROM messaging_message
    WHERE (author_id, topic_id, client_id) >= (post.author, topic.id, post.client_id)
    ORDER BY author_id, topic_id, client_id LIMIT 1
) AS earlier ON (earlier.author_id, earlier.topic_id, earlier.client_id) = (post.author, topic.id, post.client_id)
"""

_WRITE: Final = """
WITH row AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1) AS row(
        id uuid, topic_id uuid, n bigint, rev bigint, kind text, system jsonb, author_id uuid, client_id text,
        request_hash bytea, text text, html text, renderer smallint, mentions jsonb, mention_all text,
        reply_to_id uuid, created_at timestamptz, words text, has_link boolean, has_code boolean,
        event_id uuid, event_topic text, event_aggregate text, event_type text, event_key text, event_payload text,
        event_at timestamptz
    )
), moved AS (
    UPDATE messaging_topic SET last_n = head.n, last_rev = head.rev
    FROM (SELECT topic_id, max(n) AS n, max(rev) AS rev FROM row GROUP BY topic_id) AS head
    WHERE messaging_topic.id = head.topic_id
), message AS (
    INSERT INTO messaging_message (id, topic_id, n, rev, kind, system, author_id, client_id, request_hash, text, html,
        renderer, mentions, mention_all, reply_to_id, reactions, created_at)
    SELECT id, topic_id, n, rev, kind, system, author_id, client_id, request_hash, text, html,
        renderer, mentions, mention_all, reply_to_id, '[]', created_at FROM row
), words AS (
    INSERT INTO messaging_messagewords (message_id, topic_id, author_id, created_at, words, has_link, has_code)
    SELECT id, topic_id, author_id, created_at, words, has_link, has_code FROM row WHERE words IS NOT NULL
)
INSERT INTO events_outboxevent (_id, aggregatetype, aggregateid, aggregateversion, type, key, payload, created_at,
    waiting, parked, fault)
SELECT event_id, event_topic, event_aggregate, rev, event_type, event_key, event_payload, event_at, true, false, ''
FROM row
"""

_MENTION: Final = """
INSERT INTO messaging_mention (id, message_id, topic_id, n, user_id, author_id, kind)
SELECT id, message_id, topic_id, n, user_id, author_id, kind FROM json_to_recordset($1) AS row(
    id uuid, message_id uuid, topic_id uuid, n bigint, user_id uuid, author_id uuid, kind text
)
"""

STATEMENTS: Final = {"post_lock": _LOCK, "post_look": _LOOK, "post_write": _WRITE, "post_mention": _MENTION}


def trips() -> Trips:
    """The statements, for the connection of the thread that will use them."""
    return Trips(settings.MESSAGING_DB, STATEMENTS, SESSION)


def save(batch: Sequence[NewMessage], by: Trips) -> list[Outcome]:
    """`save_messages`, in two round trips; nothing is announced. Raises what the database raises, with nothing saved
    but when the answer to the commit was lost.
    """
    with by.transaction():
        scene = _read(batch, by)
        outcomes = [scene.decide(post) for post in batch]
        saved = [outcome for outcome in outcomes if isinstance(outcome, Saved) and not outcome.again]
        if saved:
            _write(scene, saved, by)
    if saved:
        outbox.recorded.set()
    return outcomes


class _Asked(msgspec.Struct, omit_defaults=True):
    """A post as `post_look` takes it; `at` is its place in the batch."""

    at: int
    topic: uuid.UUID
    author: uuid.UUID
    client_id: str
    names: list[str] | None = None  # but of everybody


class _Row(msgspec.Struct, omit_defaults=True):
    """A message with its words and its event as `post_write` takes them."""

    id: uuid.UUID
    topic_id: uuid.UUID
    n: int
    rev: int
    kind: str
    author_id: uuid.UUID
    client_id: str
    request_hash: str
    text: str
    html: str
    renderer: int
    mentions: list[str]
    created_at: datetime
    event_id: uuid.UUID
    event_topic: str
    event_aggregate: str
    event_type: str
    event_key: str
    event_payload: str
    event_at: datetime
    system: dict[str, Any] | None = None
    mention_all: str | None = None
    reply_to_id: uuid.UUID | None = None
    words: str | None = None  # of a note: none
    has_link: bool | None = None
    has_code: bool | None = None


class _Mention(msgspec.Struct):
    id: uuid.UUID
    message_id: uuid.UUID
    topic_id: uuid.UUID
    n: int
    user_id: uuid.UUID | None
    author_id: uuid.UUID
    kind: str


_encode = msgspec.json.Encoder(enc_hook=str).encode
_names = msgspec.json.Decoder(list[tuple[str, uuid.UUID, bool]]).decode


def _json(value: Any) -> str:
    return _encode(value).decode()


def _read(batch: Sequence[NewMessage], by: Trips) -> Scene:
    ids = sorted({post.topic_id for post in batch})
    locked, looked = by.begin(
        ("post_lock", _json(ids)), ("post_look", _json(list(map(_asked, range(len(batch)), batch))))
    )
    scene = Scene(
        now=now(),
        topics={row[0]: _topic(*row) for row in locked},
        acls={},
        members={},
        insiders=set(),
        earlier={},
        replied=replied_to(batch),
        named={},
        last_texts={},
    )
    _fill(scene, batch, looked)
    return scene


def _asked(at: int, post: NewMessage) -> _Asked:
    names = sorted(post.names - EVERYBODY) if post.names else None
    return _Asked(at, post.topic_id, post.author.id, post.client_id, names or None)


def _topic(
    key: uuid.UUID,
    party_id: uuid.UUID,
    private: bool,
    announcement: bool,
    archived_at: datetime | None,
    slow_mode_s: int,
    last_n: int,
    last_rev: int,
) -> Topic:
    """As much of a topic as the rule looks at."""
    return Topic(
        id=key,
        party_id=party_id,
        private=private,
        announcement=announcement,
        archived_at=archived_at,
        slow_mode_s=slow_mode_s,
        last_n=last_n,
        last_rev=last_rev,
    )


def _fill(scene: Scene, batch: Sequence[NewMessage], looked: Rows) -> None:
    """What `post_look` says, into the scene."""
    repeats = []
    for at, acl, role, timeout_until, inside, earlier, last_text, names in looked:
        post = batch[at]
        topic = scene.topics.get(post.topic_id)
        if topic is None:
            continue  # deleted
        author_id, party_id = post.author.id, topic.party_id
        scene.acls[party_id] = acl
        if (party_id, author_id) not in scene.members:
            member = Membership(party_id=party_id, user_id=author_id, role=role, timeout_until=timeout_until)
            scene.members[party_id, author_id] = member
        if inside:
            scene.insiders.add((topic.id, author_id))
        if earlier is not None:
            repeats.append(earlier)
        if last_text is not None:
            scene.last_texts[topic.id, author_id] = last_text
        if names is not None:
            people = {name: (user_id, sees) for name, user_id, sees in _names(names)}
            seen = {name: user_id for name, (user_id, sees) in people.items() if sees}
            scene.named.setdefault(topic.id, {}).update(seen)
    if repeats:
        rows = Message.objects.using(settings.MESSAGING_DB).filter(id__in=repeats).select_related(*shapes.MESSAGE_NEEDS)
        scene.earlier.update({(row.author_id, row.topic_id, row.client_id): row for row in rows})


def _write(scene: Scene, saved: Sequence[Saved], by: Trips) -> None:
    calls = [("post_write", _json(list(map(_row, saved))))]
    if scene.mentions:
        rows = [
            _Mention(row.id, row.message_id, row.topic_id, row.n, row.user_id, row.author_id, row.kind)
            for row in scene.mentions
        ]
        calls.append(("post_mention", _json(rows)))
    by.commit(*calls)


def _row(saved: Saved) -> _Row:
    message = saved.message
    event = outbox.entry_of(created(saved), source="messaging", traceparent=saved.traceparent)
    words = words_in(message) if message.kind == Kind.TEXT else None
    return _Row(
        id=message.id,
        topic_id=message.topic_id,
        n=message.n,
        rev=message.rev,
        kind=message.kind,
        system=message.system,
        author_id=message.author_id,
        client_id=message.client_id,
        request_hash="\\x" + message.request_hash.hex(),
        text=message.text,
        html=message.html,
        renderer=message.renderer,
        mentions=message.mentions,
        mention_all=message.mention_all,
        reply_to_id=message.reply_to_id,
        created_at=message.created_at,
        words=words.words if words else None,
        has_link=words.has_link if words else None,
        has_code=words.has_code if words else None,
        event_id=event.id,
        event_topic=event.aggregatetype,
        event_aggregate=event.aggregateid,
        event_type=event.type,
        event_key=event.key,
        event_payload=event.payload,
        event_at=event.created_at,
    )
