"""The site: for staff whose access token says that they signed in with a second factor. Nobody signs in here."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import staff
from events.admin import EventsAdminSite, register
from events.errors import NotSignedIn, Unavailable
from events.tokens import Claims


class MessagingAdminSite(EventsAdminSite):
    site_header = gettext_lazy("Chatterbox: messaging")
    site_title = gettext_lazy("Chatterbox: messaging")
    site_url = "/"
    app = "messaging"

    def has_permission(self, request: Any) -> bool:
        """Staff by what the token says, with a second factor; a token past its end says nothing here."""
        claims = getattr(request, "claims", None)
        return claims is not None and claims.is_staff and _proved(claims) and not claims.is_late

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Admin's pages ask `request.user`, whom messaging knows as the person of the token."""
        inner = super().admin_view(view, cacheable)

        def as_person(request: Any, *args: Any, **kwargs: Any) -> Any:
            self._insist(request)
            request.user = request.person
            return inner(request, *args, **kwargs)

        return as_person

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self._insist(request)
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return HttpResponseRedirect("/accounts/logout/")

    def _insist(self, request: Any) -> None:
        if getattr(request, "person", None) is None:
            raise NotSignedIn
        if request.claims.is_late:
            raise Unavailable(_("The admin pages want a fresh sign-in, and accounts can't be reached right now."))
        if not request.claims.is_staff:
            raise staff.StaffOnly
        if not _proved(request.claims):
            raise staff.SecondFactorWanted(back=request.get_full_path())


def _proved(claims: Claims) -> bool:
    return staff.proved(claims.amr, datetime.fromtimestamp(claims.auth_time, UTC))


site = MessagingAdminSite(name="messaging-admin")
register(site)
