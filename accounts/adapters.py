"""allauth's hooks: whatever its flows do to people goes through our services."""

import logging
from smtplib import SMTPException
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts import services
from accounts.models import SignIn, User
from accounts.queries import SES_KEY
from accounts.requests import client_address, is_local_path
from accounts.services.outbox import record, state_of
from events import txn
from events.catalogue import UserCreated

log = logging.getLogger(__name__)

#: What a provider's name may hold that a username can't.
NOT_IN_USERNAMES: Final = r"[^\w\s@.-]"


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Fill somebody in from a sign-up form and save them with their user:created, in one transaction."""
        super().save_user(request, user, form, commit=False)
        user.display_name = user.display_name or form.cleaned_data.get("username") or user.username
        if commit:
            services.save_new_user(user)
        return user

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Refuse what can't be a username. Its case is kept here, for the first display name."""
        super().clean_username(username.strip().lower(), shallow=shallow)
        return username.strip()

    def generate_unique_username(self, txts: list[str | None], regex: str | None = None) -> str:
        return str(super().generate_unique_username(txts, regex or NOT_IN_USERNAMES)).lower()

    def set_password(self, user: User, password: str) -> None:
        """Set, change and reset all come here: every other sign-in ends."""
        services.set_password(user, password, keep=_ses_of(self.request, user))

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site: `next` may come from anybody."""
        return bool(url) and is_local_path(url or "")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or log that the mail server is gone: what was done stays done, and the mail can be asked for again.

        Mails name us, not the Host that a request happens to name.
        """
        try:
            super().send_mail(template_prefix, email, {"current_site": _site(), **context})
        except (SMTPException, OSError):
            log.exception("a mail was not sent", extra={"mail": template_prefix})


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Save somebody who came from a provider. With a form the account adapter has recorded them already."""
        with txn.atomic(settings.ACCOUNTS_DB):
            user: User = sociallogin.user
            if not form:
                _name(user)
            super().save_user(request, sociallogin, form)
            if not form:
                record(state_of(user, UserCreated))
        return user


def _name(user: User) -> None:
    """Give somebody from a provider a free username, near to what they are called there."""
    wishes = [user.username, user.display_name, user.email, "user"]
    user.username = AccountAdapter().generate_unique_username(wishes)
    user.display_name = user.display_name or user.username


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Any) -> None:
        """allauth's own list of sessions ends them through ours."""
        for session in sessions:
            sign_in = SignIn.objects.filter(session_key=session.session_key, user_id=session.user_id).first()
            if sign_in is not None:
                services.end_sessions(session.user_id, reason="revoked", only=sign_in.ses)
        super().end_sessions(sessions)


class Site(NamedTuple):
    """What allauth's mails call `current_site`."""

    name: str
    domain: str


def _site() -> Site:
    return Site("Chatterbox", urlsplit(settings.PUBLIC_URL).netloc)


def _ses_of(request: HttpRequest | None, user: User) -> str | None:
    """The name of the sign-in that this request belongs to, when it is one of `user`."""
    if request is None or request.user.pk != user.pk:
        return None
    ses = request.session.get(SES_KEY)
    return ses if isinstance(ses, str) else None


def display_name(user: User) -> str:
    """ACCOUNT_USER_DISPLAY: what allauth calls somebody."""
    return user.display_name
