"""Letters about what somebody did with their account."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from accounts.models import User


def say_goodbye(request: HttpRequest, user: User) -> None:
    """To the address that a deleted account had: whoever did not do this has to know."""
    if user.email:
        get_adapter(request).send_mail("account/email/account_deleted", user.email, {"name": user.display_name})
