"""Our copy of people: made from a token at the first visit, kept by events from then on."""

import uuid
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connections

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
    connection = connections[db]
    key = User._meta.pk.get_db_prep_value(claims.user_id, connection)
    with connection.cursor() as cursor:
        cursor.execute(_person_query(), [claims.ses, key])
        row = cursor.fetchone()
    if row is None:
        if RevokedSession.objects.using(db).filter(ses=claims.ses).exists():
            raise NotSignedIn
        return _first_visit(claims)
    *values, is_revoked = row
    person = User.from_db(db, _person_columns(), _converted(values, connection))
    if is_revoked or person.deleted_at is not None:
        raise NotSignedIn
    return person


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


@lru_cache(maxsize=1)
def _person_query() -> str:
    """A person by id, and whether a sign-in has been revoked. Every request asks this first, so it is SQL, and the row
    is made a person here: making such a query by the ORM takes three times as long as asking it.
    """
    columns = ", ".join(f"person.{field.column}" for field in User._meta.concrete_fields)
    revoked = f"SELECT 1 FROM {RevokedSession._meta.db_table} WHERE ses = %s"  # noqa: S608
    return f"SELECT {columns}, EXISTS ({revoked}) AS is_revoked FROM {User._meta.db_table} person WHERE person.id = %s"  # noqa: S608


@lru_cache(maxsize=1)
def _person_columns() -> list[str]:
    return [field.attname for field in User._meta.concrete_fields]


def _converted(values: list[Any], connection: Any) -> list[Any]:
    """As the ORM would read them: SQLite has times and ids as text, PostgreSQL has them as they are."""
    for at, field in enumerate(User._meta.concrete_fields):
        for convert in connection.ops.get_db_converters(field.cached_col) + field.get_db_converters(connection):
            values[at] = convert(values[at], field.cached_col, connection)
    return values


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
