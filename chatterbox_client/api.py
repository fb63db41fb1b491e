"""The API by HTTP: one request, one answer, as Python's own library sends it."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, Final, Protocol
from urllib.parse import urlencode

Json = dict[str, Any]
#: Seconds that an answer may take.
ANSWER_WITHIN: Final = 10.0


class Refused(Exception):
    """The server has said no, by HTTP or by an error frame (then `status` is 0). `body` is the error shape."""

    def __init__(self, body: Json, status: int = 0) -> None:
        self.code, self.body, self.status = str(body.get("code")), body, status
        super().__init__(f"{status or ''} {body}".strip())

    @property
    def retry_after(self) -> float | None:
        """Seconds after which it may be tried again; None: trying again changes nothing."""
        after = self.body.get("retry_after")
        if after is None and (self.code == "unavailable" or self.status >= 500):
            return 1.0
        return None if after is None else float(after)


class Unreachable(Exception):
    """Nobody has answered."""


class HasHeaders(Protocol):
    def headers(self) -> dict[str, str]:
        """What says who asks."""


class Api:
    """Operations below /api/v1 of one site, as one person."""

    def __init__(self, url: str, access: HasHeaders) -> None:
        self.url, self.access = url, access

    def ask(self, method: str, path: str, body: Json | None = None, **query: Any) -> Json:
        """An operation such as `ask("GET", "/parties")`. Raises Refused, Unreachable."""
        address = f"{self.url}/api/v1{path}" + (f"?{urlencode(query)}" if query else "")
        return request(method, address, body, self.access.headers())

    async def get(self, path: str, **query: Any) -> Json:
        return await asyncio.to_thread(self.ask, "GET", path, None, **query)

    async def post(self, path: str, body: Json | None = None) -> Json:
        return await asyncio.to_thread(self.ask, "POST", path, body or {})

    async def put(self, path: str, body: Json | None = None) -> Json:
        return await asyncio.to_thread(self.ask, "PUT", path, body or {})


def request(method: str, address: str, body: Json | None, headers: Mapping[str, str]) -> Json:
    """JSON there, JSON back. Raises Refused, Unreachable."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(  # noqa: S310 - whoever makes a client says where it goes
        address, data, {"Content-Type": "application/json", **headers}, method=method
    )
    try:
        with urllib.request.urlopen(asked, timeout=ANSWER_WITHIN) as answer:  # noqa: S310
            return _object(answer.read())
    except urllib.error.HTTPError as error:
        raise Refused(_object(error.read()), error.code) from None
    except (OSError, HTTPException) as error:
        raise Unreachable(str(error)) from error


def _object(raw: bytes) -> Json:
    """What a proxy may say in other words than JSON is no more than its status."""
    try:
        found = json.loads(raw or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
