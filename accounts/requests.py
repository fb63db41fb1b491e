"""What a request says of its sender, and where it may be sent on to."""

import re
from typing import Final
from urllib.parse import urlsplit

from allauth.headless.constants import Client
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

#: Path of an invite link.
INVITE: Final = re.compile(r"/i/[A-Za-z0-9_-]{22}")


def is_app_client(request: HttpRequest) -> bool:
    """Whether a phone speaks through allauth's app client: it has tokens and no cookies."""
    headless = getattr(getattr(request, "allauth", None), "headless", None)
    return bool(getattr(headless, "client", None) == Client.APP)


def is_local_path(url: str) -> bool:
    """Whether `url` is a path of this site: a redirect to it can't leave.

    What browsers skip or take for a slash, control characters and backslashes, is in no path of ours.
    """
    plain = url.startswith("/") and url.isprintable() and "\\" not in url
    return plain and bool(url_has_allowed_host_and_scheme(url, allowed_hosts=None))


def local_path(url: str | None, default: str = "/") -> str:
    """`url` when it is a path of this site, else `default`."""
    return url if url and is_local_path(url) else default


def is_invite(url: str | None) -> bool:
    """Whether `url` is an invite link of this site. Whether there is such an invite only messaging knows."""
    return bool(url) and is_local_path(url or "") and INVITE.fullmatch(urlsplit(url or "").path) is not None
