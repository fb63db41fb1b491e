"""A page of messages as people read it: by day, a run of one author's under one name, with the New line."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from messaging.models import Kind
from messaging.shapes import MessageShape

#: A message within this time of its author's last one continues it. viewer.js has the same number.
RUN: Final = timedelta(minutes=5)


class Line(NamedTuple):
    message: MessageShape
    continued: bool
    first_unread: bool


class Day(NamedTuple):
    date: date
    label: str
    lines: list[Line]


def days_of(items: list[MessageShape], zone: tzinfo, *, read_n: int | None = None, me: str = "") -> list[Day]:
    """Messages in ascending order, by the day in `zone`; the New line is before the first above `read_n`, if given."""
    days: list[Day] = []
    previous: MessageShape | None = None
    new_is_placed = read_n is None
    for message in items:
        day = _moment(message).astimezone(zone).date()
        if not days or days[-1].date != day:
            days.append(Day(day, day_label(day, zone), []))
            previous = None
        first_unread = not new_is_placed and _is_unread(message, read_n or 0, me)
        new_is_placed = new_is_placed or first_unread
        continued = not first_unread and _continues(previous, message)
        days[-1].lines.append(Line(message, continued, first_unread))
        previous = message
    return days


def _moment(message: MessageShape) -> datetime:
    return datetime.fromisoformat(message.created_at)


def _is_unread(message: MessageShape, read_n: int, me: str) -> bool:
    return message.n > read_n and message.kind == Kind.TEXT and message.author.id != me and not message.deleted_at


def _continues(previous: MessageShape | None, message: MessageShape) -> bool:
    return (
        previous is not None
        and previous.kind == message.kind == Kind.TEXT
        and previous.author.id == message.author.id
        and message.reply_to is None
        and _moment(message) - _moment(previous) < RUN
    )


def day_label(day: date, zone: tzinfo) -> str:
    """ "Today", "Yesterday", or a date, with the year unless it is this one."""
    today = timezone.now().astimezone(zone).date()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return date_format(day, _("l j F") if day.year == today.year else _("l j F Y"))
