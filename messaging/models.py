"""Tables of messaging: people (a copy), parties, invites, topics, messages, and what a sign-in leaves here.

Nothing in this file decides: services write, queries read.
"""

from datetime import UTC, tzinfo
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.fields import Key


class User(AbstractBaseUser):
    """Our copy of somebody in accounts. `version` 0: known from their token only, the event is still on its way."""

    id = Key()
    password = None  # type: ignore[assignment]
    last_login = None
    # Not unique: copies of two people may cross while events are on their way. Only accounts decides.
    username = models.CharField(max_length=32, db_index=True)
    display_name = models.CharField(max_length=64)
    avatar_url = models.CharField(max_length=500, default="", blank=True)
    is_staff = models.BooleanField(default=False)
    locale = models.CharField(max_length=16, default="", blank=True)
    zoneinfo = models.CharField(max_length=64, default="", blank=True)
    version = models.BigIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.username

    def get_short_name(self) -> str:
        """What Django admin greets somebody by."""
        return self.display_name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deleted_at is None

    @property
    def zone(self) -> tzinfo:
        """The time zone that they have chosen, else UTC."""
        try:
            return ZoneInfo(self.zoneinfo) if self.zoneinfo else UTC
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return UTC

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django admin's question: whoever is staff may do there what the admin pages offer."""
        return self.is_staff and self.is_active

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(app_label)


class Role(models.TextChoices):
    """From the top down; a person acts only on people strictly below."""

    OWNER = "owner", _("owner")
    ADMIN = "admin", _("admin")
    MODERATOR = "moderator", _("moderator")
    MEMBER = "member", _("member")


class Party(models.Model):
    """`version` counts every change of the aggregate (party, members, topics) for events; `rev` what all members may
    see; `acl` moves when somebody loses access.
    """

    id = Key()
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    description = models.CharField(max_length=500, default="", blank=True)
    icon_url = models.CharField(max_length=500, default="", blank=True)
    system_topic = models.ForeignKey("Topic", models.SET_NULL, null=True, related_name="+")
    member_count = models.IntegerField(default=0)
    version = models.BigIntegerField(default=0)
    rev = models.BigIntegerField(default=0)
    acl = models.BigIntegerField(default=0)
    maker = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "parties"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["maker", "client_id"], name="party_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """`rev` counts what only this person sees of the party: private topics, read markers, levels."""

    id = Key()
    party = models.ForeignKey(Party, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role, default=Role.MEMBER)
    rev = models.BigIntegerField(default=0)
    timeout_until = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "user"], name="member_once")]
        indexes: ClassVar = [models.Index(fields=["user", "joined_at"], name="member_of")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.party_id}"


class Ban(models.Model):
    """Somebody who may not join, whatever invite they hold."""

    id = Key()
    party = models.ForeignKey(Party, models.CASCADE, related_name="bans")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "user"], name="ban_once")]

    def __str__(self) -> str:
        return f"{self.user_id} out of {self.party_id}"


class Invite(models.Model):
    """A link that lets people in: until it expires, is used up or revoked."""

    id = Key()
    code = models.CharField(max_length=32, unique=True)
    party = models.ForeignKey(Party, models.CASCADE, related_name="invites")
    maker = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64)
    expires_at = models.DateTimeField(null=True, blank=True)
    max_uses = models.IntegerField(null=True, blank=True)
    uses = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["maker", "client_id"], name="invite_once")]
        indexes: ClassVar = [models.Index(fields=["party", "-created_at"], name="invites_of")]

    def __str__(self) -> str:
        return f"invite to {self.party_id}"


class Topic(models.Model):
    """`last_n` numbers its messages, `last_rev` its durable changes; both move only under the row's lock."""

    id = Key()
    party = models.ForeignKey(Party, models.CASCADE, related_name="topics")
    name = models.CharField(max_length=64)
    description = models.CharField(max_length=500, default="", blank=True)
    position = models.CharField(max_length=64)  # a key that sorts between its neighbours' (messaging.positions)
    announcement = models.BooleanField(default=False)
    private = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True)
    slow_mode_s = models.IntegerField(default=0)
    last_n = models.BigIntegerField(default=0)
    last_rev = models.BigIntegerField(default=0)
    maker = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["maker", "client_id"], name="topic_once")]
        indexes: ClassVar = [models.Index(fields=["party", "position"], name="topics_of")]

    def __str__(self) -> str:
        return self.name


class TopicMember(models.Model):
    """Who may see a private topic."""

    id = Key()
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "user"], name="topic_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.topic_id}"


