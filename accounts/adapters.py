"""allauth's hooks: whatever its flows do to people goes through our services."""

from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import add_query_params, is_headless_request
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import entry, proofs, services
from accounts.factors import doors
from accounts.models import SignIn, User
from accounts.providers import linking
from accounts.queries import ses_of
from accounts.requests import is_local_path
from events.addresses import client_address
from events.errors import Invalid

#: What a provider's name may hold that a username can't.
NOT_IN_USERNAMES: Final = r"[^\w\s@.-]"
#: What ways to prove that it is oneself are called.
PROOFS: Final = {
    "reauthenticate": gettext_lazy("Use my password"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}


#: Letters to whoever asked by an address alone: they go out whether it is known here or not.
SAME_WORK: Final = frozenset(
    {"account/email/login_code", "account/email/password_reset_key", "account/email/unknown_account"}
)


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
        """Set, change and reset all come here: every other sign-in ends.

        A program gives a fresh proof before it sets a first one, as the page wants it (`views.password_set`); a change
        asks for the old one.
        """
        by_program = self.request is not None and is_headless_request(self.request) and self.request.user == user
        if by_program and not user.has_usable_password():
            raise_if_reauthentication_required(self.request, app="allauth.account")
        services.set_password(user, password, keep=ses_of(self.request, user))
        if self.request is not None:
            proofs.note_password(self.request, user)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Raises Invalid when another account proves the same address at the same moment."""
        try:
            return bool(super().confirm_email(request, email_address))
        except IntegrityError as error:
            raise Invalid.field("email", _("There is an account with this address already.")) from error

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Setting SIGNUP. A page for people says why not; programs are told by `accounts.entry`."""
        return entry.is_open(request, get_next_redirect_url(request))

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this site: `next` may come from anybody."""
        return bool(url) and is_local_path(url or "")

    def login(self, request: HttpRequest, user: User) -> None:
        """allauth asks whether somebody is active before their second factor, and much may happen until that comes."""
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        if not proofs.is_password_the_same(request, user):
            clear_login(request)
            raise services.PasswordChanged
        super().login(request, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where one goes after signing in without a wish: to what waits for just that, else to one's parties."""
        return reverse("provider-link") if linking.waiting_in(request) else str(super().get_login_redirect_url(request))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The link of the mail. It carries where the person was going, for whoever opens it in another browser."""
        url = str(super().get_email_confirmation_url(request, emailconfirmation))
        going = get_next_redirect_url(request)
        return add_query_params(url, {"next": going}) if going else url

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the password of whoever is signed in. allauth looks them up by their address, which some do not have."""
        if EmailAddress.objects.get_primary_email(user):
            return bool(super().reauthenticate(user, password))
        self.pre_authenticate(context.request, username=user.username)
        if not (user.is_active and user.check_password(password)):
            return False
        self._rollback_login_failed_rl_usage()
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ways to say once more that it is oneself, in our words. Everybody has one: to sign in again."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if self.request is not None and doors.wants_second_factor(self.request):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        for method in methods:
            method["description"] = PROOFS.get(method["id"], method["description"])
        if not methods and user.is_authenticated:
            methods = [{"id": "again", "description": _("Sign in again"), "url": reverse("sign-in-again")}]
        return methods

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What tries at an account are counted by. allauth puts the Host that a request names into it, in any spelling
        and with any port: each would be a fresh count.
        """
        login: str = credentials.get("email") or credentials.get("username") or ""
        return login.lower()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail now and have it leave after the answer: who asks can't tell how long that takes, or whether.

        Mails name us, not the Host that a request happens to name.
        """
        if template_prefix in SAME_WORK:
            # A known address costs a few look-ups more, another one fewer. That drowns in the time of a password.
            make_password("whoever it is")
        anybody = settings.SIGNUP == entry.OPEN
        known = {"request": self.request, "email": email, "current_site": _site(), "anybody_may_sign_up": anybody}
        services.post_mail(self.render_mail(template_prefix, email, known | context))


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


def display_name(user: User) -> str:
    """ACCOUNT_USER_DISPLAY: what allauth calls somebody."""
    return user.display_name
