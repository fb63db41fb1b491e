"""A line that people type, such as a name: what is kept of it, and what can't be. Each service says it in its words."""

import re
import unicodedata
from typing import Final

from events.unseen import BRAILLE_SPACE, without_unseen

#: C0 controls but tab and line feed, DEL, and lone surrogates, which no database takes.
CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
#: Combining marks in a row. Hebrew and Vietnamese need up to three; piles of them reach into other lines.
MAX_MARKS: Final = 4
#: A line may be so many times as long before signs that belong together are put together. That takes time by the square
#: of what is put together, and nobody is slower than this line because of it.
NORMALIZED: Final = 16

#: They don't end a row of marks.
_JOINERS: Final = "\u200c\u200d"


def as_line(text: str) -> str:
    """The text in one line, in Unicode's composed form (NFC).

    White space becomes single spaces, none at the ends. What can't be seen goes: zero-width and directional characters,
    fillers, and joiners, selectors and tags but where an emoji or a script is made of them.
    """
    seen = without_unseen(text.replace(BRAILLE_SPACE, " "))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def has_stray_marks(line: str) -> bool:
    """A line begins with a mark, which would stand on what is before the name, or has piles of them."""
    row = MAX_MARKS
    for sign in line:
        if sign in _JOINERS:
            continue
        row = row + 1 if unicodedata.category(sign).startswith("M") else 0
        if row > MAX_MARKS:
            return True
    return False
