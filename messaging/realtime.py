"""Telling every screen, after the commit. The only module that publishes.

It carries what was committed; a frame that is lost is found again by its numbers.
"""

import time
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from events import failpoints
from events.times import iso
from messaging import frames, shapes
from messaging.bus import bus
from messaging.models import Membership, Message, Party, ReadMarker, Topic, User
from messaging.server_frames import MemberNews, MyChange, PartyChange, PartyNews

if TYPE_CHECKING:
    from messaging.services.save import Saved


#: More changes than this at once are one frame, and clients fetch them.
MOST_ONE_BY_ONE: Final = 200

#: What goes to whoever listens to a channel.
Signal = tuple[str, frames.Signal]


def topic_channel(topic_id: uuid.UUID | str) -> str:
    return f"topic:{topic_id}"


def party_channel(party_id: uuid.UUID | str) -> str:
    return f"party:{party_id}"


def person_channel(user_id: uuid.UUID | str) -> str:
    return f"person:{user_id}"


def announce_messages(saved: "Sequence[Saved]") -> None:
    """New messages, in number order."""
    failpoints.hit("before_announce")
    in_order = sorted(saved, key=lambda one: (one.message.topic_id, one.message.rev))
    _publish(
        _change(
            one.message,
            "created",
            one.shape,
            party_id=one.party_id,
            acl=one.acl,
            actor_id=one.shape.author.id,
            at=one.came_at,
        )
        for one in in_order
    )


def announce_changed(
    messages: Sequence[Message], change: str, *, party_id: uuid.UUID, acl: int, actor_id: uuid.UUID, last_n: int
) -> None:
    """Messages of one topic that were changed alike (a `change` of the protocol), in rev order.

    `last_n` is the number of the topic's newest message.
    """
    if len(messages) > MOST_ONE_BY_ONE:
        first, last = messages[0], messages[-1]
        bulk = frames.BulkChange(str(first.topic_id), first.rev - 1, last.rev, last_n, acl)
        _publish_one(topic_channel(first.topic_id), bulk)
        return
    moment = time.time()
    _publish(
        _change(one, change, shapes.message_shape(one), party_id=party_id, acl=acl, actor_id=str(actor_id), at=moment)
        for one in messages
    )


def announce_party(party: Party) -> None:
    """What all members see of the party has changed."""
    _publish_to_party(party, "party_updated", party=_about(party))


def announce_party_deleted(party: Party) -> None:
    """The party is no more: whoever looks at it loses it."""
    frame = frames.party_event(str(party.id), party.rev, "party_deleted")
    _publish_one(party_channel(party.id), frames.PartyFrame(str(party.id), party.rev, frame.decode(), ended=True))


def announce_topic(party: Party, topic: Topic, what: PartyChange = "topic_created") -> None:
    """A topic that all members may see was opened, or has changed; `what` is a word of the protocol."""
    _publish_to_party(party, what, topic=shapes.topic_shape(topic))
    if what == "topic_deleted":
        _announce_access(topic)


def announce_private_topic(topic: Topic, heads: dict[uuid.UUID, int], what: MyChange) -> None:
    """The same of a private topic, to its members alone: user id -> my_rev."""
    party_id, shape = str(topic.party_id), shapes.topic_shape(topic)
    _publish(
        _mine(user_id, party_id, rev, frames.me_event(party_id, rev, what, topic=shape))
        for user_id, rev in heads.items()
    )
    if what == "topic_deleted":
        _announce_access(topic)


def announce_topic_added(topic: Topic, marker: ReadMarker, rev: int) -> None:
    """Somebody may see a private topic now: to that person's own sockets, with how far they have read."""
    party_id, user_id = str(topic.party_id), str(marker.user_id)
    shape = shapes.topic_shape(topic, marker)
    mine = frames.me_event(party_id, rev, "topic_added", topic=shape)
    _publish_one(person_channel(user_id), frames.PersonFrame(user_id, party_id, rev, mine.decode()))


def announce_topic_removed(topic: Topic, heads: dict[uuid.UUID, int]) -> None:
    """A private topic is out of sight for these people: user id -> my_rev."""
    party_id = str(topic.party_id)
    _publish(
        _mine(user_id, party_id, rev, frames.me_event(party_id, rev, "topic_removed", topic=str(topic.id)))
        for user_id, rev in heads.items()
    )
    _announce_access(topic)


def _mine(user_id: uuid.UUID, party_id: str, rev: int, frame: bytes) -> Signal:
    return person_channel(user_id), frames.PersonFrame(str(user_id), party_id, rev, frame.decode())


def _announce_access(topic: Topic) -> None:
    """To those who look at the topic, whichever process they are at: they may not see it any more."""
    _publish_one(topic_channel(topic.id), frames.TopicAccess(str(topic.id)))


