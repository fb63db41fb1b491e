"""Messages and what hangs on them."""

from typing import ClassVar

from django.db import models

from messaging.fields import Key
from messaging.models.parties import Party
from messaging.models.topics import Topic
from messaging.models.users import User


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
    # As the shape shows them, kept with each change of the Reaction rows: whoever reads the message needs no other row.
    reactions = models.JSONField(default=list, db_default=models.Value([], models.JSONField()), blank=True)
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
            models.Index(fields=["topic", "-pinned_at"], condition=models.Q(pinned_at__isnull=False), name="pins_of"),
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


class Reaction(models.Model):
    """One person's emoji on a message."""

    id = Key()
    message = models.ForeignKey(Message, models.CASCADE, related_name="reaction_rows")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    emoji = models.CharField(max_length=64)  # fully qualified
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "user", "emoji"], name="reaction_once")]

    def __str__(self) -> str:
        return f"{self.emoji} on {self.message_id}"


class MessageRevision(models.Model):
    """What a message said before an edit; with `state`, all that a moderator's removal took, until it can't be undone.

    `created_at` is when this text was written, `ended_at` when it was replaced or removed.
    """

    id = Key()
    message = models.ForeignKey(Message, models.CASCADE, related_name="revisions")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")  # who replaced or removed it
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["message", "ended_at"], name="revisions_of"),
            models.Index(fields=["ended_at"], condition=models.Q(state__isnull=False), name="removed_texts"),
        ]

    def __str__(self) -> str:
        return f"revision of {self.message_id}"


class Report(models.Model):
    """Somebody thinks that a message should be looked at. `snapshot` is the message as it was then.

    It is open until somebody who looks after the party has settled it.
    """

    id = Key()
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    reporter = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, default="", blank=True)
    snapshot = models.JSONField()
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "reporter"], name="report_once")]
        indexes: ClassVar = [
            models.Index(fields=["party", "-id"], name="reports_of"),
            models.Index(fields=["party", "-id"], condition=models.Q(settled_at=None), name="reports_open"),
        ]

    def __str__(self) -> str:
        return f"report of {self.message_id}"


class Epoch(models.Model):
    """One row: which history the numbers of this database belong to. A restore changes it."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    value = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.value
