"""Some things are done only right after proving who one is: a device that lies open must not be enough."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from allauth.account import app_settings as allauth_settings
from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import add_query_params
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from accounts.factors.doors import FACTORS
from accounts.models import SignIn, User
from accounts.queries import factor_types_of
from events.errors import ChatterboxError
from events.staff import MULTI_FACTOR
from events.times import now

#: How long a proof counts: as long as on allauth's own pages.
LASTS: Final = timedelta(seconds=allauth_settings.REAUTHENTICATION_TIMEOUT)


class ProofWanted(ChatterboxError):
    code = "proof_wanted"
    status = HTTPStatus.FORBIDDEN
    sentence = gettext_lazy("Prove once more who you are: by your password, a second factor, or signing in again.")


def is_recent(sign_in: SignIn | None) -> bool:
    """Whether somebody has just signed in, or proved again who they are: by a second factor too, if they have one."""
    if sign_in is None or now() - sign_in.authenticated_at >= LASTS:
        return False
    return MULTI_FACTOR in sign_in.methods or not factor_types_of(sign_in.user_id) & FACTORS


def insist_recent(sign_in: SignIn | None) -> None:
    if not is_recent(sign_in):
        raise ProofWanted


def proof_page(user: User, back_to: str) -> HttpResponse:
    """To where somebody proves who they are, and comes back to a path of ours. Everybody has a way."""
    method = get_adapter().get_reauthentication_methods(user)[0]
    return HttpResponseRedirect(add_query_params(method["url"], {"next": back_to}))
