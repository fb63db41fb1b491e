"""Views for tests of a server process, whose other addresses are those of `local`."""

import contextvars
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chatterbox import onehop

CONTEXT: contextvars.ContextVar[str] = contextvars.ContextVar("test", default="")
#: Seconds that a view waits for `let_go` before a test must be broken.
AT_MOST = 20
PART = 64 * 1024
# Seconds that a request waits for a thread: more than in production where a test wants it so.
vars(onehop)["WAIT_AT_MOST"] = float(os.environ.get("TEST_WAIT_AT_MOST", onehop.WAIT_AT_MOST))

handler400 = "chatterbox.views.bad_request"
handler403 = "chatterbox.views.forbidden"
handler404 = "chatterbox.views.not_found"
handler500 = "chatterbox.views.server_error"


def sign(name: str) -> Path:
    """A file by which views and tests tell each other how far they are."""
    return Path(settings.DATA) / name


@csrf_exempt
def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.read(), headers={"X-Path": request.path, "X-Host": request.get_host()})


class Parsed(APIView):
    """What an operation of the API is given."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        return Response(request.data)


@csrf_exempt
def hold(request: HttpRequest) -> HttpResponse:
    """Wait until the test lets go."""
    name = request.GET["name"]
    sign(f"{name}.began").touch()
    deadline = time.monotonic() + AT_MOST
    while not sign(f"{name}.let_go").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    sign(f"{name}.done").touch()
    return HttpResponse("held")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """`?parts=` parts of PART bytes; each is counted as it is made, and the end of the generator is told."""
    name = request.GET["name"]
    return StreamingHttpResponse(_parts(name, int(request.GET["parts"])))


def _parts(name: str, parts: int) -> Iterator[bytes]:
    try:
        for number in range(parts):
            sign(f"{name}.made").write_text(str(number + 1))
            yield bytes([65 + number % 26]) * PART
    finally:
        sign(f"{name}.closed").touch()


def torn(request: HttpRequest) -> StreamingHttpResponse:
    """A stream that breaks off."""

    def parts() -> Iterator[bytes]:
        yield b"x" * PART
        raise ZeroDivisionError

    return StreamingHttpResponse(parts())


def leak(request: HttpRequest) -> HttpResponse:
    """What the request before in this thread has left behind."""
    before = CONTEXT.get()
    CONTEXT.set("left behind")
    return HttpResponse(f"{before}|{threading.current_thread().name}")


def rows(request: HttpRequest) -> HttpResponse:
    """Ask messaging's database something."""
    with connections["messaging"].cursor() as cursor:
        cursor.execute("SELECT 1")
        return HttpResponse(str(cursor.fetchone()[0]))


def own(request: HttpRequest) -> JsonResponse:
    """What this process holds: threads of any kind, and resident memory in KiB."""
    lines = Path(f"/proc/{os.getpid()}/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    return JsonResponse({"threads": int(status["Threads"]), "memory": int(status["VmRSS"].split()[0])})


urlpatterns = [
    *(path(f"test/{view.__name__}", view) for view in (echo, hold, stream, torn, leak, rows, own)),
    path("test/parsed", Parsed.as_view()),
    path("", include("chatterbox.urls.local")),
]
