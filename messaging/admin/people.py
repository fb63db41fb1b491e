"""People and their sign-ins."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from events.admin import ReadOnlyAdmin
from messaging.admin.canary import WithoutCanary
from messaging.admin.site import site
from messaging.models import CANARY_USER, RevokedSession, User


@admin.register(User, site=site)
class UserAdmin(WithoutCanary):
    canary = ("id", CANARY_USER)
    list_display = ("username", "display_name", "is_staff", "version", "deleted_at")
    exclude = ("password", "last_login")
    search_fields = ("=username",)
    search_help_text = _("A username")
    ordering = ("-id",)


@admin.register(RevokedSession, site=site)
class RevokedSessionAdmin(ReadOnlyAdmin):
    list_display = ("ses", "user_id", "until")
    ordering = ("-until",)
