"""Parties, who is in them, who may not be, and how one comes in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.fields import Key
from messaging.models.users import User


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
    heir = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")  # offered the ownership
    maker = models.ForeignKey(User, models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    #: The row stays, so that its client_id does; without a name everything that it had is erased.
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "parties"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["maker", "client_id"], name="party_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["deleted_at"],
                condition=models.Q(deleted_at__isnull=False) & ~models.Q(name=""),
                name="parties_to_erase",
            ),
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
        indexes: ClassVar = [
            models.Index(fields=["user", "joined_at"], name="member_of"),
            models.Index(fields=["party"], condition=~models.Q(role="member"), name="staff_of"),
        ]

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
