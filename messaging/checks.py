"""What people may type: each function answers with the clean value or raises a refusal that says what is wrong."""

import re
import unicodedata
import uuid
from datetime import UTC, datetime
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from events.errors import Blank, Invalid, TooLong
from events.ids import CLIENT_ID, parse_id
from messaging.emoji import fully_qualified
from messaging.unseen import BRAILLE_SPACE, shows_nothing, without_unseen

MAX_TEXT: Final = 4000
#: Numbers stay below what a JavaScript number can hold.
MOST_N: Final = 2**53 - 1
MAX_NAME: Final = 64
MAX_DESCRIPTION: Final = 500
#: Combining marks in a row. Hebrew and Vietnamese need up to three; piles of them reach into other lines.
MAX_MARKS: Final = 4
MAX_REASON: Final = 500
#: A line may be so many times as long before signs that belong together are put together. That takes time by the square
#: of what is put together, and nobody is slower than this line because of it.
NORMALIZED: Final = 16
#: Messages of so many hours may be deleted with a kick or a ban.
MOST_HOURS: Final = 168

#: C0 controls but tab and line feed, DEL, and lone surrogates, which no database takes.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def clean_text(text: object) -> str:
    """The text of a message, kept as sent but for line ends."""
    if not isinstance(text, str):
        raise Invalid.field("text", _("A message is text."))
    text = text.replace("\r\n", "\n")
    if _FORBIDDEN.search(text):
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
    """A name of a party or topic: 1 to 64 code points in one line, in Unicode's composed form (NFC).

    White space becomes single spaces, none at the ends. What can't be seen goes: zero-width and directional characters,
    fillers, and joiners, selectors and tags but where an emoji or a script is made of them. Marks stand on something,
    at most four in a row. What looks alike stays apart: names are no addresses, and need not be unique.
    Raises Blank when nothing is left, TooLong, and Invalid for control characters and for other marks.
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
    if _FORBIDDEN.search(value) or "\n" in value or "\t" in value:
        raise Invalid.field(field, _("This has control characters that can't be shown."))
    if len(value) > NORMALIZED * most:
        raise _too_long(field, most, len(value))
    spaced = without_unseen(value).replace(BRAILLE_SPACE, " ")
    value = " ".join(unicodedata.normalize("NFC", spaced).split())
    if _has_stray_marks(value):
        raise Invalid.field(field, _("Marks stand on a letter, at most %(most)s on each.") % {"most": MAX_MARKS})
    if not value and not blank:
        raise Blank(_("Give it a name."), fields={field: [_("Give it a name.")]})
    if len(value) > most:
        raise _too_long(field, most, len(value))
    return value


def _too_long(field: str, most: int, length: int) -> TooLong:
    sentence = _("At most %(most)s characters; this has %(length)s.") % {"most": most, "length": length}
    return TooLong(sentence, fields={field: [sentence]})


def _has_stray_marks(line: str) -> bool:
    """A line begins with a mark, which would stand on what is before the name, or has piles of them."""
    row = MAX_MARKS
    for sign in line:
        row = row + 1 if unicodedata.category(sign).startswith("M") else 0
        if row > MAX_MARKS:
            return True
    return False


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
