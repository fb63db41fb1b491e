"""Help: the keys, how to format words, and where to ask. A dialog where a script opens it, else a page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from messaging.views.desk import PersonRequest, desk, show
from messaging.views.dialogs import in_dialog


@require_safe
def help_page(request: PersonRequest) -> HttpResponse:
    if in_dialog(request):
        return show(request, "messaging/help.html", {"parent": "messaging/help_dialog.html"})
    if request.person is None:
        return show(request, "messaging/help.html", {"parent": "page.html"})
    return show(request, "messaging/help.html", desk(request) | {"parent": "messaging/desk.html", "is_page": True})
