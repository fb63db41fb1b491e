"""What scripts take from the templates of a topic's page, filled and framed as they do it, for the style guide."""

import dataclasses
import re
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

#: Templates of pages that have `<template>`s in them.
SOURCES: Final = ("messaging/_pending.html", "messaging/_offer_notices.html")
TEMPLATE: Final = re.compile(r'<template id="([\w-]+)">(.*?)</template>', re.DOTALL)

_SHOWN: Final = (" hidden>", ">")
_TEXT: Final = 'class="message-text as-typed" dir="auto">'
_STATUS: Final = '<p class="message-status" hidden></p>'
_EMOJI: Final = ("👍", "🎉", "⛵")
_PICKS: Final = "".join(f'<button type="button" aria-label="{emoji}">{emoji}</button>' for emoji in _EMOJI)
_GRID: Final = f'<div class="emoji-grid">{_PICKS}</div>'
_NAMES: Final = {"Ada Winter": "true", "Adam Stone": "false"}
_OPTIONS: Final = "".join(
    f'<li class="option" role="option" aria-selected="{chosen}"><span class="one-line">{name}</span></li>'
    for name, chosen in _NAMES.items()
)

#: By template: each empty place in its order, and what a script would fill it with.
FILLED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "pending-message": ((_TEXT, f"{_TEXT}Who brings the glue?"), ("<time></time>", "<time>18:05</time>")),
    "waiting-status": (('"left">', '"left">0:24'),),
    "failed-status": (('"why">', '"why">Not sent, the connection broke.'),),
    "new-day": (('"day-name">', '"day-name">Yesterday'),),
    "composer-refusal": (("<span>", "<span>A message can have 4,000 characters; this one has 4,012."),),
    "everybody-note": (("<span>", "<span>@everyone notifies 12 people."),),
    "completion-box": (('"completion-name">', '"completion-name">People'), ("</ul>", f"{_OPTIONS}</ul>")),
    "strip-typing": (("data-sentence>", "data-sentence>Bo Larsen is writing"),),
    "strip-caught-up": (("data-sentence>", "data-sentence>Back online, 3 messages caught up"),),
    "message-tools": tuple(("data-quick></", f'aria-label="React with {emoji}">{emoji}</') for emoji in _EMOJI),
    "message-edit": (("</textarea>", "Tonight at nine.</textarea>"), ("<span></span>", "<span>Too long.</span>"))
    + 4 * (_SHOWN,),
    "code-head": (("<span></span>", "<span>python</span>"),),
    "system-fold": (("></button>", ">4 earlier notes</button>"),),
    "emoji-picker": (
        (" popover ", " "),
        ("</nav>", f"{_PICKS}</nav>"),
        (
            '"emoji-scroller">',
            f'"emoji-scroller"><section><h3>Used last</h3>{_GRID}</section>',
        ),
        ('"></div>', f'">{_PICKS}</div>'),
    ),
    "reply-line": (
        ('"reply-to"', '"reply-to" href="#g-pieces"'),
        ("<b>", "<b>Ada Winter"),
        ('"one-line">', '"one-line">Who brings the glue?'),
    ),
}
#: What is around each of them on a page, where that makes a difference.
FRAMES: Final = {
    "composer-refusal": '<div class="composer">{}</div>',
    "everybody-note": '<div class="composer">{}</div>',
    "message-edit": '<div class="message editing"><div class="message-body">{}</div></div>',
    "code-head": '<div class="message-text"><figure class="code-block">{}'
    '<pre tabindex="0"><code>fold(paper)</code></pre></figure></div>',
}


@dataclasses.dataclass(frozen=True)
class Specimen:
    """`name` is the id of its template."""

    name: str
    html: SafeString


def specimens(context: dict[str, Any]) -> list[Specimen]:
    """Every template of a topic's page, as people see it. `context` is that of the page."""
    found: dict[str, str] = {}
    for source in SOURCES:
        found |= {name: _filled(name, html) for name, html in TEMPLATE.findall(render_to_string(source, context))}
    framed = {name: _framed(name, html, found["pending-message"]) for name, html in found.items()}
    return [Specimen(name, mark_safe(html)) for name, html in framed.items()]  # noqa: S308 (from our own templates)


def _filled(name: str, html: str) -> str:
    """Raises ValueError when a template has lost a place that is filled here."""
    for place, filled in FILLED.get(name, ()):
        if place not in html:
            raise ValueError(f"template {name} has no {place}")
        html = html.replace(place, filled, 1)
    return html


def _framed(name: str, html: str, pending: str) -> str:
    what, _, kind = name.rpartition("-")
    if kind == "status":
        state = "failed" if what == "failed" else "pending"
        message = pending.replace(_STATUS, f'<div class="message-status">{html}</div>')
        return message.replace('data-state="pending"', f'data-state="{state}"')
    if name.startswith("strip-"):
        return f'<p class="strip" data-strip="{name.removeprefix("strip-")}">{html}</p>'
    return FRAMES.get(name, "{}").format(html)
