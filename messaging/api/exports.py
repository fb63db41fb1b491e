"""What somebody wrote, as a file with an expiring link."""

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.response import Response

from events.errors import NotFound
from events.times import iso
from messaging import exports, queries, services
from messaging.api.base import Operation, PersonRequest
from messaging.models import Export


class ExportApi(Operation):
    def get(self, request: PersonRequest) -> Response:
        export = queries.export_of(request.user)
        if export is None:
            raise NotFound(_("There is no export. Make one."))
        return Response({"export": _shape(export)})

    def post(self, request: PersonRequest) -> Response:
        export, created = services.want_export(request.user)
        return Response({"export": _shape(export)}, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class ExportFileApi(Operation):
    def get(self, request: PersonRequest, export: str) -> HttpResponseBase:
        return exports.file_of(queries.export_for(request.user, export))


def _shape(export: Export) -> dict[str, Any]:
    """`count` is how many messages are in it so far; without `url` it is still being made."""
    is_ready = export.ready_at is not None
    return {
        "id": str(export.id),
        "state": "ready" if is_ready else "waiting",
        "count": export.count,
        "url": reverse("api-export-file", args=[str(export.id)]) if is_ready else None,
        "created_at": iso(export.created_at),
        "expires_at": iso(export.expires_at),
    }
