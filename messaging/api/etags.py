"""ETags: an answer that the client has already need not be sent again."""

import hashlib
from typing import Final

from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from events.rest import Encoded, encoder

#: Answers depend on who asks, however they say it.
VARY: Final = ("Authorization", "Cookie")


def weak_tag(content: bytes) -> str:
    """Weak, since a proxy may send the same words packed in another way."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


def mark(request: Request, response: Response) -> None:
    """Let clients keep what they read and ask whether it has changed; let nobody keep anything else.

    A good answer to GET gets an ETag, unless the operation gave it one of its own, and becomes 304 when the client has
    it.
    """
    patch_vary_headers(response, VARY)
    if "Cache-Control" in response:
        return
    if request.method not in ("GET", "HEAD") or response.status_code != status.HTTP_200_OK:
        patch_cache_control(response, private=True, no_store=True)
        return
    patch_cache_control(response, private=True, no_cache=True)
    if "ETag" not in response:
        response.data = Encoded(encoder.encode(response.data))
        response["ETag"] = weak_tag(response.data)
    if _has(request, response["ETag"]):
        response.status_code = status.HTTP_304_NOT_MODIFIED
        response.data = None


def _has(request: Request, tag: str) -> bool:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or tag in known or tag.removeprefix("W/") in known
