"""Which messages of a topic a page shows: those that its address asks for, else what is unread, else the newest."""

from datetime import date, datetime, time, tzinfo
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from events.errors import BadCursor, Invalid
from messaging import queries
from messaging.queries import PAGE, MessagePage, OpenTopic
from messaging.views.days import days_of
from messaging.views.desk import PersonRequest, zone_of
from messaging.views.standing import standing

#: Ways to name a page of messages in an address: by number, or by a day in the person's zone.
KEYS: Final = ("before", "after", "around")
DATE: Final = "date"
#: What asks for the messages of `entry_of`, instead of the newest: a page that was away for too long to catch up.
UNREAD: Final = "unread"
#: Read messages that come along above the New line. Two are in sight at first; with the others nothing has to be
#: fetched, and put in above, while the page is still coming up.
READ_ABOVE: Final = 20
#: Messages of the page that comes first, where nothing is unread: more than any screen shows. What is asked for from
#: there comes PAGE at a time.
FIRST: Final = 30


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """The place that an address names, as the arguments of message_page. Raises BadCursor and Invalid."""
    given = {key: request.GET[key] for key in KEYS if key in request.GET}
    if not all(number.isascii() and number.isdigit() and len(number) < 16 for number in given.values()):
        raise BadCursor
    if len(given) + (DATE in request.GET) > 1:
        raise Invalid(_("Ask for a page by one of before, after, around and date."))
    if DATE in request.GET:
        return {DATE: _beginning(request.GET[DATE], zone_of(request))}
    return {key: int(number) for key, number in given.items()}


def _beginning(day: str, zone: tzinfo) -> datetime:
    try:
        moment = datetime.combine(date.fromisoformat(day), time.min, zone)
        moment.utctimetuple()  # the first and the last day of the calendar are none in every zone
    except (ValueError, OverflowError):
        raise Invalid.field(DATE, _("A day is wanted, such as 2026-03-01.")) from None
    return moment


def page_of(request: PersonRequest, opened: OpenTopic, place: dict[str, Any]) -> dict[str, Any]:
    """A page by its place; without one the newest, with the New line if what is unread begins there."""
    page = queries.message_page(opened, **place, limit=PAGE if place else FIRST)
    reaches = bool(page.items) and page.items[0].n <= page.read_n + 1
    return _context(request, opened, page, read_n=page.read_n if reaches and not place else None) | {
        "begin": _begin(page, place.get(DATE))
    }


def entry_of(request: PersonRequest, opened: OpenTopic) -> dict[str, Any]:
    """What somebody sees who comes in: what they have not read, and some before it; else the newest page."""
    unread = queries.unread_since(opened)
    if unread is None:
        return page_of(request, opened, {})
    first = unread.first_n - READ_ABOVE
    newest = opened.topic.last_n - first + 1
    if newest <= PAGE:
        page = queries.message_page(opened, limit=max(newest, FIRST))
    else:
        page = queries.message_page(opened, after=max(first - 1, 0))
    since = next((message.created_at for message in page.items if message.n == unread.first_n), None)
    return _context(request, opened, page, read_n=page.read_n) | {"come_in": unread, "unread_since": since}


def _context(request: PersonRequest, opened: OpenTopic, page: MessagePage, *, read_n: int | None) -> dict[str, Any]:
    return {
        **standing(opened),
        "page": page,
        "days": days_of(page.items, zone_of(request), read_n=read_n, me=str(request.person.id)),
        "last_shown": page.items[-1].n if page.items else 0,
    }


def _begin(page: MessagePage, moment: datetime | None) -> int | None:
    """The number of the message that a page by day is to begin at: the day's first, else the last before it."""
    if moment is None or not page.items:
        return None
    found = (one.n for one in page.items if datetime.fromisoformat(one.created_at) >= moment)
    return next(found, page.items[-1].n)
