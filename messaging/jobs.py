"""Housekeeping of messaging: what is too much for the request or event that asked for it."""

import time
from datetime import timedelta
from typing import Final

from events.jobs import job
from messaging import services

APP: Final = "messaging"
#: Seconds that one run works on what may be long, so that other work is not kept waiting. The next run goes on.
BUDGET: Final = 4.0


@job(every=timedelta(seconds=5), app=APP)
def erase(using: str) -> int:
    """What people left who deleted their account."""
    ends_at, rows = time.monotonic() + BUDGET, 0
    for user_id in services.waiting_erasures():
        while (done := services.erase_some(user_id)) and time.monotonic() < ends_at:
            rows += done
    return rows
