"""Sending forms as a browser does: load the page, send what it holds, with its CSRF token."""

import re
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

ORIGIN = "http://localhost"


def submit(client: Client, page: str, action: str | None = None, **fields: Any) -> Any:
    """Load `page` and post its hidden fields and `fields` to `action` (else to itself)."""
    html = client.get(page, HTTP_HOST="localhost").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    return client.post(action or page, hidden | fields, HTTP_HOST="localhost", HTTP_ORIGIN=ORIGIN)


class _Fields(HTMLParser):
    """What the fields of a page hold: text, hidden ones, boxes that are ticked, and what is chosen of a list."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, str] = {}
        self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "select":
            self._list = has["name"] or ""
        elif tag == "option" and "selected" in has:
            self.held[self._list] = has["value"] or ""
        elif tag == "input" and "name" in has and (has.get("type") != "checkbox" or "checked" in has):
            self.held[has["name"] or ""] = has.get("value") or ""


def fields_of(response: HttpResponse) -> dict[str, str]:
    """What a browser sends when nothing on the page was touched; of a page with one form."""
    fields = _Fields()
    fields.feed(response.content.decode())
    return fields.held


def in_dialog(page: str) -> dict[str, str]:
    """The headers of what htmx asks for a dialog that is open over a page."""
    return {"HX-Request": "true", "HX-Target": "dialog", "HX-Current-URL": f"{ORIGIN}{page}"}


def submit_dialog(client: Client, path: str, page: str, **fields: Any) -> Any:
    """Send the form of `path` as the dialog does that is open over `page`."""
    client.get("/parties/new", HTTP_HOST="localhost")
    headers = in_dialog(page) | {"X-CSRFToken": client.cookies["csrftoken"].value, "Origin": ORIGIN}
    return client.post(path, fields, headers=headers, HTTP_HOST="localhost")


def text_of(response: HttpResponse) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
