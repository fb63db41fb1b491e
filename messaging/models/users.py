"""People: a copy of what accounts knows of them."""

from datetime import tzinfo
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from events.times import zone_named
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
        return zone_named(self.zoneinfo)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django admin's question: whoever is staff may do there what the admin pages offer."""
        return self.is_staff and self.is_active

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(app_label)
