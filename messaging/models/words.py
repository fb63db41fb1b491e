"""What search looks in."""

from typing import ClassVar

from django.db import models

from messaging.models.messages import Message
from messaging.models.topics import Topic
from messaging.models.users import User


class MessageWords(models.Model):
    """What search looks in: a message's words as `messaging.search.words` spells them. Deleted messages have no row.

    A table of its own, since a message's row is written again with every reaction and pin, and its index with it.
    PostgreSQL has an index on the pieces of `words` as well; the migration makes it.
    """

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="+")
    # Copied from the message, whose own keys the database checks; checking them twice would cost every post a tenth.
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_constraint=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", db_constraint=False)
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
