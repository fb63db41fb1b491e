"""Topics with their sizes, messages without their words, and reports.

What a message says is read on a page of its own, after its reader has said why.
"""

from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError
from messaging import checks, services
from messaging.admin.canary import WithoutCanary
from messaging.admin.site import site
from messaging.models import CANARY_TOPIC, Message, Report, Topic

READ: Final = "admin:messaging_message_read"
REMOVE: Final = "admin:messaging_message_remove"


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=checks.MAX_REASON, strip=True)


def _link(name: str, message_id: object, words: Any) -> str:
    return format_html('<a href="{}">{}</a>', reverse(name, args=[message_id], current_app=site.name), words)


class SecretAdmin(WithoutCanary):
    """Rows with columns that hold words: an address may ask for others only, or it would tell what is in them."""

    asked: tuple[str, ...]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup.partition("__")[0] in self.asked and super().lookup_allowed(lookup, value, request)


@admin.register(Topic, site=site)
class TopicAdmin(WithoutCanary):
    canary = ("id", CANARY_TOPIC)
    list_display = ("name", "party", "private", "last_n", "archived_at", "deleted_at", "created_at")
    list_select_related = ("party",)
    list_filter = ("private",)
    exclude = ("client_id",)
    search_fields = ("party__name", "name")
    search_help_text = gettext_lazy("Part of the name of a topic or its party")
    ordering = ("-id",)


@admin.register(Message, site=site)
class MessageAdmin(SecretAdmin):
    canary = ("topic_id", CANARY_TOPIC)
    asked = ("topic", "author", "kind")
    list_display = ("n", "topic", "author", "kind", "created_at", "edited_at", "deleted_at")
    list_select_related = ("topic", "author")
    list_filter = ("kind",)
    fields = (
        "topic",
        "n",
        "rev",
        "kind",
        "author",
        "created_at",
        "edited_at",
        "pinned_at",
        "deleted_at",
        "deleted_by",
        "reading",
        "removing",
    )
    search_fields = ("=author__username",)
    search_help_text = gettext_lazy("The author's username")
    ordering = ("-id",)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        ours = [
            path("<uuid:key>/read/", wrap(self.read), name="messaging_message_read"),
            path("<uuid:key>/remove/", wrap(self.remove), name="messaging_message_remove"),
        ]
        return ours + super().get_urls()

    @admin.display(description=gettext_lazy("text"))
    def reading(self, message: Message) -> str:
        return _link(READ, message.pk, _("Read it: you will be asked why"))

    @admin.display(description=gettext_lazy("delete"))
    def removing(self, message: Message) -> str:
        is_gone = message.deleted_at and not message.revisions.exists()
        return "-" if is_gone else _link(REMOVE, message.pk, _("Delete it for good"))

    def read(self, request: Any, key: Any) -> HttpResponse:
        """What a message says and said, once a reason is given and noted."""
        form, words = ReasonForm(request.POST or None), None
        if request.method == "POST" and form.is_valid():
            try:
                words = services.read_by_house(request.user, message_id=key, **form.cleaned_data)
                self.log_change(request, self._row(key), _("Read."))
            except ChatterboxError as refusal:
                form.add_error("reason", refusal.message)
        return self._ask(request, key, form, _("Read a message"), _("Read"), words=words)

    def remove(self, request: Any, key: Any) -> HttpResponse:
        """Delete a message for good, once a reason is given."""
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                services.delete_message(request.user, message_id=key, by_house=True, **form.cleaned_data)
                self.log_change(request, self._row(key), _("Deleted."))
            except ChatterboxError as refusal:
                form.add_error("reason", refusal.message)
            else:
                self.message_user(request, _("The message is deleted."), messages.SUCCESS)
                return redirect("admin:messaging_message_change", key)
        return self._ask(request, key, form, _("Delete a message for good"), _("Delete"))

    def _row(self, key: Any) -> Message:
        found: Message = Message.objects.using(self.using).get(pk=key)
        return found

    def _ask(
        self, request: HttpRequest, key: Any, form: ReasonForm, title: str, button: str, **more: Any
    ) -> HttpResponse:
        message = Message.objects.using(self.using).select_related("topic", "author").filter(pk=key).first()
        if message is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(key))  # type: ignore[attr-defined,no-any-return]
        given = {"message": message, "form": form, "title": title, "button": button, "opts": self.opts}
        context = {**self.admin_site.each_context(request), **given, **more}
        return render(request, "admin/messaging/reason.html", context, status=400 if form.errors else 200)


@admin.register(Report, site=site)
class ReportAdmin(SecretAdmin):
    canary = ("topic_id", CANARY_TOPIC)
    asked = ("party", "topic", "message", "reporter")
    list_display = ("created_at", "party", "topic", "message", "reporter", "reason", "settled_at")
    list_select_related = ("party", "topic", "message", "reporter")
    fields = ("party", "topic", "message", "reporter", "reason", "created_at", "settled_at", "settled_by", "reading")
    search_fields = ("=reporter__username", "party__name")
    search_help_text = gettext_lazy("The reporter's username, or part of a party's name")
    ordering = ("-id",)

    @admin.display(description=gettext_lazy("text"))
    def reading(self, report: Report) -> str:
        return _link(READ, report.message_id, _("Read it: you will be asked why"))
