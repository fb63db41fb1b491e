"""Markdown to HTML, once, when a message is written.

CommonMark without raw HTML, plus strikethrough, tables and links that were not marked up (markdown-it-py); then an
allow-list (nh3), so that a fault of the parser can't let a script through.
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

#: Stored beside the HTML, so that a later renderer knows what to make again.
VERSION: Final = 1
MENTION: Final = re.compile(r"(?<![\w@/.])@([A-Za-z0-9][A-Za-z0-9_.-]{1,31})")
#: Links to other places than these are shown as text.
SCHEMES: Final = frozenset({"http", "https", "mailto"})

TAGS: Final = frozenset(
    "p br strong em s a code pre ul ol li blockquote h1 h2 h3 h4 h5 h6 hr table thead tbody tr th td span".split()
)
ATTRIBUTES: Final = {
    "a": {"href", "title", "rel", "target", "class", "data-user"},
    "code": {"class"},
    "ol": {"start"},
    "span": {"class", "data-user"},
    "pre": {"tabindex"},
}


def render(text: str, mentions: dict[str, str] | None = None) -> str:
    """Safe HTML of a message's Markdown. `mentions` maps lower-cased usernames that are named to ids of users."""
    env = {"mentions": mentions or {}}
    html = _markdown().render(text, env)
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
    ).strip()


def named_in(text: str) -> set[str]:
    """Lower-cased names behind an `@` in the text outside of code: perhaps people, `everyone` or `here`."""
    if "@" not in text:
        return set()
    words = (child.content for child in _text_tokens(text))
    return {name.lower().rstrip(".-") for content in words for name in MENTION.findall(content)}


def _text_tokens(text: str) -> list[Token]:
    return [
        child for token in _markdown().parse(text) for child in (token.children or []) if child.type in {"text", "html"}
    ]


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    markdown.enable(["strikethrough", "table", "linkify"])
    markdown.disable(["image"])
    markdown.validateLink = _is_fine  # type: ignore[method-assign]
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("text", _text)
    return markdown


def _is_fine(url: str) -> bool:
    try:
        return urlsplit(url.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _link_open(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: object) -> str:
    tokens[idx].attrSet("rel", "noopener noreferrer nofollow")
    tokens[idx].attrSet("target", "_blank")
    return self.renderToken(tokens, idx, options, env)  # type: ignore[arg-type]


def _text(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: dict[str, dict[str, str]]) -> str:
    known = env.get("mentions") or {}
    inside_link = any(token.type == "link_open" for token in tokens[:idx]) and not any(
        token.type == "link_close" for token in tokens[:idx]
    )
    escaped = escape(tokens[idx].content)
    if not known or inside_link:
        return escaped

    def mark(match: re.Match[str]) -> str:
        name = match[1].rstrip(".-")
        user_id = known.get(name.lower())
        if user_id is None:
            return match[0]
        rest = match[1][len(name) :]
        return f'<span class="mention" data-user="{user_id}">@{name}</span>{rest}'

    return MENTION.sub(mark, escaped)
