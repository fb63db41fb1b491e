"""Every event: its name, Kafka topic, key and aggregate, and the unit and format of each field.

The fields are a contract: add optional ones, never rename, remove or narrow one. Ids are UUIDv7 in the 36-character
form, times ISO 8601 UTC with milliseconds and `Z`. No event carries an e-mail address, a token, a secret, an invite
code, the text of a message or the name of a private topic.

`key` names the entity (Kafka compacts by it), `aggregate` what is kept in order (Kafka partitions by it). A line
`field: meaning` of a docstring describes a field, for the classes below it as well; `docs/events.md` is made of them.
"""

from typing import ClassVar

import msgspec

USERS, SESSIONS, PARTIES, MESSAGES = "users", "sessions", "parties", "messages"
DEAD_LETTERS, CANARY = "dead-letters", "canary"
KAFKA_TOPICS = (USERS, SESSIONS, PARTIES, MESSAGES, DEAD_LETTERS, CANARY)


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact that the other service may need.

    version: counts the changes of the aggregate
    """

    name: ClassVar[str]
    kafka_topic: ClassVar[str]
    schema_version: ClassVar[int] = 1

    version: int

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def aggregate(self) -> str:
        raise NotImplementedError


class UserEvent(Event, frozen=True, kw_only=True):
    """Of somebody in accounts; `version` is the user's.

    user_id: the user
    """

    kafka_topic: ClassVar[str] = USERS

    user_id: str

    @property
    def key(self) -> str:
        return self.user_id

    @property
    def aggregate(self) -> str:
        return self.user_id


class UserCreated(UserEvent, frozen=True, kw_only=True):
    """Somebody signed up.

    username: unique without regard to case
    display_name: what others see
    avatar_url: empty when initials are to be drawn
    is_staff: may enter the admin pages
    locale: BCP 47, empty when not chosen
    zoneinfo: IANA name, empty when not chosen
    created_at: time of the sign-up
    snapshot: the resync that this state was told again for, absent otherwise
    """

    name: ClassVar[str] = "user:created"

    username: str
    display_name: str
    avatar_url: str
    is_staff: bool
    locale: str
    zoneinfo: str
    created_at: str
    snapshot: str | None = None


class UserUpdated(UserCreated, frozen=True, kw_only=True):
    """What others see of somebody has changed; the whole new state."""

    name: ClassVar[str] = "user:updated"


class UserDeleted(UserEvent, frozen=True, kw_only=True):
    """Somebody deleted their account.

    delete_messages: false when messages stay under "Deleted user"
    snapshot: the resync whose state of them was taken back by this, absent otherwise
    """

    name: ClassVar[str] = "user:deleted"

    delete_messages: bool
    snapshot: str | None = None


class SessionRevoked(Event, frozen=True, kw_only=True):
    """A sign-in has ended: its tokens are refused and its sockets closed. `version` is the user's.

    ses: the sign-in's own name, a claim of its tokens
    user_id: whose sign-in it was
    reason: signed_out, revoked, password_changed, …
    revoked_at: time of the end
    """

    name: ClassVar[str] = "session:revoked"
    kafka_topic: ClassVar[str] = SESSIONS

    ses: str
    user_id: str
    reason: str
    revoked_at: str

    @property
    def key(self) -> str:
        return self.ses

    @property
    def aggregate(self) -> str:
        return self.user_id


class PartyEvent(Event, frozen=True, kw_only=True):
    """Of a party; `version` is the party's, which counts its members and topics too.

    party_id: the party
    """

    kafka_topic: ClassVar[str] = PARTIES

    party_id: str

    @property
    def key(self) -> str:
        return self.party_id

    @property
    def aggregate(self) -> str:
        return self.party_id


class PartyCreated(PartyEvent, frozen=True, kw_only=True):
    """A party was made.

    party_name: its name
    owner_id: the user who owns it
    created_at: time of its making
    snapshot: the resync that this state was told again for, absent otherwise
    """

    name: ClassVar[str] = "party:created"

    party_name: str
    owner_id: str
    created_at: str
    snapshot: str | None = None


class PartyUpdated(PartyCreated, frozen=True, kw_only=True):
    """A party's name or owner has changed; the whole new state."""

    name: ClassVar[str] = "party:updated"


class PartyDeleted(PartyEvent, frozen=True, kw_only=True):
    """A party is gone, with its members and topics."""

    name: ClassVar[str] = "party:deleted"


class MemberEvent(PartyEvent, frozen=True, kw_only=True):
    """Of one member of a party.

    user_id: the member
    """

    user_id: str

    @property
    def key(self) -> str:
        return f"{self.party_id}/{self.user_id}"


class MemberCreated(MemberEvent, frozen=True, kw_only=True):
    """Somebody is a member now.

    role: owner, admin, moderator or member
    joined_at: time of joining
    snapshot: the resync that this state was told again for, absent otherwise
    """

    name: ClassVar[str] = "member:created"

    role: str
    joined_at: str
    snapshot: str | None = None


class MemberUpdated(MemberCreated, frozen=True, kw_only=True):
    """A member's role has changed; the whole new state."""

    name: ClassVar[str] = "member:updated"


class MemberDeleted(MemberEvent, frozen=True, kw_only=True):
    """Somebody left, or was removed."""

    name: ClassVar[str] = "member:deleted"


class TopicEvent(PartyEvent, frozen=True, kw_only=True):
    """Of a topic of a party.

    topic_id: the topic
    """

    topic_id: str

    @property
    def key(self) -> str:
        return f"{self.party_id}/{self.topic_id}"


