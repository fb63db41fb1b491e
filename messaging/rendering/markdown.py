"""The parser of messages: which Markdown there is, and what links, mentions, tables and tasks become."""

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from messaging.rendering.code import code_block

MENTION: Final = re.compile(r"(?<![\w@/.])@([A-Za-z0-9][A-Za-z0-9_.-]{1,31})")
#: Links to other places than these are shown as text.
SCHEMES: Final = frozenset({"http", "https", "mailto"})
#: A table fills up missing cells, so that few characters could become very many.
MAX_CELLS: Final = 2000
_TASK: Final = re.compile(r"\[([ xX])\]\s")
#: Signs that every screen reader has a name for, in its own language.
_BOXES: Final = {" ": "☐", "x": "☑", "X": "☑"}
_ALIGNED: Final = {"text-align:center": "align-center", "text-align:right": "align-right"}


@lru_cache(maxsize=1)
def markdown() -> MarkdownIt:
    """The one parser: it keeps nothing of a text, so threads share it."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    parser.enable(["strikethrough", "table", "linkify"])
    # Definitions of references would be text that nobody sees, and repeat a long address for three letters.
    parser.disable(["image", "reference"])
    parser.validateLink = _is_fine  # type: ignore[method-assign]
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.after("inline", "tasks", _tasks)
    for name, rule in _RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def texts_of(text: str) -> Iterator[str]:
    """What of the text may name people: all but code and links."""
    for token in markdown().parse(text):
        links = 0
        for child in token.children or []:
            links += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and not links:
                yield child.content


def _is_fine(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
        leads_somewhere = parts.scheme == "mailto" or bool(parts.hostname and parts.port != 0)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and leads_somewhere


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    columns = state.src[state.bMarks[start] : state.eMarks[start]].count("|") + 1
    return columns * (end - start) <= MAX_CELLS and table(state, start, end, silent)


def _tasks(state: StateCore) -> None:
    """`- [ ] text` and `- [x] text`: the marks become a box, before backslashes are forgotten."""
    for item, paragraph, inline in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or not inline.children:
            continue
        first = inline.children[0]
        found = _TASK.match(first.content) if first.type == "text" else None
        if found:
            item.attrSet("class", "task")
            first.content = first.content[found.end() :]
            inline.children.insert(0, Token("task_box", "", 0, content=_BOXES[found[1]]))


def _task_box(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: object) -> str:
    return f'<span class="task-box">{tokens[idx].content}</span> '


def _cell_open(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: object) -> str:
    aligned = _ALIGNED.get(str(tokens[idx].attrGet("style")))
    tokens[idx].attrs = {"class": aligned} if aligned else {}
    return self.renderToken(tokens, idx, options, env)  # type: ignore[arg-type]


def _link_open(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: dict[str, Any]) -> str:
    # An empty address is never asked about.
    env["in_link"] = bool(tokens[idx].attrGet("href"))
    if not env["in_link"]:
        return ""
    tokens[idx].attrSet("rel", "noopener noreferrer nofollow")
    tokens[idx].attrSet("target", "_blank")
    return self.renderToken(tokens, idx, options, env)  # type: ignore[arg-type]


def _link_close(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: dict[str, Any]) -> str:
    return "</a>" if env.pop("in_link", False) else ""


def _text(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: dict[str, Any]) -> str:
    escaped = str(escape(tokens[idx].content))
    known: dict[str, str] = env["mentions"]
    everybody: str | None = env["mention_all"]
    if "@" not in escaped or env.get("in_link") or not (known or everybody):
        return escaped

    def mark(match: re.Match[str]) -> str:
        name = match[1].rstrip(".-")
        rest = match[1][len(name) :]
        if name.lower() == everybody:
            return f'<span class="mention mention-all">@{name}</span>{rest}'
        user_id = known.get(name.lower())
        return match[0] if user_id is None else f'<span class="mention" data-user="{user_id}">@{name}</span>{rest}'

    return MENTION.sub(mark, escaped)


def _code(self: RendererHTML, tokens: list[Token], idx: int, options: object, env: dict[str, Any]) -> str:
    blocks: dict[tuple[str, str], str] = env["blocks"]
    block = tokens[idx].content, tokens[idx].info
    if block not in blocks:
        blocks[block] = code_block(*block, in_colours=time.monotonic() < env["in_colours_until"])
    return blocks[block]


_RULES: Final = {
    "code_block": _code,
    "fence": _code,
    "link_close": _link_close,
    "link_open": _link_open,
    "task_box": _task_box,
    "td_open": _cell_open,
    "text": _text,
    "th_open": _cell_open,
}
