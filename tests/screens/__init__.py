"""Every page of Chatterbox and its states: what axe, the pseudo-language and the pictures go through.

A new page is one line in the file of its kind (accounts, entry, parties, people, topics):

    Screen("party-settings", "/p/{party}/settings"),

An address that shows nobody a page goes into NOT_SCREENS, with the reason. A test compares both with the addresses.
"""

from typing import Final

from tests.screens import accounts, entry, parties, people, topics
from tests.screens.screen import Screen

__all__ = ["NOT_SCREENS", "SCREENS", "Screen"]

SCREENS: Final[tuple[Screen, ...]] = (
    *entry.SCREENS,
    *parties.SCREENS,
    *topics.SCREENS,
    *people.SCREENS,
    *accounts.SCREENS,
)

_FORM = "takes a form, answers with a redirect"
_FILE = "a file"
_PROGRAMS = "for programs"
_OTHERS = "Django's own pages, for staff"
_SHADOWED = "allauth's, which ours at the same address stands before"

#: Addresses, or how they begin where one ends with `*`, and why they are no screens.
NOT_SCREENS: Final[dict[str, str]] = {
    "api/*": _PROGRAMS,
    "accounts/api/*": _PROGRAMS,
    "accounts/.well-known/*": _PROGRAMS,
    "admin/*": _OTHERS,
    "accounts/admin/*": _OTHERS,
    "icons.svg": _FILE,
    "manifest.webmanifest": _FILE,
    "sw.js": _FILE,
    "status.json": _PROGRAMS,
    "media/*": _FILE,
    "accounts/export/<str:export>": _FILE,
    "accounts/2fa/recovery-codes/download/": _FILE,
    "export/<str:export>": _FILE,
    "accounts/renew": "redirects",
    "accounts/profile/avatar": _FORM,
    "accounts/sessions/<str:ses>/end": _FORM,
    "accounts/google/login/token/": "refuses",
    "accounts/google/login/callback/": "redirects, or shows what socialaccount_login_error shows",
    "accounts/github/login/callback/": "redirects, or shows what socialaccount_login_error shows",
    "accounts/2fa/webauthn/login/": _PROGRAMS,
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": _SHADOWED,
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": _SHADOWED,
    "accounts/3rdparty/signup/": "an account that a provider's lacks an address for; signed out it redirects",
    "accounts/social/*": "redirects to 3rdparty/",
    "p/<str:party>/t/<str:topic>/messages": "takes a form, answers with a redirect, topic-refused, or renewal",
    "p/<str:party>/icon": _FORM,
    "m/<str:message>/unpin": _FORM,
    "p/<str:party>/reports/<str:report>/settle": _FORM,
    "p/<str:party>/read": _FORM,
    "p/<str:party>/t/<str:topic>/read": _FORM,
    "p/<str:party>/t/<str:topic>/move": _FORM,
    "p/<str:party>/t/<str:topic>/enter": _FORM,
    "p/<str:party>/t/<str:topic>/members/<str:user>/remove": _FORM,
    "read-all": _FORM,
    "i/<str:code>/enter": _FORM,
    "i/<str:code>/join": _FORM,
}
