"""The page of one's data: take it along, or leave."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.me.export_api import file_of, fresh_export
from accounts.models import User
from accounts.queries import export_for, export_of


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """What can be taken along, with the link to what was made last; its button makes it anew."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required has seen to it
    if request.method == "POST":
        fresh_export(user)
        messages.success(request, _("Your file is ready."))
        return HttpResponseRedirect(reverse("data"))
    return render(request, "me/data.html", {"export": export_of(user.pk)})


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, export: str) -> HttpResponse:
    """The file behind a link, for whom it is about."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required has seen to it
    return file_of(export_for(request.user.pk, export))
