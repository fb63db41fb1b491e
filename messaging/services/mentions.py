"""Who is named in a message: stored by id, so that a name may go to somebody else later."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.conf import settings

from messaging import permissions, rendering
from messaging.models import Membership, Mention, Message, Topic, TopicMember

#: Names that are not of one person.
EVERYBODY: Final = frozenset({"everyone", "here"})


def people_named(topics: Iterable[Topic], names: Collection[str]) -> dict[uuid.UUID, dict[str, uuid.UUID]]:
    """Who of those that may see each topic has one of these lower-cased names: topic id -> name -> user id."""
    db, asked = settings.MESSAGING_DB, list(topics)
    wanted = set(names) - EVERYBODY
    if not wanted:
        return {}
    members: dict[uuid.UUID, dict[str, uuid.UUID]] = {}
    rows = Membership.objects.using(db).filter(party__in={topic.party_id for topic in asked}, user__username__in=wanted)
    for party_id, name, user_id in rows.values_list("party_id", "user__username", "user_id"):
        members.setdefault(party_id, {})[name] = user_id
    found = {topic.id: members.get(topic.party_id, {}) for topic in asked}
    private = [topic.id for topic in asked if topic.private and found[topic.id]]
    if private:
        users = {user_id for topic_id in private for user_id in found[topic_id].values()}
        rows_inside = TopicMember.objects.using(db).filter(topic__in=private, user__in=users)
        inside = set(rows_inside.values_list("topic_id", "user_id"))
        for topic_id in private:
            seen = {name: user_id for name, user_id in found[topic_id].items() if (topic_id, user_id) in inside}
            found[topic_id] = seen
    return found


def mention(
    message: Message,
    names: Collection[str],
    people: Mapping[str, uuid.UUID],
    author: Membership,
    blocks: rendering.Blocks,
) -> list[Mention]:
    """Set who a message mentions, and its HTML when that is somebody; the rows that say so, which are not saved.

    `blocks` are those of its HTML before: nobody waits for colours while a topic is held.
    """
    named = {name: people[name] for name in sorted(names) if name in people}
    message.mentions = [str(user_id) for user_id in named.values()]
    called = sorted(EVERYBODY & set(names))
    message.mention_all = called[0] if called and permissions.may(author, "mention_all") else None
    if named or message.mention_all:
        ids = {name: str(user_id) for name, user_id in named.items()}
        message.html = rendering.render(message.text, ids, message.mention_all, blocks)
    rows: list[tuple[uuid.UUID | None, str]] = [(user_id, "user") for user_id in named.values()]
    if message.mention_all is not None:
        rows.append((None, message.mention_all))
    return [
        Mention(
            message_id=message.id,
            topic_id=message.topic_id,
            n=message.n,
            user_id=user_id,
            author_id=message.author_id,
            kind=kind,
        )
        for user_id, kind in rows
    ]
