"""What was done in a party, and what of it is still under way."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.fields import Key
from messaging.models.parties import Party
from messaging.models.users import User


class Action(models.TextChoices):
    """What the audit log tells of. Others are told as they are spelt."""

    PARTY_RENAMED = "party_renamed", _("renamed the party")
    PARTY_DESCRIBED = "party_described", _("described the party anew")
    ICON_CHANGED = "icon_changed", _("changed the icon")
    ROLE_CHANGED = "role_changed", _("changed a role")
    TIMED_OUT = "member_timed_out", _("set or ended a timeout")
    KICKED = "member_kicked", _("removed a member")
    BANNED = "member_banned", _("banned somebody")
    UNBANNED = "member_unbanned", _("lifted a ban")
    MESSAGES_DELETED = "messages_deleted", _("deleted somebody's latest messages")
    MESSAGE_DELETED = "message_deleted", _("deleted a message")
    HOUSE_DELETED = "message_deleted_by_house", _("deleted a message, for whoever runs this Chatterbox")
    MESSAGE_PINNED = "message_pinned", _("pinned a message")
    MESSAGE_UNPINNED = "message_unpinned", _("unpinned a message")
    HOUSE_READ = "admin_read", _("read messages, for whoever runs this Chatterbox")
    OWNERSHIP_OFFERED = "ownership_offered", _("offered the ownership")
    OWNERSHIP_ACCEPTED = "ownership_accepted", _("accepted the ownership")
    OWNERSHIP_WITHDRAWN = "ownership_withdrawn", _("withdrew the offer of ownership")
    OWNERSHIP_DECLINED = "ownership_declined", _("declined the ownership")
    OWNERSHIP_PASSED = "ownership_passed", _("left, and the ownership went on")
    REPORT_SETTLED = "report_settled", _("settled a report")
    REPORT_REOPENED = "report_reopened", _("opened a report again")
    INVITE_REVOKED = "invite_revoked", _("took an invite back")
    TOPIC_ARCHIVED = "topic_archived", _("archived a topic")
    TOPIC_RESTORED = "topic_restored", _("restored a topic")
    TOPIC_UPDATED = "topic_updated", _("changed a topic")
    TOPIC_MOVED = "topic_moved", _("moved a topic")
    TOPIC_DELETED = "topic_deleted", _("deleted a topic")
    TOPIC_MEMBER_ADDED = "topic_member_added", _("let somebody into a private topic")
    TOPIC_MEMBER_REMOVED = "topic_member_removed", _("took somebody out of a private topic")
    OWNER_ADDED = "owner_added", _("came into a private topic as an owner may")
    UNDONE = "undone", _("undid something")


class AuditEntry(models.Model):
    """Something that was done to a party, its members or its topics. Rows are added, and deleted when they are old.

    `undoes`: the entry that this one has undone; there is one such at most. `kept`: what undoing it takes, and nobody
    is shown.
    """

    id = Key()
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    action = models.CharField(max_length=32)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # to whom it was done
    topic = models.ForeignKey("Topic", models.CASCADE, null=True, blank=True, related_name="+")
    message_id = models.UUIDField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    kept = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    undoes = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="undone_by")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes: ClassVar = [models.Index(fields=["party", "-id"], name="audit_of")]

    def __str__(self) -> str:
        return f"{self.action} in {self.party_id}"

    def save(self, **options: Any) -> None:
        """Add the entry. Raises TypeError for one that is there: what was written stays written."""
        if not self._state.adding:
            raise TypeError("An audit entry is never changed.")
        super().save(**options | {"force_insert": True})

    def delete(self, *args: Any, **options: Any) -> Any:
        """Raises TypeError: entries go when they are old, or with their party."""
        raise TypeError("An audit entry is never deleted by itself.")


class Purge(models.Model):
    """A bulk deletion that is not over: messages of `user` from `since` to `until`, by `by`; or its way back.

    It has come up to message `n` of `topic_id`. All messages that it deletes have `until` as their `deleted_at`, by
    which the way back, asked for by `restorer`, finds them again.
    """

    id = Key()
    entry_id = models.UUIDField(unique=True)  # in the audit log
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    restorer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    topic_id = models.UUIDField(null=True, blank=True)
    n = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"purge of {self.user_id} in {self.party_id}"


class IconFile(models.Model):
    """A party's icon in the storage. `unused_since`: it is on its way in, or replaced, and the file is to go."""

    name = models.CharField(primary_key=True, max_length=64)
    party_id = models.UUIDField(db_index=True)
    unused_since = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.name
