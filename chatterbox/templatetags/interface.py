"""Small pieces that many templates draw: icons, people and parties folded from paper, times."""

import json
import re
import unicodedata
import uuid
import zlib
from datetime import datetime
from html import unescape
from typing import Any, Final

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from chatterbox.static import modules_of_a_page
from chatterbox.views import sprite
from events.times import zone_of

register = template.Library()

HUES: Final = 12
FOLDS: Final = 4
MOST_SHOWN: Final = 100
#: Code points; a family or a flag takes several.
MOST_EMOJI_SIGNS: Final = 24
#: Characters of a message that a list shows.
LINE: Final = 240
#: Zero width joiner and the variation selector that asks for colour: parts of emoji.
JOINERS: Final = "\u200d\ufe0f"

#: Of the HTML that messages have.
ENDS_A_LINE: Final = re.compile(r"</(?:p|li|h\d|blockquote|pre|td|th)>|<br ?/?>")

ROLES: Final = {"owner": _("owner"), "admin": _("admin"), "moderator": _("moderator"), "member": _("member")}
STATES: Final = {"online": _("online"), "away": _("away"), "offline": _("offline"), "unknown": _("not known")}


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite; it is decoration, the words stand beside it."""
    classes = f"icon {size}".strip()
    address = f"{reverse('icons')}?v={sprite()[1]}#{name}"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, address)


@register.simple_tag
def module_preloads() -> SafeString:
    """Names all our modules at once, so that a browser need not read one to learn of the next."""
    links = ((static(name),) for name in modules_of_a_page())
    return format_html_join("", '<link rel="modulepreload" href="{}" fetchpriority="low">', links)


@register.simple_tag
def avatar(user: Any, size: str = "") -> SafeString:
    """A person: their picture, or their initials on a paper that their id chooses."""
    code = zlib.crc32(_bytes(user.id))
    inside = initials(called(user))
    if user.avatar_url:
        inside = format_html('<img src="{}" alt="" width="64" height="64" loading="lazy">', user.avatar_url)
    return format_html(
        '<span class="{}" data-hue="{}" data-fold="{}" aria-hidden="true">{}</span>',
        f"avatar {size}".strip(),
        code % HUES,
        (code >> 8) % FOLDS,
        inside,
    )


@register.simple_tag
def party_fold(party: Any, size: str = "") -> SafeString:
    """A party, or what an invite says of one: its icon, or its letters, on a square of paper with a folded corner."""
    classes = f"party-fold {size}".strip()
    paper = zlib.crc32(_bytes(getattr(party, "party_id", None) or party.id)) % HUES
    inside = initials(party.name)
    address = getattr(party, "icon_url", None)  # accounts' copy of a party knows of no icon
    if address:
        inside = format_html('<img src="{}" alt="" width="64" height="64" loading="lazy">', address)
    return format_html('<span class="{}" data-hue="{}" aria-hidden="true">{}</span>', classes, paper, inside)


def initials(name: str) -> str:
    """First letters of the first and the last word."""
    words = [word for word in name.split() if word[0].isalnum()] or name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _bytes(key: Any) -> bytes:
    return (key if isinstance(key, uuid.UUID) else uuid.UUID(str(key))).bytes


@register.simple_tag
def when(value: str | datetime) -> SafeString:
    """The day of something that was long ago or not; a script says it as short as the reader's clock allows."""
    at = moment(value)
    if at is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" data-when>{}</time>', at.isoformat(), date_format(localtime(at), str(_("j M Y")))
    )


@register.simple_tag(takes_context=True)
def day_here(context: template.Context, value: datetime) -> str:
    """For pages of accounts: the day of `value` where the user is."""
    zone = zone_of(getattr(context["user"], "zoneinfo", ""), context["request"].COOKIES)
    return date_format(value.astimezone(zone))


@register.filter
def at(mapping: dict[str, Any], key: str) -> Any:
    """What a mapping has under a key that is a variable, or None."""
    return mapping.get(key)


@register.filter
def capped(count: int) -> str:
    """A count on a badge: counting stops at 100 (messaging.queries.CAP), so that is only more than 99."""
    return str(count) if count < MOST_SHOWN else f"{MOST_SHOWN - 1}+"


@register.filter
def hue(user: Any) -> int:
    """The colour of a person's paper."""
    return zlib.crc32(_bytes(user.id)) % HUES


@register.filter
def role_name(role: str) -> str:
    return str(ROLES.get(role, role))


@register.filter
def state_name(state: str) -> str:
    return str(STATES.get(state, state))


@register.filter
def called(user: Any) -> str:
    """What a person is called; who has deleted their account has left no name."""
    return user.display_name or user.username or str(_("Deleted user"))


@register.filter
def one_line(text: str) -> str:
    """The beginning of a message, without its line breaks."""
    line = " ".join(text.split())
    return line if len(line) <= LINE else line[: LINE - 1].rstrip() + "…"


@register.filter
def in_words(message: Any) -> str:
    """The beginning of a message, in one line and without its marks: what is bold is just a word here."""
    return one_line(unescape(strip_tags(ENDS_A_LINE.sub(" ", message.html))) or message.text)


@register.filter
def only_emoji(text: str) -> bool:
    """Whether a message is a few emoji and nothing else: those are drawn large."""
    signs = "".join(text.split())
    return 0 < len(signs) <= MOST_EMOJI_SIGNS and all(
        sign in JOINERS or unicodedata.category(sign) in {"So", "Sk"} for sign in signs
    )


@register.filter
def as_json(value: Any) -> str:
    """For a script, in an attribute."""
    return json.dumps(value)


@register.filter
def moment(value: str | datetime | None) -> datetime | None:
    """The time that a shape's string spells, for `|date`."""
    return parse_datetime(value) if isinstance(value, str) else value


@register.filter
def is_ahead(value: datetime | None) -> bool:
    """Whether a time is still to come."""
    return value is not None and value > timezone.now()
