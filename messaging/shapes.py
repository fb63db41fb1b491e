"""The shapes of the public contract, as typed structs: what the API answers, the socket sends and templates read.

Nothing in a message depends on who looks at it. Times are strings: ISO 8601, UTC, milliseconds, `Z`.
"""

import re
from datetime import datetime
from typing import Any, Final

import msgspec

from events.times import iso
from messaging.models import AuditEntry, Ban, Invite, Membership, Message, Party, ReadMarker, Topic, User
from messaging.rendering import line_of

#: Characters of a quoted message that a reply shows, and of its HTML that are looked at for them.
EXCERPT, MOST_HTML = 120, 8_000
#: A tag, or a name of a sign, in the middle of which HTML was cut.
_BEGUN: Final = re.compile(r"[<&][^<&>;]*\Z")


class UserShape(msgspec.Struct, frozen=True):
    id: str
    username: str
    display_name: str
    avatar_url: str
    deleted: bool


class TopicShape(msgspec.Struct, frozen=True):
    id: str
    party_id: str
    name: str
    description: str
    position: str
    announcement: bool
    private: bool
    archived_at: str | None
    slow_mode_s: int
    last_n: int
    last_rev: int
    read_n: int
    unread: int  # up to 100
    mentions: int  # up to 100
    level: str


class PartyShape(msgspec.Struct, frozen=True):
    id: str
    name: str
    description: str
    icon_url: str | None
    owner_id: str
    heir_id: str | None  # whom the owner has offered the party to
    role: str
    rev: int
    my_rev: int
    member_count: int
    online_count: int | None  # null: not known, because the presence store can't be asked
    created_at: str


class PartyWithTopics(PartyShape, frozen=True):
    topics: list[TopicShape]


class MemberShape(msgspec.Struct, frozen=True):
    user: UserShape
    role: str
    joined_at: str
    timeout_until: str | None
    state: str  # online, away, offline or unknown
    last_active_at: str | None


class InviteShape(msgspec.Struct, frozen=True):
    code: str
    url: str
    party_id: str
    maker: UserShape
    expires_at: str | None
    max_uses: int | None
    uses: int
    revoked_at: str | None


class BanShape(msgspec.Struct, frozen=True):
    user: UserShape
    by: UserShape
    reason: str
    created_at: str


class NamedTopic(msgspec.Struct, frozen=True):
    id: str
    name: str


class AuditShape(msgspec.Struct, frozen=True):
    id: str
    actor: UserShape
    action: str
    user: UserShape | None
    topic: NamedTopic | None
    message_id: str | None
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    created_at: str
    undone_at: str | None
    undoable_until: str | None  # null: it can't be undone, or it is


