"""One spelling for what is looked for and for where it is looked in.

A message is kept for search as its words in lower case, without accents, with one space around each. Whatever a
question asks for is then a piece of text that is in it or is not: `" bo"` begins a word, `"oat"` may be inside of one,
`" big boat "` is two whole words. Chinese, Japanese and Korean have no such words; each run of them is kept as its
pairs and its last character: 東京都 as `東京 京都 都`. So every run inside it, a single character too, is a piece of
text of whole words.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

#: A word may be found by a piece from its middle that is so long; a shorter one has to begin a word.
INSIDE: Final = 3

_ASCII: Final = re.compile(r"[a-z0-9]+")
#: Han with its marks, kana, bopomofo, Hangul: written without spaces, or with endings that belong to no word.
_RUNNING: Final = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3100-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
#: What belongs to the character before it, besides marks: vowels and tails of Hangul, voicing of halfwidth kana.
_JOINING: Final = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]")
#: Kinds of characters: `w` of words, `r` running, `s` symbols, which are words by themselves, `-` between words.
_PIECES: Final = re.compile("w+|r+|s")


class Spelled(NamedTuple):
    """`words` as they are kept; for each of its characters where it stands in the text, None for spaces."""

    words: str
    places: list[tuple[int, int] | None]


def words_of(text: str) -> str:
    """The words of a text, with one space around each; empty when it has none."""
    if text.isascii():
        words = " ".join(_ASCII.findall(text.lower()))
    else:
        words = " ".join(word for word, _ in _words(text))
    return f" {words} " if words else ""


def spell(text: str) -> Spelled:
    """The same with the place of each character, to show what was found."""
    letters, places = [" "], [None]  # type: tuple[list[str], list[tuple[int, int] | None]]
    for word, of_letters in _words(text):
        letters += [word, " "]
        places += [*of_letters, None]
    return Spelled("".join(letters) if len(letters) > 1 else "", places)


def needle_of(term: str, *, whole: bool = False) -> str:
    """What is in the words of each text that `term` finds; empty when nothing in it can be looked for.

    `whole` words begin and end where the term does; else it may begin and end inside of a word.
    """
    words = words_of(term).split()
    if not words:
        return ""
    first, last = words[0], words[-1]
    may_begin_inside = not whole and len(first) >= INSIDE and not _RUNNING.match(first)
    ends = whole
    if _RUNNING.match(last):
        ends = len(words) > 1 and len(words[-2]) == 2 and words[-2][1] == last
        # The last character stands by itself only where the run ends; inside a longer one its pair is enough.
        words = words[:-1] if ends else words
    return ("" if may_begin_inside else " ") + " ".join(words) + (" " if ends else "")


#: Of one needle: more than an excerpt has room for.
MOST_HITS: Final = 500


def hits(spelled: Spelled, needles: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where needles are in a text: from and to, in order, none touching another."""
    found = sorted(place for needle in needles for place in _places(spelled, needle))
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _places(spelled: Spelled, needle: str) -> Iterator[tuple[int, int]]:
    at = spelled.words.find(needle)
    for _count in range(MOST_HITS):
        if at < 0:
            return
        seen = [place for place in spelled.places[at : at + len(needle)] if place]
        yield seen[0][0], seen[-1][1]
        at = spelled.words.find(needle, at + 1)


def _words(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each word with the places of its characters in the text."""
    letters, places = _letters(text)
    for piece in _PIECES.finditer("".join(map(_kind, letters))):
        start, end = piece.span()
        if piece[0][0] == "r":
            for at in range(start, end):
                yield letters[at : min(at + 2, end)], places[at : min(at + 2, end)]
        elif piece[0] == "s":
            # As a word of letters, since databases take symbols for gaps.
            name = f"u{ord(letters[start]):x}"
            yield name, places[start:end] * len(name)
        else:
            yield letters[start:end], places[start:end]


def _letters(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text's characters as they are spelt here, and where each comes from."""
    spelled: list[str] = []
    places: list[tuple[int, int]] = []
    start, length = 0, len(text)
    while start < length:
        end = start + 1
        while end < length and _belongs(text[end]):
            end += 1
        letters = _fold(text[start:end])
        spelled.append(letters)
        places += [(start, end)] * len(letters)
        start = end
    return "".join(spelled), places


def _belongs(letter: str) -> bool:
    """Whether a character belongs to the one before it."""
    return letter > "\u02ff" and (unicodedata.category(letter)[0] == "M" or _JOINING.match(letter) is not None)


@lru_cache(maxsize=4096)
def _fold(cluster: str) -> str:
    """A character with its marks: width, case, ligatures and accents told apart no more; unseen ones go.

    Only what Latin, Greek and Cyrillic letters wear goes as an accent: elsewhere a mark makes another letter.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", cluster).casefold())
    kept = (letter for letter in plain if not _is_accent(letter) and unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", "".join(kept))


def _is_accent(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f" or "\ufe00" <= letter <= "\ufe0f"


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    if _RUNNING.match(letter):
        return "r"
    if letter.isalnum() or unicodedata.category(letter)[0] == "M":
        return "w"
    return "s" if unicodedata.category(letter) == "So" else "-"
