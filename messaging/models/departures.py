"""What becomes of the data of those who go, or want to take it along."""

from typing import ClassVar

from django.db import models

from messaging.fields import Key
from messaging.models.users import User


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
