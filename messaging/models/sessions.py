"""What a sign-in leaves here."""

from datetime import timedelta
from typing import ClassVar

from django.db import models


class Ticket(models.Model):
    """Lets one socket in, once, within its seconds. Only its hash is kept; `claims` says who comes."""

    hash = models.CharField(primary_key=True, max_length=64)
    claims = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"ticket until {self.expires_at}"


class RevokedSession(models.Model):
    """A sign-in that has ended: its tokens are refused until the last of them has expired."""

    #: A token signed before the revocation may be accepted so long after it (accounts down for long).
    KEPT: ClassVar[timedelta] = timedelta(hours=25)

    ses = models.CharField(primary_key=True, max_length=36)
    user_id = models.UUIDField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.ses} until {self.until}"
