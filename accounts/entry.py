"""Who may make an account: setting SIGNUP, at every door that makes people of strangers.

`invite` lets in whoever comes from an invite link: it is where they go on to afterwards, their `next`. Accounts can't
know whether there is such an invite, since codes never leave messaging; so it keeps out who happens by, and is no lock.
"""

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.requests import is_invite
from events.errors import Forbidden

OPEN: Final = "open"
INVITE: Final = "invite"

View = Callable[..., HttpResponse]


class SignUpClosed(Forbidden):
    code = "signup_closed"
    sentence = _("This Chatterbox takes no new accounts at the moment. Ask whoever runs it.")


class SignUpByInvite(Forbidden):
    code = "signup_by_invite"
    sentence = _("New people come in by an invite link here. Ask somebody inside for one.")


def is_open(request: HttpRequest, going: str | None) -> bool:
    """Whether somebody new who goes on to `going` may make an account. On pages ends the request when not."""
    refusal = _refusal(going)
    if refusal is not None and not is_headless_request(request):
        raise ImmediateHttpResponse(_page(request, refusal))
    return refusal is None


def insist_on_open(request: HttpRequest, going: str | None) -> None:
    """Raise SignUpClosed or SignUpByInvite unless `is_open`."""
    refusal = _refusal(going)
    if refusal is not None:
        raise refusal


def door(allauths: View) -> View:
    """allauth's view for programs that make an account, which would refuse without saying why."""

    @functools.wraps(allauths)  # with what it says of CSRF
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            insist_on_open(request, get_next_redirect_url(request))
        return allauths(request, *args, **kwargs)

    return view


def _refusal(going: str | None) -> Forbidden | None:
    if settings.SIGNUP == OPEN:
        return None
    if settings.SIGNUP == INVITE:
        return None if is_invite(going) else SignUpByInvite()
    return SignUpClosed()


def _page(request: HttpRequest, refusal: Forbidden) -> HttpResponse:
    context = {"message": refusal.message, "by_invite": isinstance(refusal, SignUpByInvite)}
    page = render(request, "account/signup_closed.html", context, status=HTTPStatus.FORBIDDEN)
    page["Cache-Control"] = "no-store"
    return page
