"""Phones: how allauth's app client turns a sign-in into our tokens (HEADLESS_TOKEN_STRATEGY)."""

from typing import Any

from allauth.core import context
from allauth.headless.tokens.strategies.sessions import SessionTokenStrategy
from django.conf import settings
from django.http import HttpRequest

from accounts import services
from accounts.letters import tell_of_refresh_reuse
from accounts.queries import sign_in_by_ses, sign_in_of
from accounts.tokens import access_token_of
from events.authentication import bearer_of
from events.errors import NotSignedIn
from events.tokens import verify_access_token


class TokenStrategy(SessionTokenStrategy):
    """While somebody signs in, allauth's session token; from then on our access and refresh tokens."""

    def get_session_token(self, request: HttpRequest) -> str | None:
        """The session that a request means: by allauth's own header, else by our access token."""
        token: str | None = super().get_session_token(request)
        return token or self._by_access_token(request)

    def _by_access_token(self, request: HttpRequest) -> str | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        try:
            claims = verify_access_token(bearer_of(header))
        except NotSignedIn:
            return None
        sign_in = sign_in_by_ses(claims.user_id, claims.ses)
        return sign_in.session_key if sign_in else None

    def create_access_token_payload(self, request: HttpRequest) -> dict[str, Any] | None:
        """`meta` of a finished sign-in."""
        sign_in = sign_in_of(request.user, request.session)
        if sign_in is None:
            return None
        return {
            "access_token": access_token_of(sign_in).text,
            "refresh_token": services.issue_refresh_token(sign_in),
            "expires_in": settings.ACCESS_TOKEN_SECONDS,
        }

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        rotated = services.rotate_refresh_token(refresh_token)
        if rotated is None:
            return None
        if rotated.token is None:
            tell_of_refresh_reuse(rotated.sign_in, context.request)
            return None
        return access_token_of(rotated.sign_in).text, rotated.token