class Level(models.TextChoices):
    """What of a topic somebody wants to hear of."""

    ALL = "all", _("everything")
    MENTIONS = "mentions", _("mentions only")
    NONE = "none", _("nothing")


class ReadMarker(models.Model):
    """How far somebody has read a topic, and what they want to hear of it."""

    id = Key()
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="read_markers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_n = models.BigIntegerField(default=0)
    level = models.CharField(max_length=16, choices=Level, default=Level.ALL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "user"], name="read_marker_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.read_n} of {self.topic_id}"


class Kind(models.TextChoices):
    TEXT = "text"
    SYSTEM = "system"


class Message(models.Model):
    """`n` is its number in the topic for good, `rev` the number of its latest change."""

    id = Key()
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="messages")
    n = models.BigIntegerField()
    rev = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TEXT)
    system = models.JSONField(null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64)
    request_hash = models.BinaryField(max_length=16)  # of what was asked, to tell a repeat from a reuse
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer = models.SmallIntegerField(default=0)  # version of the renderer that made `html`
    mentions = models.JSONField(default=list, blank=True)  # ids of users, as the shape shows them
    mention_all = models.CharField(max_length=8, null=True, blank=True)  # noqa: DJ001 - null is the shape's
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    pinned_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "n"], name="message_n"),
            models.UniqueConstraint(fields=["topic", "rev"], name="message_rev"),
            models.UniqueConstraint(fields=["author", "topic", "client_id"], name="message_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["topic", "-pinned_at"], name="message_pins", condition=models.Q(pinned_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.n} of {self.topic_id}"


class Mention(models.Model):
    """Somebody is named in a message: one person, or with `user` null everybody (`everyone` or `here`)."""

    id = Key()
    message = models.ForeignKey(Message, models.CASCADE, related_name="mention_rows")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    n = models.BigIntegerField()  # the message's, so that counting needs no join
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, default="user")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "user"], name="mention_once")]
        indexes: ClassVar = [models.Index(fields=["topic", "n"], name="mentions_in")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.message_id}"


class MessageWords(models.Model):
    """What search looks in: a message's words as `messaging.search.words` spells them. Deleted messages have no row.

    A table of its own, since a message's row is written again with every reaction and pin, and its index with it.
    PostgreSQL has an index on the pieces of `words` as well; the migration makes it.
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    words = models.TextField()
    has_link = models.BooleanField()
    has_code = models.BooleanField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-message"], name="words_newest"),
            models.Index(fields=["-created_at"], name="words_with_link", condition=models.Q(has_link=True)),
            models.Index(fields=["-created_at"], name="words_with_code", condition=models.Q(has_code=True)),
        ]

    def __str__(self) -> str:
        return f"words of {self.message_id}"


class WordsBacklog(models.Model):
    """One row while messages from before there was search have no words yet: they have, up to message `cursor`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    cursor = models.UUIDField(null=True)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"words up to {self.cursor}"


class Epoch(models.Model):
    """One row: which history the numbers of this database belong to. A restore changes it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.value


class Ticket(models.Model):
    """Lets one socket in, once, within its seconds. Only its hash is kept; `claims` says who comes."""

    hash = models.CharField(primary_key=True, max_length=64)
    claims = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"ticket until {self.expires_at}"


class RevokedSession(models.Model):
    """A sign-in that has ended: its tokens are refused until the last of them has expired."""

    ses = models.CharField(primary_key=True, max_length=36)
    user_id = models.UUIDField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.ses} until {self.until}"


class Erasure(models.Model):
    """Somebody has deleted their account, and not all that they left is gone yet.

    `messages`: what they wrote is to go as well, and is not gone. It has gone up to message `n` of `topic_id`.
    """

    user_id = models.UUIDField(primary_key=True)
    messages = models.BooleanField()
    topic_id = models.UUIDField(null=True)
    n = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erasure of {self.user_id}"


class Export(models.Model):
    """What somebody wrote, as a file for them alone until it expires. Made in pieces, whole at `ready_at`.

    `cursor` is the last message that is in it, `size` how much its pieces take, in bytes.
    """

    id = Key()
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    cursor = models.UUIDField(null=True)
    pieces = models.IntegerField(default=0)
    count = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user"], name="export_once")]

    def __str__(self) -> str:
        return f"export of {self.user_id}"


class ExportPiece(models.Model):
    """Some of an export's messages: JSON objects with commas between them, packed by zlib."""

    id = Key()
    export = models.ForeignKey(Export, models.CASCADE, related_name="piece_rows")
    number = models.IntegerField()  # from 0
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["export", "number"], name="export_piece_once")]

    def __str__(self) -> str:
        return f"piece {self.number} of {self.export_id}"
