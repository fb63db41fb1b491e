"""Sending forms as a browser does: load the page, send what it holds, with its CSRF token."""

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

ORIGIN = "http://localhost"


def submit(client: Client, page: str, action: str | None = None, **fields: Any) -> Any:
    """Load `page` and post its hidden fields and `fields` to `action` (else to itself)."""
    html = client.get(page, HTTP_HOST="localhost").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    return client.post(action or page, hidden | fields, HTTP_HOST="localhost", HTTP_ORIGIN=ORIGIN)


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
