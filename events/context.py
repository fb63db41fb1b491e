"""What every log line of one request carries, and how it travels: a request id through outbox and Kafka header.

The id is the trace id of a W3C `traceparent` (https://www.w3.org/TR/trace-context/), taken from the caller when it
sends a sound one, so that a load balancer's or phone's trace goes on through both services.
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def traceparent() -> str:
    """The `traceparent` of the request under way; a fresh one outside of any."""
    request_id = structlog.contextvars.get_contextvars().get("request_id") or _hex(128)
    return f"00-{request_id}-{_hex(64)}-01"


def request_id_of(parent: str | None) -> str:
    """The request id that a `traceparent` carries; a fresh one when it is absent or malformed."""
    match = _TRACEPARENT.fullmatch(parent or "")
    return match[1] if match and match[1] != "0" * 32 else _hex(128)


def _hex(bits: int) -> str:
    """Ids are no secrets, and asking the system for randomness costs more than all else that is done for a frame."""
    return f"{random.getrandbits(bits):0{bits // 4}x}"


def bind(**values: Any) -> None:
    """Every log line of this task carries `values`, until they are bound anew."""
    structlog.contextvars.bind_contextvars(**values)


@contextmanager
def bound(**values: Any) -> Iterator[None]:
    """Every log line inside carries `values`."""
    with structlog.contextvars.bound_contextvars(**values):
        yield


class RequestContextMiddleware:
    """Gives each request its id, in logs and in the answer's `X-Request-ID`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request_id_of(request.headers.get("traceparent"))
        with bound(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response
