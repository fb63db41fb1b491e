"""What people may type: each function answers with the clean value or raises a refusal that says what is wrong."""

import re
import unicodedata
import uuid
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from events.errors import Blank, Invalid, TooLong
from events.ids import CLIENT_ID, parse_id

MAX_TEXT: Final = 4000
#: Numbers stay below what a JavaScript number can hold.
MOST_N: Final = 2**53 - 1
MAX_NAME: Final = 64
MAX_DESCRIPTION: Final = 500
MAX_REASON: Final = 500
#: Messages of so many hours may be deleted with a kick or a ban.
MOST_HOURS: Final = 168

#: C0 controls but tab and line feed, DEL, and lone surrogates, which no database takes.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
#: Unseen characters that would let one name look like another or turn a line around.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def clean_text(text: object) -> str:
    """The text of a message, kept as sent but for line ends."""
    if not isinstance(text, str):
        raise Invalid.field("text", _("A message is text."))
    text = text.replace("\r\n", "\n")
    if _FORBIDDEN.search(text):
        raise Invalid.field("text", _("This has control characters that can't be shown."))
    if not _UNSEEN.sub("", text).strip():
        raise Blank
    if len(text) > MAX_TEXT:
        raise TooLong(
            _("A message can have %(most)s characters; this one has %(length)s.")
            % {"most": f"{MAX_TEXT:,}", "length": f"{len(text):,}"}
        )
    return text


def clean_name(name: object, field: str = "name") -> str:
    """A name of a party or topic: one line, without what can't be seen, in Unicode's composed form."""
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
    value = " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", value)).split())
    if not value and not blank:
        raise Blank(_("Give it a name."), fields={field: [_("Give it a name.")]})
    if len(value) > most:
        sentence = _("At most %(most)s characters; this has %(length)s.") % {"most": most, "length": len(value)}
        raise TooLong(sentence, fields={field: [sentence]})
    return value


def clean_client_id(client_id: object) -> str:
    """The id that makes a repeated command the same command."""
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise Invalid.field("client_id", _("A client_id has 1 to 64 of A-Z, a-z, 0-9, _ and -."))
    return client_id


def clean_id(value: object, field: str) -> uuid.UUID:
    """An id that is an input rather than a path. Raises Invalid when it is not spelt like one."""
    if isinstance(value, uuid.UUID):
        return value
    parsed = parse_id(value)
    if parsed is None:
        raise Invalid.field(field, _("This is not an id."))
    return parsed
