"""/media/: what people uploaded, in `local` only. In production a host of its own shows the same folder."""

import re
from typing import Final

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.services.avatars import FOLDER

#: Names that `set_avatar` gives, and no other path.
NAME: Final = re.compile(r"[A-Za-z0-9_-]{22}\.webp")
#: A name never means another picture, so it is kept for ever. What it is, we say; what it says, nobody runs.
HEADERS: Final = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "same-site",
}


@require_safe
def avatar(request: HttpRequest, name: str) -> HttpResponse:
    if not NAME.fullmatch(name):
        raise Http404
    try:
        with default_storage.open(f"{FOLDER}/{name}") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/webp", headers=HEADERS)