def announce_joined(membership: Membership, party: Party | None = None) -> None:
    """Somebody is a member now: to the party (as it was then, if given), and to their own sockets."""
    party, party_id = party or membership.party, str(membership.party_id)
    _publish_member(party, membership, "member_joined")
    mine = frames.me_event(party_id, membership.rev, "joined", name=party.name)
    signal = frames.PersonFrame(str(membership.user_id), party_id, membership.rev, mine.decode(), joined=True)
    _publish_one(person_channel(membership.user_id), signal)


def announce_left(party: Party, membership: Membership) -> None:
    """Somebody is no member any more: to the party."""
    _publish_member(party, membership, "member_left")


def announce_removed(membership: Membership) -> None:
    """Somebody is no member any more: to their own sockets, which lose the party."""
    party_id, rev = str(membership.party_id), membership.rev + 1
    mine = frames.me_event(party_id, rev, "removed")
    signal = frames.PersonFrame(str(membership.user_id), party_id, rev, mine.decode(), left=True)
    _publish_one(person_channel(membership.user_id), signal)


def announce_member(party: Party, membership: Membership) -> None:
    """A member's role or timeout is another now: to the party."""
    _publish_member(party, membership, "member_updated")


def announce_level(person: User, topic: Topic, level: str, rev: int) -> None:
    """What somebody wants to hear of a topic: to that person's own sockets."""
    party_id = str(topic.party_id)
    mine = frames.me_event(party_id, rev, "level", topic=str(topic.id), level=level)
    _publish_one(person_channel(person.id), frames.PersonFrame(str(person.id), party_id, rev, mine.decode()))


def announce_read(person: User, topic: Topic, read_n: int, rev: int) -> None:
    """The read marker moved: to that person's own sockets."""
    party_id = str(topic.party_id)
    mine = frames.me_event(party_id, rev, "read", topic=str(topic.id), read_n=read_n)
    _publish_one(person_channel(person.id), frames.PersonFrame(str(person.id), party_id, rev, mine.decode()))


def announce_presence(moved: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """People of parties came, went or are away: pairs of party and person."""
    users: dict[uuid.UUID, list[str]] = {}
    for party_id, user_id in moved:
        users.setdefault(party_id, []).append(str(user_id))
    _publish([(party_channel(key), frames.PresenceMoved(str(key), those)) for key, those in users.items()])


def announce_typing(signs: Iterable[tuple[uuid.UUID, uuid.UUID, int]]) -> None:
    """People type in topics: (topic id, user id, acl), of which the last is the party's as it was when they were found
    to be allowed to write.
    """
    _publish(
        (topic_channel(topic_id), frames.TypingSign(str(topic_id), str(user_id), acl))
        for topic_id, user_id, acl in signs
    )


def announce_revoked(user_id: uuid.UUID, ses: str) -> None:
    """A sign-in has ended."""
    _publish_one(person_channel(user_id), frames.SessionEnded(str(user_id), ses))


def _change(
    message: Message,
    change: str,
    shape: shapes.MessageShape,
    *,
    party_id: uuid.UUID,
    acl: int,
    actor_id: str,
    at: float,
) -> Signal:
    signal = frames.TopicChange(
        topic=shape.topic_id,
        party=str(party_id),
        prev=message.rev - 1,
        rev=message.rev,
        n=message.n,
        change=change,
        actor_id=actor_id,
        acl=acl,
        message=msgspec.Raw(frames.encode(shape)),
        at=at,
    )
    return topic_channel(shape.topic_id), signal


def _about(party: Party) -> PartyNews:
    """A party as every member sees it; what depends on who looks is left out."""
    return PartyNews(
        id=str(party.id),
        name=party.name,
        description=party.description,
        icon_url=party.icon_url or None,
        owner_id=str(party.owner_id),
        heir_id=str(party.heir_id) if party.heir_id else None,
        member_count=party.member_count,
    )


def _publish_member(party: Party, membership: Membership, what: PartyChange) -> None:
    member = MemberNews(
        shapes.user_shape(membership.user),
        membership.role,
        iso(membership.joined_at),
        iso(membership.timeout_until),
    )
    _publish_to_party(party, what, member=member)


def _publish_to_party(party: Party, what: PartyChange, /, **given: Any) -> None:
    frame = frames.party_event(str(party.id), party.rev, what, **given)
    _publish_one(party_channel(party.id), frames.PartyFrame(str(party.id), party.rev, frame.decode()))


def _publish_one(channel: str, signal: frames.Signal) -> None:
    _publish([(channel, signal)])


def _publish(signals: Iterable[Signal]) -> None:
    bus().publish([(channel, frames.encode(signal)) for channel, signal in signals])
