"""What has changed from one text to the next, word by word, for people to read."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
#: Steps that comparing may take: words, else lines, else all of it is another text. difflib looks, for each piece that
#: stays, at all pairs of pieces that are alike, so texts of few different words are dear.
MOST_STEPS: Final = 2_000_000


def differences(before: str, after: str) -> SafeString:
    """The later text, with what was taken out in <del> and what was put in in <ins>; safe HTML."""
    return SafeString("".join(_pieces(before, after)))


def _pieces(before: str, after: str) -> Iterator[str]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    begin = _same(old, new)
    end = _same(old[begin:][::-1], new[begin:][::-1])
    yield escape("".join(new[:begin]))
    yield from _compared("".join(old[begin : len(old) - end]), "".join(new[begin : len(new) - end]))
    yield escape("".join(new[len(new) - end :]))


def _compared(before: str, after: str) -> Iterator[str]:
    for parts in (_WORDS, _LINES):
        old, new = parts.findall(before), parts.findall(after)
        if steps(old, new) <= MOST_STEPS:
            break
    else:
        old, new = [before], [after]
    for change, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            yield escape("".join(new[j1:j2]))
            continue
        if i2 > i1:
            yield f"<del>{escape(''.join(old[i1:i2]))}</del>"
        if j2 > j1:
            yield f"<ins>{escape(''.join(new[j1:j2]))}</ins>"


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces both begin with."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def steps(old: Sequence[str], new: Sequence[str]) -> int:
    """The most that difflib may have to do for these pieces."""
    counted = Counter(new)
    pairs = sum(count * counted[piece] for piece, count in Counter(old).items())
    return pairs * min(len(old), len(new))