class TopicCreated(TopicEvent, frozen=True, kw_only=True):
    """A topic was opened. Its name is not said: it may be private.

    private: only its own members see it
    created_at: time of its opening
    """

    name: ClassVar[str] = "topic:created"

    private: bool
    created_at: str


class TopicUpdated(TopicCreated, frozen=True, kw_only=True):
    """A topic has changed; the whole new state, without its name."""

    name: ClassVar[str] = "topic:updated"


class TopicDeleted(TopicEvent, frozen=True, kw_only=True):
    """A topic is gone, with its messages."""

    name: ClassVar[str] = "topic:deleted"


class MessageEvent(Event, frozen=True, kw_only=True):
    """Of a message, never its text; `version` is its `rev` in its topic.

    message_id: the message
    topic_id: where it was written
    party_id: the topic's party
    n: its number in the topic, from 1
    """

    kafka_topic: ClassVar[str] = MESSAGES

    message_id: str
    topic_id: str
    party_id: str
    n: int

    @property
    def key(self) -> str:
        return self.message_id

    @property
    def aggregate(self) -> str:
        return self.topic_id


class MessageCreated(MessageEvent, frozen=True, kw_only=True):
    """Somebody wrote.

    author_id: the user who wrote it
    kind: text or system
    created_at: time of writing
    """

    name: ClassVar[str] = "message:created"

    author_id: str
    kind: str
    created_at: str


class MessageUpdated(MessageEvent, frozen=True, kw_only=True):
    """Edited, pinned, reacted to or restored."""

    name: ClassVar[str] = "message:updated"


class MessageDeleted(MessageEvent, frozen=True, kw_only=True):
    """A message was taken back or removed."""

    name: ClassVar[str] = "message:deleted"


class ResyncEnded(Event, frozen=True, kw_only=True):
    """The whole state of a kind has been told again; `version` is the time of the start in ms since 1970.

    resync_id: the resync, which its states name as `snapshot`
    count: how many states were told
    started_at: when the first was read
    """

    resync_id: str
    count: int
    started_at: str

    @property
    def key(self) -> str:
        return f"resync/{self.kafka_topic}"

    @property
    def aggregate(self) -> str:
        return self.key


class UsersResynced(ResyncEnded, frozen=True, kw_only=True):
    """All users have been told again; `version` is the time of the start in ms since 1970."""

    name: ClassVar[str] = "users:resynced"
    kafka_topic: ClassVar[str] = USERS


class PartiesResynced(ResyncEnded, frozen=True, kw_only=True):
    """All parties and members have been told again; `version` is the time of the start in ms since 1970."""

    name: ClassVar[str] = "parties:resynced"
    kafka_topic: ClassVar[str] = PARTIES


class DeadLettered(Event, frozen=True, kw_only=True):
    """A service could not apply an event and laid it aside; `version` is always 1.

    dead_letter_id: row of the service's table of dead letters, 64 hex digits
    service: which could not apply it
    reason: malformed, too_large, unknown_version or failed
    error: class of the exception, empty when none was raised
    stack: lines of code that led to it, without any values
    place: Kafka topic/partition/offset of the event
    event_id: of the event, empty when it can't be read
    event_type: of the event, empty when it can't be read
    event_key: of the event, empty when it can't be read
    value: the event as it came, as text, at most 64 KiB of it
    """

    name: ClassVar[str] = "dead-letter:created"
    kafka_topic: ClassVar[str] = DEAD_LETTERS

    dead_letter_id: str
    service: str
    reason: str
    error: str
    stack: str
    place: str
    event_id: str
    event_type: str
    event_key: str
    value: str

    @property
    def key(self) -> str:
        return self.dead_letter_id

    @property
    def aggregate(self) -> str:
        return self.dead_letter_id


class CanaryEvent(Event, frozen=True, kw_only=True):
    """Of one beat of the canary, the message that nobody sees; `version` is its `rev` in its topic.

    beat_id: the beat
    """

    kafka_topic: ClassVar[str] = CANARY

    beat_id: str

    @property
    def key(self) -> str:
        return self.beat_id

    @property
    def aggregate(self) -> str:
        return self.beat_id


class CanaryPosted(CanaryEvent, frozen=True, kw_only=True):
    """The canary's message was committed. It is told in place of `message:created`.

    posted_at: time of writing
    """

    name: ClassVar[str] = "canary:posted"

    posted_at: str


class CanaryHeard(CanaryEvent, frozen=True, kw_only=True):
    """Accounts has heard of a beat, and says how long its workers have been silent.

    jobs_age_ms: since a job of accounts began, null when none ever has
    mails_age_ms: since the sender of mails looked for some, null when it never has
    """

    name: ClassVar[str] = "canary:heard"

    jobs_age_ms: int | None
    mails_age_ms: int | None


EVENTS: tuple[type[Event], ...] = (
    UserCreated,
    UserUpdated,
    UserDeleted,
    SessionRevoked,
    PartyCreated,
    PartyUpdated,
    PartyDeleted,
    MemberCreated,
    MemberUpdated,
    MemberDeleted,
    TopicCreated,
    TopicUpdated,
    TopicDeleted,
    MessageCreated,
    MessageUpdated,
    MessageDeleted,
    UsersResynced,
    PartiesResynced,
    DeadLettered,
    CanaryPosted,
    CanaryHeard,
)
BY_NAME: dict[str, type[Event]] = {event.name: event for event in EVENTS}
