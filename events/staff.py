"""Who may see the admin pages of either service: staff who gave a second factor today."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from events.errors import Forbidden
from events.times import now

#: What `amr` (RFC 8176) holds after a second factor.
MULTI_FACTOR: Final = "mfa"
#: A day of work; then the factor is asked for again.
PROOF_LASTS: Final = timedelta(hours=8)
#: The page of accounts that leads to what is missing, and back.
SECOND_FACTOR_PATH: Final = "/accounts/second-factor"


class StaffOnly(Forbidden):
    code = "staff_only"
    sentence = _("These pages are for staff.")


class SecondFactorWanted(Forbidden):
    code = "second_factor_required"
    sentence = _("These pages want a second factor of staff, once in eight hours: a code of an app, or a passkey.")

    def __init__(self, *, back: str) -> None:
        super().__init__()
        self.way_out = (f"{SECOND_FACTOR_PATH}?next={quote(back)}", _("Use a second factor"))


def proved(amr: Iterable[str], proved_at: datetime) -> bool:
    """Whether a second factor was given, and not too long ago."""
    return MULTI_FACTOR in amr and now() - proved_at < PROOF_LASTS
