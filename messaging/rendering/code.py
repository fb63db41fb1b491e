"""Code in a message: its language as `data-language`, and its colours as classes of five inks."""

import html
import re
from contextlib import suppress
from functools import lru_cache
from typing import Final

from pygments.lexers import get_all_lexers

from messaging.rendering.colours import painter

#: Names that Pygments knows, besides those that it has for the same language.
LANGUAGES: Final = (
    "bash c cpp csharp css dart diff docker elixir go graphql haskell hcl html ini java javascript json kotlin lua "
    "make nginx perl php powershell python r ruby rust scala scss sql swift toml typescript xml yaml"
).split()
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9+#._-]{1,20}(?=\s|$)")


class NoColours(Exception):
    """There are none to be had just now."""


def code_block(code: str, info: str, *, in_colours: bool = True) -> str:
    """A `pre` of code. `info` is what stands behind the fence; its first word may name a language."""
    named = _LANGUAGE.match(info.strip())
    if not named:
        return f'<pre tabindex="0"><code>{html.escape(code)}</code></pre>\n'
    language = _aliases().get(named[0].lower(), named[0].lower())
    inside = html.escape(code)
    if in_colours and language in LANGUAGES:
        with suppress(NoColours):
            inside = coloured(code, language) or inside
    return f'<pre tabindex="0" data-language="{html.escape(language)}"><code>{inside}</code></pre>\n'


@lru_cache(maxsize=64)
def coloured(code: str, language: str) -> str:
    """HTML of code in one of LANGUAGES. Raises NoColours, which is not remembered: the next time there may be some."""
    pieces = painter.paint(code, language)
    if pieces is None:
        raise NoColours
    return "".join(
        f'<span class="{ink}">{html.escape(piece)}</span>' if ink else html.escape(piece) for ink, piece in pieces
    )


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    known = set(LANGUAGES)
    every = (aliases for _, aliases, _, _ in get_all_lexers(plugins=False))
    return {alias: language for aliases in every for language in known.intersection(aliases) for alias in aliases}
