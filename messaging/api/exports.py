"""What somebody wrote, as a file with an expiring link."""

import msgspec
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.response import Response

from events.errors import NotFound
from events.times import iso
from messaging import exports, queries, services
from messaging.api.base import Operation, PersonRequest
from messaging.api.describe import Binary, described, made
from messaging.models import Export


class ExportShape(msgspec.Struct, frozen=True):
    """`count` is how many messages are in it so far; without `url` it is still being made."""

    id: str
    state: str  # waiting or ready
    count: int
    url: str | None
    created_at: str
    expires_at: str


class ExportApi(Operation):
    @described("My export", {200: {"export": ExportShape}}, refuses=(NotFound,))
    def get(self, request: PersonRequest) -> Response:
        export = queries.export_of(request.user)
        if export is None:
            raise NotFound(_("There is no export. Make one."))
        return Response({"export": _shape(export)})

    @described("Export what I wrote", made({"export": ExportShape}))
    def post(self, request: PersonRequest) -> Response:
        export, created = services.want_export(request.user)
        return Response({"export": _shape(export)}, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)


class ExportFileApi(Operation):
    @described("The file of my export", {200: Binary("application/zip")}, refuses=(queries.NotReady,))
    def get(self, request: PersonRequest, export: str) -> HttpResponseBase:
        return exports.file_of(queries.export_for(request.user, export))


def _shape(export: Export) -> ExportShape:
    is_ready = export.ready_at is not None
    return ExportShape(
        id=str(export.id),
        state="ready" if is_ready else "waiting",
        count=export.count,
        url=reverse("api-export-file", args=[str(export.id)]) if is_ready else None,
        created_at=iso(export.created_at),
        expires_at=iso(export.expires_at),
    )
