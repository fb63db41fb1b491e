"""Small forms: the page's dialog shows them, and without a script each is a page of its own at the same address.

A form template begins with `{% extends frame %}`; static/js/base/dialogs.js is the other half.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh, trigger_client_event

from chatterbox.forms import RefusableForm
from events.errors import ChatterboxError
from messaging.models import Membership
from messaging.views.desk import htmx_target, show
from messaging.views.settings_frame import settings_frame

#: The id of the one dialog of a page.
DIALOG: Final = "dialog"
#: Pages that go on by themselves after something was done: they hear of it by the socket.
LIVE: Final = frozenset({"topic"})


def in_dialog(request: HttpRequest) -> bool:
    return htmx_target(request) == DIALOG


def sent(request: HttpRequest) -> Any:
    """What a form is bound to: what was sent, also when that is nothing; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def carried_out(form: RefusableForm, act: Callable[..., object]) -> bool:
    """Whether the form was sent and is done: `act` gets its fields as keywords; a refusal of its stays in the form."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except ChatterboxError as refusal:
        form.add_refusal(refusal)
        return False
    return True


def show_form(
    request: Any,
    membership: Membership,
    template: str,
    form: RefusableForm,
    *,
    heading: str,
    back: str,
    at: str = "",
    **context: Any,
) -> HttpResponse:
    """A form with its errors: alone for the dialog, else in the frame of the party's settings.

    `back` is where Cancel leads on the page, `at` the section of the settings that it belongs to.
    """
    context |= {"form": form, "heading": heading, "back": back}
    if in_dialog(request):
        context |= {"frame": "messaging/forms/dialog.html"}
    else:
        context |= settings_frame(request, membership, at) | {"frame": "messaging/forms/page.html", "is_form": True}
    return form.mark(show(request, template, context))


def done(request: Any, sentence: str, to: str, *, gone: str = "") -> HttpResponse:
    """What a form wanted is done: a page leads on `to`; under a dialog stays what was there, and says the sentence.

    `gone`: the beginning of addresses that are none any more; from under a dialog there one is led away as well.
    """
    if not in_dialog(request):
        messages.success(request, sentence)
        return redirect(to)
    if request.method != "POST":  # there is nothing to ask: the page of this address says so
        return HttpResponse(status=204)
    page = urlsplit(request.htmx.current_url_abs_path or "").path
    is_gone = bool(gone) and page.startswith(gone)
    if _is_live(page) and not is_gone:
        return trigger_client_event(HttpResponse(status=204), "dialog:done", {"said": sentence})
    messages.success(request, sentence)
    return HttpResponseClientRedirect(to) if is_gone else HttpResponseClientRefresh()


def _is_live(path: str) -> bool:
    try:
        return resolve(path).url_name in LIVE
    except Resolver404:
        return False
