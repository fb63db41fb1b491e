"""What is looked at only: where people are signed in, which can be ended, and their accounts at providers."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import DELETION
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import services
from accounts.admin.standing import actor_of, insist_on_rank
from accounts.models import SignIn
from accounts.user_agents import device_name
from events.admin import ReadOnlyAdmin
from events.errors import ChatterboxError


class SignInAdmin(ReadOnlyAdmin):
    list_display = ("user", "device", "amr", "created_at", "authenticated_at", "seen_at")
    list_select_related = ("user",)
    search_fields = ("=user__username", "=user__email")
    search_help_text = gettext_lazy("A username or an e-mail address")
    fields = ("user", "device", "user_agent", "amr", "created_at", "authenticated_at", "seen_at")
    ordering = ("-seen_at",)
    actions = ("end",)

    @admin.display(description=gettext_lazy("device"))
    def device(self, sign_in: SignIn) -> str:
        return device_name(sign_in.user_agent)

    @admin.action(description=gettext_lazy("End"), permissions=["view"])
    def end(self, request: HttpRequest, sign_ins: QuerySet[SignIn]) -> None:
        count = act_on_each(self, request, sign_ins.select_related("user"), self._end)
        text = ngettext("%(count)d sign-in has ended.", "%(count)d sign-ins have ended.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def _end(self, request: HttpRequest, sign_in: SignIn) -> bool:
        insist_on_rank(actor_of(request), sign_in.user)
        note = _("Ended the sign-in of %(user)s on %(device)s.") % {
            "user": sign_in.user_id,  # a name would outlive its person here
            "device": self.device(sign_in),
        }
        return services.audited(
            actor_of(request).pk,
            sign_in,
            note,
            lambda: bool(services.end_sessions(sign_in.user_id, reason="revoked", only=sign_in.ses)),
            flag=DELETION,
        )


class SocialAccountAdmin(ReadOnlyAdmin):
    list_display = ("user", "provider", "uid", "date_joined", "last_login")
    list_select_related = ("user",)
    list_filter = ("provider",)
    search_fields = ("=user__username", "=user__email", "=uid")
    search_help_text = gettext_lazy("A username, an e-mail address, or an id at the provider")
    fields = ("user", "provider", "uid", "date_joined", "last_login", "extra_data")
    ordering = ("-date_joined",)


def act_on_each(
    page: ReadOnlyAdmin, request: HttpRequest, rows: QuerySet[Any], act: Callable[[HttpRequest, Any], bool]
) -> int:
    """Act on each row; how many changed. What is refused for one is said, and the others go on."""
    count = 0
    for row in rows:
        try:
            count += act(request, row)
        except ChatterboxError as refusal:
            page.message_user(request, f"{row}: {refusal.message}", messages.ERROR)
    return count
