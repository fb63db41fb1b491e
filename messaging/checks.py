"""What people may type: each function answers with the clean value or raises a refusal that says what is wrong."""

import uuid
from datetime import UTC, datetime
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from events import lines
from events.errors import Blank, Invalid, TooLong
from events.ids import CLIENT_ID, parse_id
from events.unseen import shows_nothing
from messaging.emoji import fully_qualified

MAX_TEXT: Final = 4000
#: Numbers stay below what a JavaScript number can hold.
MOST_N: Final = 2**53 - 1
MAX_NAME: Final = 64
MAX_DESCRIPTION: Final = 500
MAX_REASON: Final = 500
#: Messages of so many hours may be deleted with a kick or a ban.
MOST_HOURS: Final = 168


def clean_text(text: object) -> str:
    """The text of a message, kept as sent but for line ends."""
    if not isinstance(text, str):
        raise Invalid.field("text", _("A message is text."))
    text = text.replace("\r\n", "\n")
    if lines.CONTROLS.search(text):
        raise Invalid.field("text", _("This has control characters that can't be shown."))
    if shows_nothing(text):
        raise Blank
    if len(text) > MAX_TEXT:
        raise TooLong(
            _("A message can have %(most)s characters; this one has %(length)s.")
            % {"most": _grouped(MAX_TEXT), "length": _grouped(len(text))}
        )
    return text


def _grouped(number: int) -> str:
    """4,000 in English, 4.000 in German."""
    return number_format(number, force_grouping=True)


def clean_name(name: object, field: str = "name") -> str:
    """A name of a party or topic: 1 to 64 code points of what `events.lines` keeps.

    Marks stand on something, at most four in a row. What looks alike stays apart: names are no addresses, and need not
    be unique. Raises Blank when nothing is left, TooLong, and Invalid for control characters and for other marks.
    """
    return _clean_line(name, field, MAX_NAME, blank=False)


def clean_description(description: object, field: str = "description") -> str:
    return _clean_line(description, field, MAX_DESCRIPTION, blank=True)


def clean_reason(reason: object) -> str:
    """Why something was done, in a line that may be empty."""
    return _clean_line(reason, "reason", MAX_REASON, blank=True)


def clean_hours(hours: object) -> int:
    """Of how many hours messages are to be deleted; 0 for none."""
    if hours is None:
        return 0
    if not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= MOST_HOURS:
        raise Invalid.field("delete_hours", _("A whole number from 1 to %(most)s, or nothing.") % {"most": MOST_HOURS})
    return hours


def clean_moment(value: object, field: str) -> datetime:
    """A time with its offset, cut to milliseconds like all our times."""
    if isinstance(value, str) and len(value) <= MAX_NAME:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                moment = moment.astimezone(UTC)
                return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        except (ValueError, OverflowError):
            pass  # the sentence below says what is wanted
    raise Invalid.field(field, _("A time with its offset is wanted, such as 2030-01-31T12:00:00Z."))


def _clean_line(value: object, field: str, most: int, *, blank: bool) -> str:
    if not isinstance(value, str):
        raise Invalid.field(field, _("Text is wanted here."))
    if lines.CONTROLS.search(value) or "\n" in value or "\t" in value:
        raise Invalid.field(field, _("This has control characters that can't be shown."))
    if len(value) > lines.NORMALIZED * most:
        raise _too_long(field, most, len(value))
    value = lines.as_line(value)
    if lines.has_stray_marks(value):
        raise Invalid.field(field, _("Marks stand on a letter, at most %(most)s on each.") % {"most": lines.MAX_MARKS})
    if not value and not blank:
        raise Blank(_("Give it a name."), fields={field: [_("Give it a name.")]})
    if len(value) > most:
        raise _too_long(field, most, len(value))
    return value


def _too_long(field: str, most: int, length: int) -> TooLong:
    sentence = _("At most %(most)s characters; this has %(length)s.") % {"most": most, "length": length}
    return TooLong(sentence, fields={field: [sentence]})


def clean_emoji(value: object) -> str:
    """One emoji that Unicode recommends for interchange, fully qualified. Raises Invalid."""
    emoji = fully_qualified(value) if isinstance(value, str) else None
    if emoji is None:
        raise Invalid.field("emoji", _("A reaction is one emoji."))
    return emoji


def clean_client_id(client_id: object) -> str:
    """The id that makes a repeated command the same command."""
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise Invalid.field("client_id", _("A client_id has 1 to 64 of A-Z, a-z, 0-9, _ and -."))
    return client_id


def clean_id(value: object, field: str) -> uuid.UUID:
    """An id that is an input rather than a path. Raises Invalid when it is not spelt like one."""
    parsed = parse_id(value)
    if parsed is None:
        raise Invalid.field(field, _("This is not an id."))
    return parsed
