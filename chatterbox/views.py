"""Pages that belong to no app: errors, forms from pages that have grown too old, and the sprite of icons."""

import hashlib
import sys
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from chatterbox import answers
from events.errors import ChatterboxError, CsrfFailed, Forbidden, Invalid, NotFound, translate

YEAR: Final = 365 * 24 * 3600


@lru_cache(maxsize=1)
def sprite() -> tuple[bytes, str]:
    """The sprite and its digest. It comes from the page's own origin: `<use>` takes no other."""
    content = (settings.BASE_DIR / "static" / "images" / "icons.svg").read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


@require_safe
def icons(request: HttpRequest) -> HttpResponse:
    """The sprite, kept for a year by whoever asked for exactly this one (`?v=`)."""
    content, digest = sprite()
    etag = f'"{digest}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    exact = request.GET.get("v") == digest
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={YEAR}, immutable" if exact else "public, max-age=300"}
    return HttpResponse(content, content_type="image/svg+xml", headers=headers)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form of ours is kept and offered again, all else is refused."""
    refusal = CsrfFailed()
    if request.method == "POST" and not answers.wants_json(request) and not request.headers.get("HX-Request"):
        try:
            return answers.renewal_page(request, refusal)
        except Exception:
            return answers.answer(request, refusal)
    return answers.answer(request, refusal)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answers.answer(request, _refusal(exception, Invalid))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answers.answer(request, _refusal(exception, Forbidden))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answers.answer(request, _refusal(exception, NotFound))


def _refusal(exception: Exception, otherwise: type[ChatterboxError]) -> ChatterboxError:
    return answers.refusal_of(exception) or otherwise()


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: a fault of ours, or a database that was lost before any view ran (then it is a 503)."""
    fault = sys.exc_info()[1]
    refusal = translate(fault) if fault else None
    if refusal is not None:
        return answers.answer(request, refusal)
    if answers.wants_json(request):
        return answers.answer(request, answers.Broken())
    try:
        return HttpResponse(render_to_string("500.html"), status=500)
    except Exception:
        return answers.last_resort()
