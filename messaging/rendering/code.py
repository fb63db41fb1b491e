"""Code in a message: its language as `data-language`, and its colours as classes of five inks."""

import html
import re
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pygments.lexer import Lexer
from pygments.lexers import get_all_lexers, get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, _TokenType

#: Classes: a word of the language, a string, a number, a name, a comment.
INKS: Final = ("k", "s", "m", "f", "c")
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
#: Names that Pygments knows, besides those that it has for the same language.
LANGUAGES: Final = (
    "bash c cpp csharp css dart diff docker elixir go graphql haskell hcl html ini java javascript json kotlin lua "
    "make nginx perl php powershell python r ruby rust scala scss sql swift toml typescript xml yaml"
).split()
#: Seconds of the processor for one block; what people write needs a few thousandths. Rules of Pygments can be slow on
#: what nobody writes: such a block stays plain.
MOST_SECONDS: Final = 0.05
#: To ask for the time costs more than to read a piece.
PIECES_A_LOOK: Final = 32
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9+#._-]{1,20}(?=\s|$)")


class _TooSlowError(Exception):
    """The code is not worth its colours."""


# A message that names people is rendered again, as soon as it is known who they are.
@lru_cache(maxsize=64)
def code_block(code: str, info: str) -> str:
    """A `pre` of code. `info` is what stands behind the fence; its first word may name a language."""
    named = _LANGUAGE.match(info.strip())
    if not named:
        return f'<pre tabindex="0"><code>{html.escape(code)}</code></pre>\n'
    language = _aliases().get(named[0].lower(), named[0].lower())
    inside = _coloured(code, language) or html.escape(code)
    return f'<pre tabindex="0" data-language="{html.escape(language)}"><code>{inside}</code></pre>\n'


def _coloured(code: str, language: str) -> str | None:
    """None for an unknown language, and when it takes too long."""
    if language not in LANGUAGES:
        return None
    try:
        return "".join(
            f'<span class="{ink}">{html.escape(piece)}</span>' if ink else html.escape(piece)
            for ink, piece in _inked(code, _lexer(language))
        )
    except _TooSlowError:
        return None


def _inked(code: str, lexer: Lexer) -> Iterator[tuple[str | None, str]]:
    """Pieces with their inks; neighbours of one ink come as one. Raises _TooSlowError."""
    end = time.thread_time() + MOST_SECONDS
    last, together = None, ""
    for count, (kind, piece) in enumerate(lexer.get_tokens(code)):
        if count % PIECES_A_LOOK == 0 and time.thread_time() > end:
            raise _TooSlowError
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


def _lexer(language: str) -> Lexer:
    """A new one each time, since some of them keep notes while they read."""
    # Without it, PHP would want its opening tag.
    options = {"startinline": True} if language == "php" else {}
    return get_lexer_by_name(language, stripnl=False, ensurenl=False, **options)


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    known = set(LANGUAGES)
    every = (aliases for _, aliases, _, _ in get_all_lexers(plugins=False))
    return {alias: language for aliases in every for language in known.intersection(aliases) for alias in aliases}
