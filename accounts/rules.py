"""What may be in a profile. Each function gives the value as it is kept, or raises Django's ValidationError."""

import re
import zoneinfo
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events import lines
from events.errors import Invalid
from events.unseen import shows_nothing

USERNAME_MIN: Final = 2
USERNAME_MAX: Final = 32
USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{1,31}")
DISPLAY_NAME_MAX: Final = 64
LOCALE_MAX: Final = 16
ZONEINFO_MAX: Final = 64
AVATAR_URL_MAX: Final = 300
LOCALE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

#: Names that would be taken for the house's own voice, for a mention of many, or for a deleted person.
_RESERVED = """
about abuse account accounts admin administrator all api channel chatterbox contact deleted deleted-user
everyone group help here host info invite login logout me member members moderator moderators nobody noreply
null official owner party postmaster root security signup staff status support system team topic undefined user
webmaster you
"""
RESERVED: Final = frozenset(_RESERVED.split())


def clean_username(value: str) -> str:
    """Lower case, 2 to 32 of a-z 0-9 _ . - beginning with a letter or digit, and not reserved."""
    name = value.strip().lower()
    if not USERNAME.fullmatch(name):
        raise ValidationError(
            _("A username has %(least)d to %(most)d letters (a to z), digits, dots, dashes or underscores.")
            % {"least": USERNAME_MIN, "most": USERNAME_MAX}
            + " "
            + _("It begins with a letter or a digit."),
            code="invalid",
        )
    if name in RESERVED:
        raise ValidationError(_("This username is reserved. Choose another one."), code="reserved")
    return name


def clean_display_name(value: str) -> str:
    """1 to 64 characters of what `events.lines` keeps: one line that can be seen, and turns nothing around."""
    if shows_nothing(lines.CONTROLS.sub("", value)):
        raise ValidationError(_("A name is wanted."), code="blank")
    if len(value) > lines.NORMALIZED * DISPLAY_NAME_MAX:
        raise _too_long(value)
    name = lines.as_line(value)
    if lines.CONTROLS.search(name):
        raise ValidationError(_("A name can't have control characters."), code="invalid")
    if lines.has_stray_marks(name):
        sentence = _("Marks stand on a letter, at most %(most)s on each.") % {"most": lines.MAX_MARKS}
        raise ValidationError(sentence, code="invalid")
    if len(name) > DISPLAY_NAME_MAX:
        raise _too_long(name)
    return name


def _too_long(name: str) -> ValidationError:
    sentence = _("A name can have %(most)d characters; this one has %(given)d.")
    return ValidationError(sentence % {"most": DISPLAY_NAME_MAX, "given": len(name)}, code="too_long")


def clean_locale(value: str) -> str:
    """A language tag such as `en` or `pt-BR`; empty when not chosen."""
    if value and (len(value) > LOCALE_MAX or not LOCALE.fullmatch(value)):
        raise ValidationError(_("A language tag such as en or pt-BR is wanted."), code="invalid")
    return value


def clean_zoneinfo(value: str) -> str:
    """A time zone of the IANA list such as `Europe/Vienna`; empty when not chosen."""
    if value and value not in _zones():
        raise ValidationError(_("A time zone such as Europe/Vienna is wanted."), code="invalid")
    return value


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(name for name in zoneinfo.available_timezones() if len(name) <= ZONEINFO_MAX)


CLEAN: Final[Mapping[str, Callable[[str], str]]] = {
    "username": clean_username,
    "display_name": clean_display_name,
    "locale": clean_locale,
    "zoneinfo": clean_zoneinfo,
}


def clean_profile(changes: Mapping[str, str]) -> dict[str, str]:
    """Every value as it is kept. Raises Invalid that names each field that is wrong."""
    kept: dict[str, str] = {}
    faults: dict[str, list[str]] = {}
    for name, value in changes.items():
        try:
            kept[name] = CLEAN[name](value)
        except ValidationError as fault:
            faults[name] = fault.messages
    if faults:
        raise Invalid(next(iter(faults.values()))[0], fields=faults)
    return kept


def check_username(value: str) -> None:
    """`clean_username` as a validator of forms and model fields: it takes any case."""
    clean_username(value)


def check_display_name(value: str) -> None:
    clean_display_name(value)
