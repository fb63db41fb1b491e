"""The page behind the setup link: an account is made, or the one that is signed in is raised, to the administrator's.

The secret of the link has 256 bits, so guesses are not counted.
"""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import rules, services
from accounts.models import User
from chatterbox.forms import RefusableForm
from events.errors import Invalid
from events.staff import SECOND_FACTOR_PATH


class FirstAdminForm(RefusableForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    username = forms.CharField(label=_("Username"), max_length=rules.USERNAME_MAX, validators=[rules.check_username])
    password = forms.CharField(
        label=_("Password"), max_length=1024, strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if "password" in given:
            try:
                validate_password(given["password"], User(username=given.get("username", ""), email=given.get("email")))
            except ValidationError as fault:
                self.add_error("password", fault)


def link_of(secret: str) -> str:
    return str(settings.PUBLIC_URL) + reverse("first-admin", args=[secret])


def setup_link() -> str | None:
    """A fresh link while there is no administrator."""
    try:
        return link_of(services.offer_first_admin())
    except services.AdminExists:
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def first_admin(request: HttpRequest, secret: str) -> HttpResponse:
    services.insist_on_setup_link(secret)
    if isinstance(request.user, User):
        return _promote(request, secret, request.user)
    form = FirstAdminForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _sign_in(request, services.sign_up_first_admin(secret, **form.cleaned_data))
        except Invalid as refusal:
            form.add_refusal(refusal)
    return render(request, "account/first_admin.html", {"form": form})


def _promote(request: HttpRequest, secret: str, user: User) -> HttpResponse:
    if request.method != "POST":
        return render(request, "account/first_admin.html")
    services.make_first_admin(secret, user.pk)
    return HttpResponseRedirect(_onward())


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    record_authentication(request, user, method="password", email=user.email)
    answer: HttpResponse = perform_login(request, Login(user=user, email=user.email, redirect_url=_onward()))
    return answer


def _onward() -> str:
    """Staff need a second factor; on from there to the admin pages."""
    return SECOND_FACTOR_PATH + "?" + urlencode({"next": reverse("accounts-admin:index")})
