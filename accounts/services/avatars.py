"""Pictures that people upload. A file has a new name at each upload, so no cache ever shows an old one.

Its name is in a table before the file is there and until it is gone: whatever dies in between, a job finds it.
"""

import logging
import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import AvatarFile, User
from accounts.services.outbox import person, record, state_of, step
from events import txn
from events.catalogue import UserUpdated
from events.errors import Unavailable
from events.times import now

log = logging.getLogger(__name__)

FOLDER: Final = "avatars"
#: A file that nobody uses for so long is not one that is being uploaded just now.
UPLOAD_TAKES: Final = timedelta(minutes=2)
#: Files that are deleted at once at most.
BATCH: Final = 100


def set_avatar(user_id: UUID, picture: bytes) -> User:
    """Somebody with a new picture (a finished WebP), and one user:updated. The old file goes after the commit.

    Raises NotFound when there is no such person any more, Unavailable when the file can't be kept.
    """
    name = f"{FOLDER}/{secrets.token_urlsafe(16)}.webp"
    AvatarFile.objects.create(name=name, user_id=user_id)
    try:
        default_storage.save(name, ContentFile(picture))
    except OSError as error:
        raise Unavailable from error

    def work() -> User:
        user = step(user_id, avatar_url=default_storage.url(name))
        record(state_of(user, UserUpdated))
        forget_avatars(user_id)
        if not AvatarFile.objects.filter(pk=name).update(unused_since=None):
            raise Unavailable  # the upload took so long that the file counted as left over
        return user

    return txn.run(work, using=settings.ACCOUNTS_DB)


def remove_avatar(user_id: UUID) -> User:
    """Somebody with their initials instead of a picture, and one user:updated unless they had none."""

    def work() -> User:
        user = person(user_id)
        if not user.avatar_url:
            return user
        user = step(user_id, avatar_url="")
        record(state_of(user, UserUpdated))
        forget_avatars(user_id)
        return user

    return txn.run(work, using=settings.ACCOUNTS_DB)


def delete_left_avatars() -> int:
    """Delete files that nobody uses, at most BATCH of them; returns how many."""
    left = AvatarFile.objects.filter(unused_since__lt=now() - UPLOAD_TAKES).order_by("unused_since")
    return _delete(list(left.values_list("pk", flat=True)[:BATCH]))


def forget_avatars(user_id: UUID) -> None:
    """Inside a transaction: what somebody uploaded is in use no more, and goes after the commit."""
    names = list(AvatarFile.objects.filter(user_id=user_id, unused_since=None).values_list("pk", flat=True))
    if names:
        AvatarFile.objects.filter(pk__in=names).update(unused_since=now())
        txn.on_commit(settings.ACCOUNTS_DB, lambda: _delete(names))


def _delete(names: list[str]) -> int:
    """The file first: a row without a file is found again, a file without a row is not."""
    deleted = 0
    for name in names:
        try:
            default_storage.delete(name)
        except OSError:
            log.exception("avatar_left", extra={"file": name})
        else:
            AvatarFile.objects.filter(pk=name).delete()
            deleted += 1
    return deleted
