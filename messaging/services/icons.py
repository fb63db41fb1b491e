"""Icons of parties. A file has a new name at each upload, so no cache ever shows an old one.

Its name is in a table before the file is there and until it is gone: whatever dies in between, a job finds it.
"""

import logging
import secrets
import uuid
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from events import pictures, txn
from events.errors import Unavailable
from events.times import now
from messaging import limits, permissions, queries, shapes
from messaging.models import Action, IconFile, User
from messaging.services.changes import changing_party
from messaging.services.moderation import insist_not_too_fast
from messaging.services.party_settings import shape_of

log = logging.getLogger(__name__)

FOLDER: Final = "icons"
FIELD: Final = "icon"
MAX_BYTES: Final = 2 * 1024 * 1024
FORMATS: Final = ("PNG", "JPEG", "WEBP")
#: A file that nobody uses for so long is not one that is being uploaded just now.
UPLOAD_TAKES: Final = timedelta(minutes=2)
#: Files that are deleted at once at most.
BATCH: Final = 100


def set_icon(person: User, *, party_id: uuid.UUID | str, content: bytes) -> shapes.PartyShape:
    """The party with another icon, made of an uploaded picture. The old file goes after the commit.

    Raises NotFound, Forbidden, TimedOut, Invalid, TooLarge, RateLimited, and Unavailable when the file can't be kept.
    """
    insist_not_too_fast(person)
    membership = queries.party_for(person, party_id)
    permissions.insist(membership, "update_party")
    limits.take("icons", person.id)  # decoding is long work, and whoever waits for a turn holds a thread
    picture = pictures.square_of(content, field=FIELD, most_bytes=MAX_BYTES, formats=FORMATS)
    name = _upload(membership.party_id, picture)
    return _change(person, party_id, name)


def remove_icon(person: User, *, party_id: uuid.UUID | str) -> None:
    """The party shows its first letter again. Raises NotFound, Forbidden, TimedOut, RateLimited."""
    insist_not_too_fast(person)
    _change(person, party_id, None)


def forget_icons(party_id: uuid.UUID) -> None:
    """Inside a transaction: the files of a party are in use no more, and go after the commit."""
    rows = IconFile.objects.using(settings.MESSAGING_DB).filter(party_id=party_id, unused_since=None)
    names = list(rows.values_list("name", flat=True))
    if names:
        IconFile.objects.using(settings.MESSAGING_DB).filter(name__in=names).update(unused_since=now())
        txn.on_commit(settings.MESSAGING_DB, lambda: _delete(names))


def delete_left_icons() -> int:
    """Delete files that nobody uses, at most BATCH of them; returns how many."""
    left = IconFile.objects.using(settings.MESSAGING_DB).filter(unused_since__lt=now() - UPLOAD_TAKES)
    return _delete(list(left.order_by("unused_since").values_list("name", flat=True)[:BATCH]))


def _upload(party_id: uuid.UUID, picture: bytes) -> str:
    name = f"{FOLDER}/{secrets.token_urlsafe(16)}.webp"
    IconFile.objects.using(settings.MESSAGING_DB).create(name=name, party_id=party_id, unused_since=now())
    try:
        default_storage.save(name, ContentFile(picture))
    except OSError as error:
        raise Unavailable from error
    return name


def _change(person: User, party_id: uuid.UUID | str, name: str | None) -> shapes.PartyShape:
    with changing_party(person, party_id) as change:
        permissions.insist(change.me, "update_party")
        before, party = change.party.icon_url, change.party
        party.icon_url = default_storage.url(name) if name else ""
        if party.icon_url != before:
            forget_icons(party.id)
            change.note(
                Action.ICON_CHANGED, before={"icon_url": before or None}, after={"icon_url": party.icon_url or None}
            )
            change.save_party()
        if name and not IconFile.objects.using(settings.MESSAGING_DB).filter(name=name).update(unused_since=None):
            raise Unavailable  # the upload took so long that the file counted as left over
    return shape_of(change)


def _delete(names: list[str]) -> int:
    """The file first: a row without a file is found again, a file without a row is not."""
    deleted = 0
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            log.exception("icon_left", extra={"file": name})
        else:
            IconFile.objects.using(settings.MESSAGING_DB).filter(name=name).delete()
            deleted += 1
    return deleted
