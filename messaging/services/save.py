"""The one place that writes messages: numbers, rows, mentions and events in one transaction.

`save_messages` takes a batch. Forms, calls and frames come here with one, the writer (`writer.py`) with whatever waits.
What decides is read under the lock of the topic's row, so number order is commit order and nothing slips past a kick.
"""

from collections.abc import Sequence

from django.conf import settings

from events import txn
from messaging import realtime
from messaging.services import scene_orm
from messaging.services.posts import NewMessage, Outcome, Refused, Saved
from messaging.services.scene import (
    AnnouncementOnly,
    Archived,
    SlowMode,
    insist_may_write,
    insist_not_archived,
)

__all__ = [
    "AnnouncementOnly",
    "Archived",
    "NewMessage",
    "Outcome",
    "Refused",
    "Saved",
    "SlowMode",
    "insist_may_write",
    "insist_not_archived",
    "save_messages",
]


def save_messages(batch: Sequence[NewMessage]) -> list[Outcome]:
    """Write a batch of posts; one outcome for each, in order.

    It opens its transaction itself, or joins the caller's. After the commit every saved message is announced in
    number order.
    """
    with txn.atomic(settings.MESSAGING_DB):
        scene = scene_orm.read(batch)
        outcomes = [scene.decide(post) for post in batch]
        saved = [outcome for outcome in outcomes if isinstance(outcome, Saved) and not outcome.again]
        if saved:
            scene_orm.write(scene, saved)
            txn.on_commit(settings.MESSAGING_DB, lambda: realtime.announce_messages(saved))
    return outcomes
