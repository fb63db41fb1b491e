"""Admin pages for what waits to be sent and what lies aside: to look at, and to send again. Each service has its own.

Nobody edits an event here. The site says who may come in; whoever may, sees all of these.
"""

import logging
from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.core.paginator import Paginator
from django.db import router
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import again
from events.databases import databases
from events.models import DeadLetter, JobRun, Lease, OutboxEvent, Resync
from events.outages import DependencyLost

log = logging.getLogger(__name__)

#: Where one changes one's own.
PASSWORD_PATH: Final = "/accounts/password/change/"  # noqa: S105 - an address
#: Characters of an event that a page shows.
SHOWN: Final = 20_000
#: Rows of a list that can be leafed through; a search or a filter finds the others.
LISTED: Final = 10_000


class EventsAdminSite(admin.AdminSite):
    """The admin site of the service `app`."""

    app: str

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """In one's account: that ends the other sign-ins, which Django's own page does not."""
        return HttpResponseRedirect(PASSWORD_PATH)


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a table that may be long: nobody waits until all of it is counted."""

    @cached_property
    def count(self) -> int:
        return min(self._found, LISTED)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than the pages have."""
        return self._found > LISTED

    @cached_property
    def _found(self) -> int:
        """One more than are listed at most; of the bare rows in no order, so that the database stops there."""
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: LISTED + 1].count())


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows of the site's own service, to look at only. No page counts all of them: there may be millions."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    @property
    def app(self) -> str:
        site = self.admin_site
        assert isinstance(site, EventsAdminSite)  # noqa: S101 - nobody else registers these
        return site.app

    @property
    def using(self) -> str:
        return databases()[self.app]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).using(self.using)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OutboxAdmin(ReadOnlyAdmin):
    list_display = ("type", "key", "aggregateversion", "created_at", "waiting", "parked", "sent_at", "fault")
    list_filter = ("parked", "waiting")
    ordering = ("-id",)
    actions = ("send_again",)

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, rows: QuerySet[OutboxEvent]) -> None:
        """Parked ones with what waits behind them; sent ones, which readers drop when they have them."""
        count = 0
        for row in rows.order_by("aggregateversion", "id"):
            count += again.send_again(row, self.using)
            self.log_change(request, row, _("Sent again."))
        log.info("events_sent_again", extra={"service": self.app, "count": count, "by": str(request.user.pk)})
        text = ngettext("%(count)d event waits to be sent.", "%(count)d events wait to be sent.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


class DeadLetterAdmin(ReadOnlyAdmin):
    list_display = ("reason", "type", "key", "place", "created_at", "error")
    list_filter = ("reason",)
    ordering = ("-created_at",)
    exclude = ("value",)
    readonly_fields = ("text",)
    actions = ("send_again",)

    @admin.display(description=_("event"))
    def text(self, letter: DeadLetter) -> str:
        return bytes(letter.value[:SHOWN]).decode("utf-8", "replace")

    @admin.action(description=_("Send again"), permissions=["view"])
    def send_again(self, request: HttpRequest, letters: QuerySet[DeadLetter]) -> None:
        """Apply them as if they came now; those that go well are gone."""
        given = list(letters.order_by("created_at"))
        applied = 0
        try:
            for letter in given:
                applied += again.replay(letter, self.app, self.using)
                self.log_change(request, letter, _("Sent again."))
        except DependencyLost as lost:
            self.message_user(request, str(lost), messages.ERROR)
            return
        log.info("dead_letters_replayed", extra={"service": self.app, "count": applied, "by": str(request.user.pk)})
        text = _("%(applied)d of %(count)d events were applied.") % {"applied": applied, "count": len(given)}
        self.message_user(request, text, messages.SUCCESS if applied == len(given) else messages.WARNING)


class LogAdmin(ReadOnlyAdmin):
    """What staff did: each change and each action, who did it and when."""

    list_display = ("action_time", "user", "what", "content_type", "object_repr", "note")
    list_select_related = ("user", "content_type")
    list_filter = ("action_flag",)
    search_fields = ("object_repr", "=object_id", "=user__username")
    search_help_text = _("A username, or part of what was changed")
    fields = ("action_time", "user", "what", "content_type", "object_id", "object_repr", "note")
    ordering = ("-action_time",)

    @property
    def using(self) -> str:
        """The log has one place in each profile, wherever the site's own rows are."""
        return router.db_for_read(LogEntry)

    @admin.display(description=_("action"))
    def what(self, entry: LogEntry) -> str:
        return entry.get_action_flag_display()

    @admin.display(description=_("note"))
    def note(self, entry: LogEntry) -> str:
        return entry.get_change_message()


class JobRunAdmin(ReadOnlyAdmin):
    list_display = ("name", "started_at", "seconds", "touched", "fault")


class LeaseAdmin(ReadOnlyAdmin):
    list_display = ("name", "holder", "beats", "expires_at")


class ResyncAdmin(ReadOnlyAdmin):
    list_display = ("kind", "id", "count", "started_at", "finished_at", "outcome")
    ordering = ("-id",)


PAGES: Final[dict[type[Model], type[ReadOnlyAdmin]]] = {
    OutboxEvent: OutboxAdmin,
    DeadLetter: DeadLetterAdmin,
    JobRun: JobRunAdmin,
    Lease: LeaseAdmin,
    Resync: ResyncAdmin,
    LogEntry: LogAdmin,
}


def register(site: EventsAdminSite) -> None:
    """Add the pages of events to a service's admin site."""
    for model, page in PAGES.items():
        site.register(model, page)
