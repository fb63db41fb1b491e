"""What hangs on messages, by pages: what they said before, reactions, pins and reports. Newest first each."""

import uuid
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from events.errors import Forbidden, NotFound
from events.ids import parse_id
from events.times import iso
from messaging import shapes
from messaging.models import Membership, Message, MessageRevision, Reaction, Report, User
from messaging.permissions import insist, may
from messaging.queries.one_message import OpenMessage
from messaging.queries.pages import PAGE, latest_page, newest_page
from messaging.queries.parties import party_for
from messaging.queries.topics import OpenTopic, visible_ids


class RevisionShape(msgspec.Struct, frozen=True):
    """What a message said from `created_at` until `ended_at`."""

    text: str
    html: str
    by: shapes.UserShape
    created_at: str
    ended_at: str


class Revisions(msgspec.Struct, frozen=True):
    """Without the text that it has now. Of a tombstone: who deleted it, which is for moderators, and when."""

    items: list[RevisionShape]
    next: str | None
    deleted_by: shapes.UserShape | None
    deleted_at: str | None


class ReactedShape(msgspec.Struct, frozen=True):
    emoji: str
    user: shapes.UserShape
    created_at: str


class ReportShape(msgspec.Struct, frozen=True):
    id: str
    reporter: shapes.UserShape
    reason: str
    snapshot: dict[str, Any]  # what the message said when it was reported
    message: shapes.MessageShape
    created_at: str
    settled_at: str | None  # null: it is open
    settled_by: shapes.UserShape | None


def revisions_of(opened: OpenMessage, *, cursor: str | None = None, limit: int = PAGE) -> Revisions:
    """What a message said before each edit, for its author and moderators. Raises Forbidden, BadCursor."""
    message, is_moderator = opened.message, may(opened.membership, "see_revisions")
    if message.author_id != opened.membership.user_id and not is_moderator:
        raise Forbidden
    if message.deleted_at is not None:
        by = _person(message.deleted_by_id) if is_moderator and message.deleted_by_id else None
        return Revisions([], None, by, iso(message.deleted_at))
    rows = MessageRevision.objects.using(settings.MESSAGING_DB).filter(message=message).select_related("by")
    page, following = newest_page(rows, cursor, limit)
    return Revisions([_revision_shape(row) for row in page], following, None, None)


def _person(user_id: uuid.UUID) -> shapes.UserShape | None:
    found = User.objects.using(settings.MESSAGING_DB).filter(id=user_id).first()
    return shapes.user_shape(found) if found else None


def _revision_shape(row: MessageRevision) -> RevisionShape:
    return RevisionShape(row.text, row.html, shapes.user_shape(row.by), iso(row.created_at), iso(row.ended_at))


def reactions_to(
    opened: OpenMessage, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[ReactedShape], str | None]:
    """Who reacted to a message with what. Raises BadCursor."""
    rows = Reaction.objects.using(settings.MESSAGING_DB).filter(message=opened.message).select_related("user")
    page, following = newest_page(rows, cursor, limit)
    return [ReactedShape(row.emoji, shapes.user_shape(row.user), iso(row.created_at)) for row in page], following


def pins_of(
    opened: OpenTopic, *, cursor: str | None = None, limit: int = PAGE
) -> tuple[list[shapes.MessageShape], str | None]:
    """The pinned messages of a topic, what was pinned last first. Raises BadCursor."""
    rows = Message.objects.using(settings.MESSAGING_DB).filter(topic=opened.topic, pinned_at__isnull=False)
    page, following = latest_page(rows.select_related(*shapes.MESSAGE_NEEDS), "pinned_at", cursor, limit)
    return [shapes.message_shape(message) for message in page], following


def reports_of(
    person: User,
    membership: Membership,
    *,
    settled: bool | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> tuple[list[ReportShape], str | None]:
    """Reports of a party, for moderators: those of messages that they may see; of all, or the `settled` or open ones.

    Raises Forbidden, BadCursor.
    """
    insist(membership, "see_reports")
    rows = _visible_reports(person).filter(party=membership.party_id)
    if settled is not None:
        rows = rows.filter(settled_at__isnull=not settled)
    joined = rows.select_related("reporter", "settled_by", "message__author", "message__reply_to__author")
    page, following = newest_page(joined, cursor, limit)
    return [_report_shape(row) for row in page], following


def report_for(person: User, report_id: uuid.UUID | str) -> Report:
    """A report of a message that the person may see, for moderators. Raises NotFound, Forbidden."""
    key = parse_id(report_id)
    report = _visible_reports(person).filter(id=key).first() if key else None
    if report is None:
        raise NotFound
    insist(party_for(person, report.party_id), "see_reports")
    return report


def _visible_reports(person: User) -> QuerySet[Report]:
    return Report.objects.using(settings.MESSAGING_DB).filter(topic__in=visible_ids(person))


def _report_shape(row: Report) -> ReportShape:
    return ReportShape(
        id=str(row.id),
        reporter=shapes.user_shape(row.reporter),
        reason=row.reason,
        snapshot=row.snapshot,
        message=shapes.message_shape(row.message),
        created_at=iso(row.created_at),
        settled_at=iso(row.settled_at),
        settled_by=shapes.user_shape(row.settled_by) if row.settled_by else None,
    )
