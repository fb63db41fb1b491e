"""Who may do what to whom in the admin pages."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.models import User
from events.errors import Forbidden


class NotOnYourself(Forbidden):
    code = "not_on_yourself"
    sentence = gettext_lazy("Nobody does this to themself: ask another administrator.")


class AdministratorsOnly(Forbidden):
    code = "administrators_only"
    sentence = gettext_lazy("Only administrators act on staff, and make or unmake them.")


def actor_of(request: HttpRequest) -> User:
    """Who acts: the admin site let in nobody but staff."""
    return cast(User, request.user)


def insist_on_rank(actor: Any, target: User, *, makes_staff: bool = False) -> None:
    """Raise AdministratorsOnly when the target is staff, or becomes it, and the actor is no administrator."""
    if (target.is_staff or makes_staff) and not actor.is_superuser:
        raise AdministratorsOnly


def insist_on_another(actor: Any, target: User) -> None:
    """Raise NotOnYourself: whoever disables themself leaves nobody to undo it."""
    if actor.pk == target.pk:
        raise NotOnYourself
