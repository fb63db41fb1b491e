"""The OpenAPI document of messaging, made of what `messaging/api/describe.py` says beside each operation."""

import json
import re
from importlib import import_module
from typing import Any, Final

from django.urls import include, path
from drf_spectacular.settings import patched_settings

from chatterbox.openapi.document import Document, generated
from events.openapi import BEARER, COOKIE

_INFO: Final = {
    "title": "Chatterbox messaging",
    "version": "1",
    "description": (
        "Parties, topics and messages. A phone sends `Authorization: Bearer` with an access token, which accounts "
        "gives out below `/accounts/api/`; docs/api.md walks through it from sign-in to catching up.\n\n"
        "Ids are strings, times ISO 8601 in UTC with milliseconds, `n` and `rev` integers below 2^53. Absent, "
        "malformed and not yours look alike: 404 `not_found`. Whatever makes something takes a `client_id` of 1 to 64 "
        "of `[A-Za-z0-9_-]`, kept for ever: asked twice it is made once."
    ),
}
_HEADERS: Final = {
    "X-RateLimit-Limit": ("integer", "How often this may be done within its time."),
    "X-RateLimit-Remaining": ("integer", "How often it may be done at once."),
    "X-RateLimit-Reset": ("integer", "Seconds until it may be done once more than that."),
    "Retry-After": ("integer", "Seconds after which the same request may pass."),
    "ETag": ("string", "Weak. Sent back in `If-None-Match` it saves what has not changed."),
}


def make() -> dict[str, Any]:
    urls = import_module("messaging.urls").api_urls
    with patched_settings({"OAS_VERSION": "3.1.0"}):
        found = generated([path("api/v1/", include(urls))])
    components = found["components"] | {
        "headers": {name: {"description": words, "schema": {"type": kind}} for name, (kind, words) in _HEADERS.items()},
        "securitySchemes": {"bearer": BEARER, "cookie": COOKIE},
    }
    return _named({"openapi": "3.1.0", "info": _INFO, "paths": found["paths"], "components": components})


def _named(document: dict[str, Any]) -> dict[str, Any]:
    """The same with `Party` for `PartyShape`."""
    text = re.sub(r'("title": "|"#/components/schemas/)(\w+)Shape"', r'\1\2"', json.dumps(document))
    plain: dict[str, Any] = json.loads(text)
    schemas = plain["components"]["schemas"]
    plain["components"]["schemas"] = {name.removesuffix("Shape"): schemas[name] for name in sorted(schemas)}
    return plain


DOCUMENT: Final = Document("messaging", make)