class RestoreShape(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """What an undo brings back: a field as it is now and as it will be, and the same for people."""

    field: str
    from_: Any
    to: Any
    sentence: str


class UndoShape(msgspec.Struct, frozen=True):
    entry: AuditShape
    restores: list[RestoreShape]


class ReplyShape(msgspec.Struct, frozen=True):
    """What a message replies to, as it is at this moment: when that changes later, its replies are not sent again."""

    id: str
    n: int
    author: UserShape
    excerpt: str


class ReactionShape(msgspec.Struct, frozen=True):
    emoji: str
    count: int
    user_ids: list[str]


class MessageShape(msgspec.Struct, frozen=True):
    id: str
    topic_id: str
    n: int
    rev: int
    kind: str
    system: dict[str, Any] | None
    author: UserShape
    client_id: str
    text: str
    html: str
    reply_to: ReplyShape | None
    mentions: list[str]
    mention_all: str | None
    attachments: list[dict[str, Any]]
    reactions: list[ReactionShape]
    pinned_at: str | None
    edited_at: str | None
    deleted_at: str | None
    created_at: str


def user_shape(user: User) -> UserShape:
    return UserShape(str(user.id), user.username, user.display_name, user.avatar_url, user.deleted_at is not None)


def party_shape(membership: Membership, online: int | None) -> PartyShape:
    """A party as one of its members sees it; `membership.party` is loaded."""
    return PartyShape(**_party_fields(membership, online))


def party_with_topics(membership: Membership, online: int | None, topics: list[TopicShape]) -> PartyWithTopics:
    return PartyWithTopics(**_party_fields(membership, online), topics=topics)


def _party_fields(membership: Membership, online: int | None) -> dict[str, Any]:
    party: Party = membership.party
    return {
        "id": str(party.id),
        "name": party.name,
        "description": party.description,
        "icon_url": party.icon_url or None,
        "owner_id": str(party.owner_id),
        "heir_id": str(party.heir_id) if party.heir_id else None,
        "role": membership.role,
        "rev": party.rev,
        "my_rev": membership.rev,
        "member_count": party.member_count,
        "online_count": online,
        "created_at": iso(party.created_at),
    }


def topic_shape(topic: Topic, marker: ReadMarker | None = None, *, unread: int = 0, mentions: int = 0) -> TopicShape:
    """A topic with one person's place in it; without a marker they have read nothing of it."""
    return TopicShape(
        id=str(topic.id),
        party_id=str(topic.party_id),
        name=topic.name,
        description=topic.description,
        position=topic.position,
        announcement=topic.announcement,
        private=topic.private,
        archived_at=iso(topic.archived_at),
        slow_mode_s=topic.slow_mode_s,
        last_n=topic.last_n,
        last_rev=topic.last_rev,
        read_n=marker.read_n if marker else 0,
        unread=unread,
        mentions=mentions,
        level=marker.level if marker else "all",
    )


def member_shape(membership: Membership, state: str) -> MemberShape:
    """A member as others see them; `membership.user` is loaded."""
    return MemberShape(
        user=user_shape(membership.user),
        role=membership.role,
        joined_at=iso(membership.joined_at),
        timeout_until=iso(membership.timeout_until),
        state=state,
        last_active_at=None,
    )


def invite_shape(invite: Invite, url: str) -> InviteShape:
    """`invite.maker` is loaded."""
    return InviteShape(
        code=invite.code,
        url=url,
        party_id=str(invite.party_id),
        maker=user_shape(invite.maker),
        expires_at=iso(invite.expires_at),
        max_uses=invite.max_uses,
        uses=invite.uses,
        revoked_at=iso(invite.revoked_at),
    )


def ban_shape(ban: Ban) -> BanShape:
    """`ban.user` and `ban.by` are loaded."""
    return BanShape(user_shape(ban.user), user_shape(ban.by), ban.reason, iso(ban.created_at))


def audit_shape(entry: AuditEntry, *, undoable_until: datetime | None) -> AuditShape:
    """`actor`, `user`, `topic` and `undone_by` are loaded."""
    undone: AuditEntry | None = getattr(entry, "undone_by", None)
    return AuditShape(
        id=str(entry.id),
        actor=user_shape(entry.actor),
        action=entry.action,
        user=user_shape(entry.user) if entry.user else None,
        topic=NamedTopic(str(entry.topic.id), entry.topic.name) if entry.topic else None,
        message_id=str(entry.message_id) if entry.message_id else None,
        before=entry.before,
        after=entry.after,
        reason=entry.reason,
        created_at=iso(entry.created_at),
        undone_at=iso(undone.created_at) if undone else None,
        undoable_until=None if undone else iso(undoable_until),
    )


#: What `message_shape` needs loaded with a message: `rows.select_related(*MESSAGE_NEEDS)`.
MESSAGE_NEEDS: Final = ("author", "reply_to__author")


def message_shape(message: Message) -> MessageShape:
    """The whole state of a message with MESSAGE_NEEDS. Deleted: the number stays, no word."""
    gone = message.deleted_at is not None
    return MessageShape(
        id=str(message.id),
        topic_id=str(message.topic_id),
        n=message.n,
        rev=message.rev,
        kind=message.kind,
        system=None if gone else message.system,
        author=user_shape(message.author),
        client_id=message.client_id,
        text="" if gone else message.text,
        html="" if gone else message.html,
        reply_to=reply_shape(message.reply_to) if message.reply_to and not gone else None,
        mentions=[] if gone else message.mentions,
        mention_all=None if gone else message.mention_all,
        attachments=[],
        reactions=[] if gone else [ReactionShape(**one) for one in message.reactions],
        pinned_at=iso(message.pinned_at),
        edited_at=iso(message.edited_at),
        deleted_at=iso(message.deleted_at),
        created_at=iso(message.created_at),
    )


def reply_shape(message: Message) -> ReplyShape:
    gone = message.deleted_at is not None
    return ReplyShape(str(message.id), message.n, user_shape(message.author), "" if gone else excerpt(message))


def excerpt(message: Message) -> str:
    """The beginning of a message on one line, as it is read: without its Markdown."""
    is_cut = len(message.html) > MOST_HTML
    line = line_of(_BEGUN.sub("", message.html[:MOST_HTML]) if is_cut else message.html)
    return line[: EXCERPT - 1].rstrip() + "…" if is_cut or len(line) > EXCERPT else line
