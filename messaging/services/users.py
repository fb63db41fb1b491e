"""Our copy of people: made from a token at the first visit, kept by events from then on."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Value

from events import txn
from events.copies import save_newer
from events.errors import NotSignedIn
from events.times import now
from events.tokens import Claims
from messaging.models import RevokedSession, User


def person_of(claims: Claims) -> User:
    """The person that a verified token speaks of; one query when they have been here before.

    Raises NotSignedIn when their sign-in has been revoked or their account deleted.
    """
    db = settings.MESSAGING_DB
    revoked = RevokedSession.objects.filter(ses=OuterRef("asked_ses"))
    people = User.objects.using(db).annotate(asked_ses=Value(claims.ses)).annotate(is_revoked=Exists(revoked))
    person: Any = people.filter(id=claims.user_id).first()
    if person is None:
        if RevokedSession.objects.using(db).filter(ses=claims.ses).exists():
            raise NotSignedIn
        return _first_visit(claims)
    if person.is_revoked or person.deleted_at is not None:
        raise NotSignedIn
    return person  # type: ignore[no-any-return]


def people_of(asked: Sequence[Claims]) -> list[User | NotSignedIn]:
    """`person_of` for many, in two queries when all have been here before: the person, or the refusal, in order."""
    db = settings.MESSAGING_DB
    known = User.objects.using(db).in_bulk({claims.user_id for claims in asked})
    rows = RevokedSession.objects.using(db).filter(ses__in={claims.ses for claims in asked})
    revoked = set(rows.values_list("ses", flat=True))
    found: list[User | NotSignedIn] = []
    for claims in asked:
        person = known.get(claims.user_id)
        if claims.ses in revoked or (person is not None and person.deleted_at is not None):
            found.append(NotSignedIn())
            continue
        try:
            found.append(person or _first_visit(claims))
        except NotSignedIn as refusal:
            found.append(refusal)
    return found


def _first_visit(claims: Claims) -> User:
    """The token alone is enough: nobody waits for the event that says the same."""
    person = User(
        id=claims.user_id,
        username=claims.username,
        display_name=claims.display_name,
        avatar_url=claims.avatar_url,
        is_staff=claims.is_staff,
        locale=claims.locale,
        zoneinfo=claims.zoneinfo,
        version=0,
    )
    try:
        with txn.atomic(settings.MESSAGING_DB):
            person.save(using=settings.MESSAGING_DB, force_insert=True)
    except IntegrityError:  # another request of theirs, or an event, was first
        person = User.objects.using(settings.MESSAGING_DB).get(id=claims.user_id)
        if person.deleted_at is not None:
            raise NotSignedIn from None
    return person


def save_user_copies(people: Iterable[User]) -> None:
    """Take over what accounts says of people, unless we know something newer. Nothing brings back who was deleted."""
    save_newer(people, settings.MESSAGING_DB, final="deleted_at")


def delete_user_copy(user_id: uuid.UUID, version: int) -> None:
    """Leave a marker without a word about the person, so that a late `user:created` can't bring them back."""
    blank = {"username": "", "display_name": "", "avatar_url": "", "is_staff": False, "locale": "", "zoneinfo": ""}
    people = User.objects.using(settings.MESSAGING_DB)
    people.bulk_create([User(id=user_id, version=0, **blank)], ignore_conflicts=True)
    people.filter(id=user_id).update(version=version, deleted_at=now(), **blank)
