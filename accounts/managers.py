"""The door by which Django itself makes people: `createsuperuser`."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.errors import Invalid

if TYPE_CHECKING:
    from accounts.models import User


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, email: str | None = None, password: str | None = None, **more: Any) -> "User":
        """A new person whose address counts as verified, and their user:created."""
        # Late: services are above models, and this is the one place where Django calls from below.
        from accounts.services import sign_up

        return sign_up(username=username, email=email, password=password, verified=True, **more)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "User":
        """An administrator. Raises ValidationError, which the command shows in one line."""
        if not email:
            raise ValidationError(_("An administrator needs an e-mail address: it is what one signs in with."))
        try:
            return self.create_user(username, email, password, is_staff=True, is_superuser=True, **more)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal
