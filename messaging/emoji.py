"""Which emoji exist: those that Unicode recommends for general interchange (RGI), in one spelling each.

The table `messaging/data/emoji.tsv` is made by `scripts/emoji.py`. Unicode spells many emoji with or without selectors
(U+FE0F "as a picture", U+FE0E "as text"); stored is always the fully qualified spelling, so that the same emoji from
two phones is the same emoji.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

TABLE: Final = Path(__file__).parent / "data" / "emoji.tsv"
#: Code points of what is looked up: the longest has 9 signs, and a selector may stand behind each.
MOST: Final = 18
#: A selector belongs to the one sign before it.
_STRAY_SELECTOR: Final = re.compile("(?:^|[\ufe0e\ufe0f])[\ufe0e\ufe0f]")
_SELECTORS: Final = {0xFE0E: None, 0xFE0F: None}


class Emoji(NamedTuple):
    """One emoji of a picker; `group` and `name` are English, `tones` its variants in other tones of skin."""

    emoji: str
    group: str
    name: str
    tones: tuple[str, ...]


def fully_qualified(text: str) -> str | None:
    """The spelling of one RGI emoji that is stored, or None when the text is anything else.

    Selectors may be missing, superfluous, or ask for text; everything else has to be exact.
    """
    if len(text) > MOST or _STRAY_SELECTOR.search(text):
        return None
    return _spellings().get(text.translate(_SELECTORS))


@lru_cache(maxsize=1)
def all_emoji() -> tuple[Emoji, ...]:
    """Every emoji, in the order of a picker."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    columns = (line.split("\t") for line in lines)
    return tuple(Emoji(emoji, group, name, tuple(tones.split())) for emoji, group, name, tones in columns)


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    return {each.translate(_SELECTORS): each for one in all_emoji() for each in (one.emoji, *one.tones)}
