"""SESSION_ENGINE of accounts: Django's database sessions, which keep the sign-in that they belong to in step."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db

from accounts import services
from accounts.models import SignIn


class SessionStore(db.SessionStore):
    def cycle_key(self) -> None:
        """A new key for the same data. Whoever ends sign-ins finds their sessions by it, and allauth its device."""
        old = self.session_key
        super().cycle_key()
        if old is not None:
            for kind in (SignIn, UserSession):
                kind.objects.filter(session_key=old).update(session_key=self.session_key)

    def flush(self) -> None:
        """Drop the session: what signing out, or signing in as somebody else, comes down to at every door."""
        sign_in = SignIn.objects.filter(session_key=self.session_key).first() if self.session_key else None
        if sign_in is not None:
            services.end_sessions(sign_in.user_id, reason="signed_out", only=sign_in.ses)
        super().flush()
