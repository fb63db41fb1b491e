"""What of a message a result shows, and how well a message answers."""

import math
from typing import Final

from django.utils.html import escape

from messaging.search.words import hits, spell

#: Characters of the text that a result shows, and of these before the first hit.
LENGTH: Final = 200
BEFORE: Final = 60
#: How often a word is in a message counts less and less: at so many times half as much as it ever can.
HALF: Final = 1.5


def excerpt_html(text: str, needles: tuple[str, ...]) -> str:
    """A line of a text around its first hit, hits inside `<mark>`; safe HTML, whatever the text is."""
    line = " ".join(text.split())
    found = hits(spell(line), needles) if needles else []
    start = _start(line, found[0][0]) if found else 0
    end = min(len(line), start + LENGTH)
    pieces, at = ["…" if start else ""], start
    for since, until in found:
        if since >= end:
            break
        until = min(until, end)
        pieces += [escape(line[at:since]), "<mark>", escape(line[since:until]), "</mark>"]
        at = until
    pieces += [escape(line[at:end]), "…" if end < len(line) else ""]
    return "".join(pieces)


def _start(line: str, hit: int) -> int:
    """Where to begin so that a hit is well in sight: at the beginning of a word, if one is near."""
    if hit <= BEFORE:
        return 0
    start = hit - BEFORE
    space = line.find(" ", start, hit)
    return space + 1 if space >= 0 else start


def score(words: str, needles: tuple[str, ...]) -> float:
    """How well the words of a message answer: more hits, whole words and few other words count."""
    length = 1 + math.log1p(len(words) / 50)
    return round(sum(_weight(words, needle) for needle in needles) / length, 6)


def _weight(words: str, needle: str) -> float:
    whole = words.count(f" {needle.strip()} ")
    times = whole + (words.count(needle) - whole if needle in words else 0) / 2
    return times / (times + HALF)
