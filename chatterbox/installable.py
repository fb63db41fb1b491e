"""What makes Chatterbox an app of a device: the manifest, the service worker, and the page that it shows offline.

All three come from the page's own origin. The worker keeps that page and the static files on it, and nothing else:
what is private is never in a cache. It is another worker when one of those files changes, so a deploy renews it.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from csp.constants import HEADER
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chatterbox.views import sprite

#: Static files that the page offline is drawn with.
FILES: Final = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components.css",
    "fonts/atkinson-next-400-800.woff2",
    "fonts/bricolage-700.woff2",
    "images/logo.svg",
    "images/favicon.svg",
    "js/offline/page.js",
)
PAPER: Final = "#e1ebe7"
ICONS: Final = (("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"))
MANIFEST_AGE: Final = 3600


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, icons and colours, in the language of whoever installs it."""
    content = {
        "id": "/",
        "name": "Chatterbox",
        "short_name": "Chatterbox",
        "description": _("Group chat for clubs, teams and families."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["social", "productivity"],
        "icons": [_icon(size, purpose) for size, purpose in ICONS],
        "shortcuts": [
            {"name": _("My parties"), "url": "/"},
            {"name": _("New party"), "url": reverse("party-new")},
            {"name": _("My account"), "url": "/accounts/"},
        ],
        "share_target": {
            "action": reverse("share"),
            "method": "GET",
            "params": {name: name for name in ("title", "text", "url")},
        },
    }
    headers = {"Cache-Control": f"private, max-age={MANIFEST_AGE}"}
    return JsonResponse(content, content_type="application/manifest+json", headers=headers)


def _icon(size: str, purpose: str) -> dict[str, str]:
    name = f"images/app/{'maskable' if purpose == 'maskable' else 'icon'}-{size.partition('x')[0]}.png"
    return {"src": static(name), "sizes": size, "type": "image/png", "purpose": purpose}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what it keeps, and its code. Browsers ask for it anew at least daily."""
    page = reverse("offline")
    kept = {"version": _version(get_language()), "page": page, "files": [*map(static, FILES), _icons()]}
    code = (Path(settings.BASE_DIR) / "static" / "js" / "offline" / "worker.js").read_text(encoding="utf-8")
    answer = HttpResponse(
        f"const KEPT = {json.dumps(kept)};\n{code}",
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    answer[HEADER] = _worker_policy()
    return answer


def _icons() -> str:
    return f"{reverse('icons')}?v={sprite()[1]}"


def _worker_policy() -> str:
    """It fetches what it keeps, from the page's origin and from that of static files, and does nothing else."""
    parts = urlsplit(str(settings.STATIC_URL))
    host = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"default-src 'none'; script-src 'self'; connect-src 'self'{host}"


@lru_cache(maxsize=16)
def _version(language: str | None) -> str:
    """A digest of the page and everything on it."""
    digest = hashlib.sha256(f"{language} {_icons()}".encode())
    for folder, name in (("templates", "offline.html"), ("templates", "page.html"), ("static", "js/offline/worker.js")):
        digest.update((Path(settings.BASE_DIR) / folder / name).read_bytes())
    for name in FILES:
        found = finders.find(name)
        digest.update(static(name).encode() + (Path(found).read_bytes() if found else b""))
    return digest.hexdigest()[:12]


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the worker shows instead of a page that can't be fetched. It is the same for everybody."""
    answer = render(request, "offline.html")
    answer["Cache-Control"] = "no-cache"
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    return answer
