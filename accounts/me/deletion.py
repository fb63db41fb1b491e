"""The pages on which somebody deletes their account."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import farewell, services
from accounts.cookies import want_no_access_cookie
from accounts.me.forms import DeletionForm
from accounts.me.recent import is_recent, proof_page
from accounts.models import User
from accounts.queries import owned_parties, sign_in_of
from accounts.services import OwnerMustTransfer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Ask who it is, what is to become of parties and messages, and whether it is meant; then do it."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required has seen to it
    services.insist_on_no_staff(user)
    if not is_recent(sign_in_of(user, request.session)):
        return proof_page(user, reverse("delete-account"))
    owned = owned_parties(user.pk)
    if request.method != "POST" or owned:
        return _page(request, DeletionForm(user), owned, status=409 if owned and request.method == "POST" else 200)
    form = DeletionForm(user, request.POST)
    if not form.is_valid():
        return _page(request, form, [], status=400)
    try:
        farewell.delete_account(user, delete_messages=form.cleaned_data["messages"] == "delete")
    except OwnerMustTransfer as refusal:  # we have heard of it this moment
        return _page(request, form, refusal.parties, status=refusal.status)
    request.session.flush()
    want_no_access_cookie(request)
    return HttpResponseRedirect(reverse("account-deleted"))


@never_cache
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "me/deleted.html")


def _page(request: HttpRequest, form: DeletionForm, owned: Any, *, status: int = 200) -> HttpResponse:
    return render(request, "me/delete.html", {"form": form, "owned": owned}, status=status)
