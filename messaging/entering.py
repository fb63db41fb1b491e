"""The wish to join a party while one is still signed out: kept in the browser until one is signed in.

Only the buttons of an invite's page set it, by POST, so it says that somebody pressed one here. The page that is shown
after sign-in then sends its own join form: a GET never joins, and a link of a stranger has no such cookie.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "chatterbox_invite"
#: Where the cookie is sent: to the pages of invites alone.
PATH: Final = "/i/"
#: Seconds that a wish lasts: signing up may have to wait for a mail.
LASTS: Final = 3600
SALT: Final = "messaging.entering"


def remember(response: HttpResponse, code: str) -> None:
    """One wish at a time: the last button counts."""
    response.set_signed_cookie(
        COOKIE,
        code,
        salt=SALT,
        max_age=LASTS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.CSRF_COOKIE_SECURE,
    )


def is_wanted(request: HttpRequest, code: str) -> bool:
    """Whether somebody at this browser wanted to join by this very invite, not long ago."""
    return bool(request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=LASTS) == code)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
