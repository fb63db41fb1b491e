"""Django admin of accounts: behind the same sign-in as everything else, for staff with a second factor."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts import services
from accounts.factors.doors import proved_sign_in
from accounts.models import SignIn, User
from accounts.requests import local_path
from chatterbox.answers import login_url
from events.admin import EventsAdminSite, register
from events.staff import SecondFactorWanted, StaffOnly


class AccountsAdminSite(EventsAdminSite):
    site_header = gettext_lazy("Chatterbox: accounts")
    site_title = gettext_lazy("Chatterbox: accounts")
    site_url = "/"
    app = "accounts"

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose sign-in was proved by a second factor."""
        return super().has_permission(request) and proved_sign_in(request) is not None

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Nobody signs in here: who is signed out goes to our sign-in, who lacks a second factor is told so."""
        onward = local_path(request.GET.get("next"), reverse("admin:index", current_app=self.name))
        if not isinstance(request.user, User):
            return HttpResponseRedirect(login_url(onward))
        if not request.user.is_staff:
            raise StaffOnly
        if not self.has_permission(request):
            raise SecondFactorWanted(back=onward)
        return HttpResponseRedirect(onward)


site = AccountsAdminSite(name="accounts-admin")
register(site)


class SignInInline(admin.TabularInline):  # type: ignore[type-arg]
    model = SignIn
    fields = readonly_fields = ("created_at", "seen_at", "user_agent", "amr")
    ordering = ("-seen_at",)
    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User, site=site)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look at people, disable them and make them staff. All else is theirs."""

    list_display = ("username", "display_name", "email", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "email", "display_name")
    search_help_text = gettext_lazy("Part of a username, name or e-mail address")
    ordering = ("-date_joined",)
    fields = (
        "username",
        "display_name",
        "email",
        "is_active",
        "is_staff",
        "locale",
        "zoneinfo",
        "date_joined",
        "last_login",
    )
    readonly_fields = ("username", "display_name", "email", "locale", "zoneinfo", "date_joined", "last_login")
    inlines = (SignInInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Through the service, which tells messaging and ends sign-ins."""
        services.change_standing(obj.pk, is_active=obj.is_active, is_staff=obj.is_staff)
