"""Which history the numbers of this database belong to. A restore changes it, and clients drop their numbers."""

import time
from typing import Final

from django.conf import settings

from events.ids import new_id
from messaging.models import Epoch

#: Seconds for which a process trusts what it read: so long does it take to notice a restore beneath it.
TRUSTED_FOR: Final = 5.0

_known: tuple[str, float] | None = None


def epoch() -> str:
    """The epoch of messaging's database; the first call on a new database makes it.

    No lock: several threads may read it at once, but none waits for another whose database does not answer.
    """
    global _known
    known = _known
    if known is None or time.monotonic() - known[1] > TRUSTED_FOR:
        row, _ = Epoch.objects.using(settings.MESSAGING_DB).get_or_create(id=1, defaults={"value": str(new_id())})
        known = _known = row.value, time.monotonic()
    return known[0]


def forget() -> None:
    """Read it from the database at the next call."""
    global _known
    _known = None
