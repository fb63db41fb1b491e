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


def text_of(response: HttpResponse) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
