"""Who sends an API request, for both services: a Bearer token, else the access cookie with a CSRF token."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from events.errors import CsrfFailed, NotSignedIn
from events.tokens import Claims, verify_access_token

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SCHEME: Final = "bearer"


def bearer_of(header: str) -> str:
    """The token of an Authorization header. Raises NotSignedIn for any other scheme."""
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != SCHEME or not token.strip():
        raise NotSignedIn
    return token.strip()


def check_csrf(request: HttpRequest) -> None:
    """Raise CsrfFailed unless the page that sent this unsafe request is ours, as Django's middleware decides."""
    check = CSRFCheck(lambda _: None)  # type: ignore[arg-type]
    check.process_request(request)
    if check.process_view(request, None, (), {}):  # type: ignore[arg-type]
        raise CsrfFailed


class TokenAuthentication(BaseAuthentication):
    """Base of each service's own: it says who the claims of a good token are (`person_of`).

    With an Authorization header cookies are ignored; a bad token is 401 everywhere. No token at all is nobody, whom
    `SignedIn` refuses. `request.user` becomes the person and `request.auth` the Claims.
    """

    def authenticate(self, request: Request) -> tuple[Any, Claims] | None:
        header = request.headers.get("Authorization")
        if header is not None:
            return self._identify(bearer_of(header))
        token = request.COOKIES.get(settings.ACCESS_COOKIE_NAME)
        if not token:
            return None
        found = self._identify(token)
        if request.method not in SAFE_METHODS:
            check_csrf(request._request)
        return found

    def authenticate_header(self, request: Request) -> str:
        return SCHEME.title()

    def _identify(self, token: str) -> tuple[Any, Claims]:
        claims = verify_access_token(token)
        return self.person_of(claims), claims

    def person_of(self, claims: Claims) -> Any:
        """The person whom the claims name. Raises NotSignedIn when they may not come in any more."""
        raise NotImplementedError


class SignedIn(BasePermission):
    """For somebody; nobody gets 401."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if request.user is None:
            raise NotSignedIn
        return True
