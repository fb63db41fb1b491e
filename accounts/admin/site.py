"""Accounts' admin site, and its door."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.factors.doors import proved_sign_in
from accounts.models import User
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
