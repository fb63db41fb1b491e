"""Who sends a request to accounts' own API: by access token, or, to renew that, by session."""

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.cookies import want_no_access_cookie
from accounts.models import SignIn, User
from accounts.queries import sign_in_by_ses, sign_in_of
from events.authentication import SAFE_METHODS, TokenAuthentication, check_csrf
from events.errors import NotSignedIn
from events.tokens import Claims


class AccountsAuthentication(TokenAuthentication):
    def person_of(self, claims: Claims) -> User:
        """Here a sign-in that has ended is known at once, whatever its tokens say."""
        sign_in = sign_in_by_ses(claims.user_id, claims.ses)
        if sign_in is None:
            raise NotSignedIn
        return sign_in.user


class SessionAuthentication(BaseAuthentication):
    """The session cookie: the long credential of browsers. `request.auth` becomes the SignIn."""

    def authenticate(self, request: Request) -> tuple[User, SignIn] | None:
        bare = request._request
        sign_in = sign_in_of(bare.user, bare.session)
        if sign_in is None:
            # A form of another site comes without either cookie: it is to take none away.
            if settings.ACCESS_COOKIE_NAME in bare.COOKIES:
                want_no_access_cookie(bare)
            return None
        if request.method not in SAFE_METHODS:
            check_csrf(bare)
        return sign_in.user, sign_in

    def authenticate_header(self, request: Request) -> str:
        return "Session"
