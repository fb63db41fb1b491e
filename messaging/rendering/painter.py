"""A process of its own that colours code: `messaging/rendering/colours.py` starts this file.

Rules of Pygments are regular expressions, and on what nobody writes one of them may take minutes, in which no thread of
its process does anything else. Here a timer ends it: `re` looks for signals while it tries. Nothing of Chatterbox is
imported, so that it starts soon.

A line of JSON comes, `{"language", "code"}`, and one goes: pieces with their inks, or null where that takes too long.
"""

import json
import signal
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

#: A word of the language, a string, a number, a name, a comment.
_INK_OF: Final = {
    Keyword: "k",
    Operator.Word: "k",
    Generic.Heading: "k",
    Generic.Subheading: "k",
    String: "s",
    Generic.Inserted: "s",
    Number: "m",
    Generic.Deleted: "m",
    Name.Attribute: "f",
    Name.Builtin: "f",
    Name.Class: "f",
    Name.Decorator: "f",
    Name.Exception: "f",
    Name.Function: "f",
    Name.Namespace: "f",
    Name.Tag: "f",
    Comment: "c",
    Generic.Output: "c",
}
#: Seconds of the processor for one block; what people write needs a few thousandths.
MOST_SECONDS: Final = 0.05

Pieces = list[tuple[str | None, str]]


class TooSlowError(Exception):
    """The code is not worth its colours."""


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it, and ends it with that
    signal.signal(signal.SIGVTALRM, _stop)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        answer = json.dumps(inked(asked["code"], lexer_of(asked["language"])))
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


def _stop(number: int, frame: Any) -> None:
    raise TooSlowError


def inked(code: str, lexer: Lexer) -> Pieces | None:
    """Pieces with their inks; neighbours of one ink come as one. None when it takes too long."""
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
        try:
            return list(_together(lexer.get_tokens(code)))
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TooSlowError:
        return None


def _together(tokens: Any) -> Iterator[tuple[str | None, str]]:
    last, together = None, ""
    for kind, piece in tokens:
        ink = _ink(kind)
        if ink != last and together:
            yield last, together
            together = ""
        last, together = ink, together + piece
    yield last, together


@lru_cache(maxsize=256)
def _ink(kind: _TokenType) -> str | None:
    while kind.parent is not None:
        if kind in _INK_OF:
            return _INK_OF[kind]
        kind = kind.parent
    return None


def lexer_of(language: str) -> Lexer:
    """A new one each time, since some of them keep notes while they read."""
    # Without it, PHP would want its opening tag.
    options = {"startinline": True} if language == "php" else {}
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False, **options)
    list(lexer.get_tokens("x"))  # rules are made at the first use, which is no part of the time for a block
    return lexer


if __name__ == "__main__":
    main()
