"""Parties with their sizes, who is in them or out of them, invites, and what was done."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.admin import ReadOnlyAdmin
from messaging import services
from messaging.admin.canary import WithoutCanary
from messaging.admin.site import site
from messaging.models import CANARY_PARTY, AuditEntry, Ban, Invite, Membership, Party, Topic


@admin.register(Party, site=site)
class PartyAdmin(WithoutCanary):
    canary = ("id", CANARY_PARTY)
    list_display = ("name", "owner", "member_count", "messages", "version", "created_at", "deleted_at")
    list_select_related = ("owner",)
    fields = (
        "name",
        "description",
        "owner",
        "member_count",
        "messages",
        "version",
        "rev",
        "acl",
        "created_at",
        "deleted_at",
    )
    search_fields = ("name", "=owner__username")
    search_help_text = _("Part of a name, or the owner's username")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        sizes = Topic.objects.filter(party=OuterRef("pk")).order_by().values("party").annotate(all=Sum("last_n"))
        parties: QuerySet[Any] = super().get_queryset(request).annotate(messages_ever=Subquery(sizes.values("all")))
        return parties

    @admin.display(description=_("messages"))
    def messages(self, party: Any) -> int:
        """How many there ever were, from the topics' numbers."""
        return party.messages_ever or 0


@admin.register(Membership, site=site)
class MembershipAdmin(WithoutCanary):
    canary = ("party_id", CANARY_PARTY)
    list_display = ("party", "user", "role", "timeout_until", "joined_at")
    list_select_related = ("party", "user")
    list_filter = ("role",)
    search_fields = ("=user__username", "party__name")
    search_help_text = _("A username, or part of a party's name")
    ordering = ("-id",)


@admin.register(Ban, site=site)
class BanAdmin(ReadOnlyAdmin):
    list_display = ("party", "user", "by", "reason", "created_at")
    list_select_related = ("party", "user", "by")
    ordering = ("-id",)


@admin.register(Invite, site=site)
class InviteAdmin(ReadOnlyAdmin):
    """Without their codes, which would let whoever looks at them in."""

    list_display = ("party", "maker", "uses", "max_uses", "expires_at", "revoked_at", "created_at")
    list_select_related = ("party", "maker")
    exclude = ("code", "client_id")
    search_fields = ("=maker__username", "party__name")
    search_help_text = _("The maker's username, or part of a party's name")
    ordering = ("-id",)
    actions = ("revoke",)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return not lookup.startswith("code") and super().lookup_allowed(lookup, value, request)

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request: Any, invites: QuerySet[Invite]) -> None:
        """Nobody comes in by them any more."""
        count = 0
        for invite in invites.filter(revoked_at=None, party__deleted_at=None):
            services.revoke_invite(request.user, code=invite.code, by_house=True)
            self.log_change(request, invite, _("Revoked."))
            count += 1
        text = ngettext("%(count)d invite is revoked.", "%(count)d invites are revoked.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "party", "action", "actor", "user", "reason")
    list_select_related = ("party", "actor", "user")
    list_filter = ("action",)
    exclude = ("kept",)
    search_fields = ("=actor__username", "=user__username", "party__name")
    search_help_text = _("A username, or part of a party's name")
    ordering = ("-id",)
