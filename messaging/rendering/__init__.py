"""Markdown to HTML, once, when a message is written.

CommonMark without raw HTML, pictures and reference links, plus strikethrough, tables, task lists and links that were
not marked up (markdown-it-py), code in colours (Pygments); then an allow-list (nh3), so that a fault of the others
can't let a script through. No text of `checks.MAX_TEXT` characters becomes more than `MAX_HTML`.
"""

import re
import time
from functools import lru_cache
from html import unescape
from typing import Final

import nh3
from django.utils.html import escape

from events.unseen import shows_nothing
from messaging.rendering.colours import INKS
from messaging.rendering.markdown import MENTION, SCHEMES, markdown, texts_of
from messaging.rendering.plain import plain as plain

#: Stored beside the HTML, so that a later renderer knows what to make again.
VERSION: Final = 2
#: Characters; links and mentions of a few letters each are the only ones that could come to more.
MAX_HTML: Final = 64_000
#: Seconds after which no further block of code of a message gets colours: others may be waiting for theirs.
COLOURING: Final = 2.0

TAGS: Final = frozenset(
    "p br strong em s a code pre ul ol li blockquote h1 h2 h3 h4 h5 h6 hr table thead tbody tr th td span".split()
)
ATTRIBUTES: Final = {
    "a": {"href", "title", "rel", "target"},
    "ol": {"start"},
    "span": {"data-user"},
    "pre": {"tabindex", "data-language"},
}
CLASSES: Final = {
    "li": {"task"},
    "span": {"mention", "mention-all", "task-box", *INKS},
    "td": {"align-center", "align-right"},
    "th": {"align-center", "align-right"},
}
_TAG: Final = re.compile("<[^>]*>")


#: Blocks of code of one message as they were made: content and info -> HTML.
Blocks = dict[tuple[str, str], str]


def render(
    text: str,
    mentions: dict[str, str] | None = None,
    mention_all: str | None = None,
    blocks: Blocks | None = None,
) -> str:
    """Safe HTML of a message's Markdown.

    `mentions` maps lower-cased usernames that are named to ids of users. `mention_all` is `everyone` or `here` when the
    message calls all of them: only what is in force is shown as a mention. `blocks` is filled the first time; whoever
    renders the same text again with it, as soon as it is known who is named, waits for no colours.
    """
    words = plain(text)
    if words is not None:
        return words
    given = {"mentions": mentions or {}, "mention_all": mention_all, "blocks": {} if blocks is None else blocks}
    html = markdown().render(text, given | {"in_colours_until": time.monotonic() + COLOURING})
    if len(html) > MAX_HTML:
        return _as_typed(text)
    html = _cleaner().clean(html).strip()
    return _as_typed(text) if _is_empty(html) else html


def line_of(html: str) -> str:
    """What people read in a message's HTML, on one line and without markup."""
    return " ".join(unescape(nh3.clean(html, tags=set())).split())


def named_in(text: str) -> set[str]:
    """Lower-cased names behind an `@` in the text outside of code and links: perhaps people, `everyone` or `here`."""
    if "@" not in text:
        return set()
    return {name.lower().rstrip(".-") for content in texts_of(text) for name in MENTION.findall(content)}


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel=None,
    )


def _is_empty(html: str) -> bool:
    """Marks without anything that they mark, such as a lone `>` or `-`: whoever typed them meant the signs."""
    return "<hr" not in html and shows_nothing(_TAG.sub("", html).replace("&nbsp;", ""))


def _as_typed(text: str) -> str:
    lines = escape(text.strip("\n")).replace("\n", "<br>\n")
    return _cleaner().clean(f"<p>{lines}</p>")
