"""Housekeeping of messaging: what is too much for the request or event that asked for it."""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, TypeVar

from django.conf import settings

from events.jobs import BUDGET, delete_in_pieces, job
from events.times import now
from messaging import services
from messaging.models import AuditEntry, Export, RevokedSession, Ticket

APP: Final = "messaging"

Key = TypeVar("Key")


@job(every=timedelta(seconds=5), app=APP)
def erase(using: str) -> int:
    """What people left who deleted their account."""
    return _work_off(services.waiting_erasures(), services.erase_some)


@job(every=timedelta(seconds=5), app=APP)
def make_exports(using: str) -> int:
    """The files of those who want to take along what they wrote."""
    return _work_off(services.waiting_exports(), services.export_some)


@job(every=timedelta(seconds=5), app=APP)
def index_backlog(using: str) -> int:
    """What was written before there was search."""
    return _work_off([None], lambda _: services.index_backlog())


@job(every=timedelta(seconds=5), app=APP)
def sort_in_words(using: str) -> int:
    """What was written lately, in the index of the words."""
    return services.sort_in()


@job(every=timedelta(seconds=5), app=APP)
def purge(using: str) -> int:
    """What is left to delete, or to bring back, of messages of people who were removed."""
    return _work_off(services.waiting_purges(), services.purge_some)


@job(every=timedelta(seconds=5), app=APP)
def erase_parties(using: str) -> int:
    """Everything in parties that were deleted."""
    return _work_off(services.deleted_parties(), services.erase_party_some)


@job(every=timedelta(seconds=5), app=APP)
def erase_topics(using: str) -> int:
    """Everything in topics that were deleted."""
    return _work_off(services.deleted_topics(), services.erase_topic_some)


@job(every=timedelta(minutes=10), app=APP)
def forget_removed(using: str) -> int:
    """What moderators have removed, once it can't be undone any more."""
    return _work_off([None], lambda _: services.forget_removed())


@job(every=timedelta(minutes=10), app=APP)
def forget_beats(using: str) -> int:
    """What the canary has written, once it is a day old."""
    return services.forget_beats(using)


@job(every=timedelta(hours=1), app=APP)
def delete_old_audit_entries(using: str) -> int:
    """Entries of audit logs that are older than AUDIT_DAYS."""
    rows = AuditEntry.objects.using(using).filter(created_at__lt=now() - timedelta(days=settings.AUDIT_DAYS))
    return delete_in_pieces(rows.order_by("created_at"))


@job(every=timedelta(hours=1), app=APP)
def delete_left_icons(using: str) -> int:
    """Files of icons that nobody uses any more, when they could not be deleted at once."""
    return services.delete_left_icons()


@job(every=timedelta(minutes=10), app=APP)
def delete_expired_tickets(using: str) -> int:
    """Tickets that let in no socket any more, and with them what they said of who took them."""
    return delete_in_pieces(Ticket.objects.using(using).filter(expires_at__lt=now()).order_by("expires_at"))


@job(every=timedelta(hours=1), app=APP)
def delete_old_revocations(using: str) -> int:
    """Sign-ins that have ended so long ago that none of their tokens would be accepted anyway."""
    return delete_in_pieces(RevokedSession.objects.using(using).filter(until__lt=now()).order_by("until"))


@job(every=timedelta(minutes=10), app=APP)
def delete_expired_exports(using: str) -> int:
    """Files whose link has expired."""
    return delete_in_pieces(Export.objects.using(using).filter(expires_at__lt=now()).order_by("expires_at"))


def _work_off(keys: Iterable[Key], step: Callable[[Key], int]) -> int:
    """Take each key's steps until none is left, one at least and as many as BUDGET allows; the rows that it took."""
    ends_at, rows = time.monotonic() + BUDGET, 0
    for key in keys:
        while done := step(key):
            rows += done
            if time.monotonic() >= ends_at:
                return rows
    return rows
