"""The address that a request came from, for limits."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address: the peer's, or behind TRUSTED_PROXIES proxies what the outermost of them saw."""
    trusted: int = settings.TRUSTED_PROXIES
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    if trusted and len(seen) >= trusted:
        return seen[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))
