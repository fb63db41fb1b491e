"""Requests and answers of the demo provider, and nothing of what they mean."""

import dataclasses
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
FORM: Final = "application/x-www-form-urlencoded; charset=utf-8"


@dataclasses.dataclass(frozen=True)
class Request:
    """`host` is the one that was asked: this provider has several names and answers to each as itself."""

    method: str
    host: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    def credential(self) -> str:
        """What stands behind the scheme of the Authorization header."""
        return self.headers.get("authorization", "").partition(" ")[2].strip()


@dataclasses.dataclass(frozen=True)
class Answer:
    """`silent`: seconds before it begins; `drips`: it comes byte by byte. `content_type` empty sends none."""

    body: bytes = b""
    status: int = HTTPStatus.OK
    content_type: str = HTML
    location: str = ""
    silent: float = 0.0
    drips: bool = False


def page(text: str, status: int = HTTPStatus.OK) -> Answer:
    return Answer(text.encode(), status)


def in_json(value: Any, status: int = HTTPStatus.OK) -> Answer:
    return Answer(json.dumps(value).encode(), status, JSON)


def in_form(fields: Mapping[str, str]) -> Answer:
    return Answer(urlencode(fields).encode(), content_type=FORM)


def see(address: str, parameters: Mapping[str, str]) -> Answer:
    """Send the browser to an address with these parameters."""
    joint = "&" if urlsplit(address).query else "?"
    return Answer(status=HTTPStatus.FOUND, location=f"{address}{joint}{urlencode(parameters)}")
