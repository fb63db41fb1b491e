"""What has changed from one text to the next, word by word, for people to read."""

import difflib
import re
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
#: Longer texts are compared line by line: comparing words takes time that grows with their square.
MOST_WORDS: Final = 800


def differences(before: str, after: str) -> SafeString:
    """The later text, with what was taken out in <del> and what was put in in <ins>; safe HTML."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = _LINES.findall(before), _LINES.findall(after)
    pieces: list[str] = []
    for change, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            pieces.append(escape("".join(new[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(f"<del>{escape(''.join(old[i1:i2]))}</del>")
        if j2 > j1:
            pieces.append(f"<ins>{escape(''.join(new[j1:j2]))}</ins>")
    return SafeString("".join(pieces))
