"""The page on which somebody takes along what they wrote."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from messaging import exports, queries, services
from messaging.views.desk import PersonRequest, desk, show, signed_in

#: Seconds after which the page looks again while the file is being made.
LOOK_AGAIN = 5


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: PersonRequest) -> HttpResponse:
    if request.method == "POST":
        services.want_export(request.person)
        return redirect("export-messages")
    export = queries.export_of(request.person)
    response = show(request, "messaging/export.html", desk(request) | {"export": export})
    if export is not None and export.ready_at is None:
        response["Refresh"] = str(LOOK_AGAIN)  # the page loads itself anew, also where no script runs
    return response


@signed_in
@require_safe
def export_file(request: PersonRequest, export: str) -> HttpResponseBase:
    return exports.file_of(queries.export_for(request.person, export))
