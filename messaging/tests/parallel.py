"""Doing things at the same time, each in a real thread with a connection of its own to messaging's database."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from events.tests import parallel


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls at one moment; what each answered or raised, in order."""
    return parallel.together(*calls, using=settings.MESSAGING_DB)


def elsewhere(call: Callable[[], Any]) -> Any:
    """What `call` answers in a thread, and so in a transaction, of its own; raises what it raises."""
    outcome = together(call)[0]
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
