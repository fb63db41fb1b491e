"""Topics, who may see the private ones, and how far people have read."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.fields import Key
from messaging.models.parties import Party
from messaging.models.users import User


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
    deleted_at = models.DateTimeField(null=True, blank=True)  # the row stays, so that its client_id does

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["maker", "client_id"], name="topic_once")]
        indexes: ClassVar = [
            models.Index(fields=["party", "position"], name="topics_of"),
            models.Index(
                fields=["deleted_at"],
                condition=models.Q(deleted_at__isnull=False, last_n__gt=0),
                name="topics_to_erase",
            ),
        ]

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
