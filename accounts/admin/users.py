"""People: to look at, to disable, to sign out, to ask for a new password, and to make staff. All else is theirs."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import services
from accounts.admin.rows import act_on_each
from accounts.admin.standing import actor_of, insist_on_another, insist_on_rank
from accounts.models import SignIn, User
from events.admin import ReadOnlyAdmin

STANDING = ("is_active", "is_staff")


class SignInInline(admin.TabularInline):  # type: ignore[type-arg]
    model = SignIn
    fields = readonly_fields = ("created_at", "seen_at", "user_agent", "amr")
    ordering = ("-seen_at",)
    extra = 0
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # of whoever sees the person

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission


class UserAdmin(ReadOnlyAdmin):
    list_display = ("username", "display_name", "email", "is_active", "is_staff", "is_superuser", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("username", "email", "display_name")
    search_help_text = gettext_lazy("Part of a username, name or e-mail address")
    ordering = ("-date_joined",)
    fields = (
        "username",
        "display_name",
        "email",
        "is_active",
        "is_staff",
        "is_superuser",
        "locale",
        "zoneinfo",
        "date_joined",
        "last_login",
    )
    readonly_fields = tuple(name for name in fields if name not in STANDING)
    inlines = (SignInInline,)
    actions = ("disable", "enable", "end_sign_ins", "force_new_password", "make_staff", "unmake_staff")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """What the form says of somebody's standing. A refusal is a page of its own."""
        wanted = {name: form.cleaned_data[name] for name in form.changed_data if name in STANDING}
        if wanted:
            note = self.construct_change_message(request, form, [])
            self._change_standing(request, User.objects.get(pk=obj.pk), note, **wanted)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the line was written together with the change."""
        return None

    @admin.action(description=gettext_lazy("Disable: sign out everywhere, and keep out"), permissions=["change"])
    def disable(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._act(request, users, lambda user: self._change_standing(request, user, _("Disabled."), is_active=False))

    @admin.action(description=gettext_lazy("Enable"), permissions=["change"])
    def enable(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._act(request, users, lambda user: self._change_standing(request, user, _("Enabled."), is_active=True))

    @admin.action(description=gettext_lazy("Make staff"), permissions=["change"])
    def make_staff(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._act(request, users, lambda user: self._change_standing(request, user, _("Made staff."), is_staff=True))

    @admin.action(description=gettext_lazy("Make staff no more"), permissions=["change"])
    def unmake_staff(self, request: HttpRequest, users: QuerySet[User]) -> None:
        note = _("Made staff no more.")
        self._act(request, users, lambda user: self._change_standing(request, user, note, is_staff=False))

    @admin.action(description=gettext_lazy("Sign out everywhere"), permissions=["change"])
    def end_sign_ins(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._act(request, users, lambda user: self._end_sign_ins(request, user))

    @admin.action(description=gettext_lazy("Force a new password: sign out, and mail a link"), permissions=["change"])
    def force_new_password(self, request: HttpRequest, users: QuerySet[User]) -> None:
        self._act(request, users, lambda user: self._force_new_password(request, user))

    def _act(self, request: HttpRequest, users: QuerySet[User], act: Any) -> None:
        count = act_on_each(self, request, users, lambda _request, user: bool(act(user)))
        text = ngettext("Done for %(count)d person.", "Done for %(count)d people.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    def _change_standing(self, request: HttpRequest, user: User, note: Any, **wanted: bool) -> bool:
        if all(getattr(user, name) == value for name, value in wanted.items()):
            return False
        insist_on_another(actor_of(request), user)
        insist_on_rank(actor_of(request), user, makes_staff="is_staff" in wanted)
        services.audited(actor_of(request).pk, user, note, lambda: services.change_standing(user.pk, **wanted))
        return True

    def _end_sign_ins(self, request: HttpRequest, user: User) -> bool:
        insist_on_rank(actor_of(request), user)
        note = _("Signed out everywhere.")
        change = lambda: services.end_sessions(user.pk, reason="revoked")  # noqa: E731 - said once, beside its note
        return bool(services.audited(actor_of(request).pk, user, note, change))

    def _force_new_password(self, request: HttpRequest, user: User) -> bool:
        """The link goes out by mail when the old password is gone already. Without an address there is none."""
        insist_on_another(actor_of(request), user)
        insist_on_rank(actor_of(request), user)
        note = _("Forced a new password.")
        services.audited(actor_of(request).pk, user, note, lambda: services.forget_password(user))
        if user.email and user.is_active:
            request_password_reset(request, user.email, [user], default_token_generator)
        else:
            text = _("%(user)s can't be mailed a link: they have no address, or are disabled.") % {"user": user}
            self.message_user(request, text, messages.WARNING)
        return True
