"""`POST` and `GET …/me/export`: what accounts holds about oneself, as a file with an expiring link."""

from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api import MyApi
from accounts.models import Export, User
from accounts.queries import export_for, export_of
from events import limiter
from events.errors import NotFound
from events.times import iso

#: So many exports in so many seconds.
EXPORTS, SECONDS = 5, 24 * 3600
TYPE: Final = "application/zip"


class MyExportApi(MyApi):
    def get(self, request: Request) -> Response:
        export = export_of(self.me.pk)
        if export is None:
            raise NotFound(_("There is no export. Make one."))
        return Response({"export": _shape(export)})

    def post(self, request: Request) -> Response:
        return Response({"export": _shape(fresh_export(self.me))}, status=201)


class MyExportFileApi(MyApi):
    def get(self, request: Request, export: str) -> HttpResponse:
        return file_of(export_for(self.me.pk, export))


def fresh_export(user: User) -> Export:
    """Raises RateLimited."""
    limiter.check("export", str(user.pk), EXPORTS, SECONDS)
    return services.make_export(user)


def file_of(export: Export) -> HttpResponse:
    """The file, to be saved and kept by nobody on the way."""
    name = f"chatterbox-account-{export.created_at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(bytes(export.content), content_type=TYPE, headers=headers)


def _shape(export: Export) -> dict[str, Any]:
    return {
        "id": str(export.pk),
        "url": reverse("my-export-file", args=[str(export.pk)]),
        "created_at": iso(export.created_at),
        "expires_at": iso(export.expires_at),
    }
