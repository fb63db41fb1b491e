"""What the canary keeps: its beats, and the ids of a person, a party and a topic that nobody else is, joins or sees."""

from typing import ClassVar, Final
from uuid import UUID

from django.db import models

from messaging.fields import Key

#: No id of ours is like these: they are of the first moments of 1970.
CANARY_USER: Final = UUID("00000000-0000-7000-8000-00000000ca01")
CANARY_PARTY: Final = UUID("00000000-0000-7000-8000-00000000ca02")
CANARY_TOPIC: Final = UUID("00000000-0000-7000-8000-00000000ca03")


class CanaryBeat(models.Model):
    """One message of the canary, and what was found on its way.

    `shown_ms` is from the post to a real socket, `round_ms` to accounts and back by events; null: it never came.
    `missing` and `unknown` are names of components. `came_at` and `ages` are of the answer of accounts; `saved_at` is
    null while the beat is under way.
    """

    id = Key()
    started_at = models.DateTimeField()
    shown_ms = models.IntegerField(null=True)
    round_ms = models.IntegerField(null=True)
    missing = models.JSONField(default=list)
    unknown = models.JSONField(default=list)
    came_at = models.DateTimeField(null=True)
    ages = models.JSONField(null=True)  # of accounts' workers, in ms by name
    saved_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="beats_saved")]

    def __str__(self) -> str:
        return f"beat of {self.started_at:%H:%M:%S}"
