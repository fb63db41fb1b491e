"""Housekeeping of messaging: what is too much for the request or event that asked for it."""

import time
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

from events.jobs import delete_in_pieces, job
from events.times import now
from messaging import services
from messaging.models import Export

APP: Final = "messaging"
#: Seconds that one run works on what may be long, so that other work is not kept waiting. The next run goes on.
BUDGET: Final = 4.0


@job(every=timedelta(seconds=5), app=APP)
def erase(using: str) -> int:
    """What people left who deleted their account."""
    return _work_off(services.waiting_erasures(), services.erase_some)


@job(every=timedelta(seconds=5), app=APP)
def make_exports(using: str) -> int:
    """The files of those who want to take along what they wrote."""
    return _work_off(services.waiting_exports(), services.export_some)


@job(every=timedelta(minutes=10), app=APP)
def delete_expired_exports(using: str) -> int:
    """Files whose link has expired."""
    return delete_in_pieces(Export.objects.using(using).filter(expires_at__lt=now()).order_by("expires_at"))


@job(every=timedelta(minutes=10), app=APP)
def forget_removed(using: str) -> int:
    """What messages said that moderators removed, once it can't be undone."""
    ends_at, messages = time.monotonic() + BUDGET, 0
    while done := services.forget_removed():
        messages += done
        if time.monotonic() >= ends_at:
            break
    return messages


def _work_off(keys: Iterable[uuid.UUID], step: Callable[[uuid.UUID], int]) -> int:
    """Take each key's steps until none is left, one at least and as many as BUDGET allows; the rows that it took."""
    ends_at, rows = time.monotonic() + BUDGET, 0
    for key in keys:
        while done := step(key):
            rows += done
            if time.monotonic() >= ends_at:
                return rows
    return rows
