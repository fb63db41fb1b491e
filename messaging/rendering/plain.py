"""Most messages are words alone: they are told from Markdown at a glance, and cost a twentieth of parsing it."""

import re
from functools import lru_cache
from typing import Final

#: Lines that begin with a letter, of letters, digits, single signs and pictures that mean nothing to Markdown, HTML,
#: links or mentions. A dot or a colon ends a word: inside of one it might be part of an address.
_PLAIN: Final = re.compile(
    r"""[^\W\d_](?:
        [^\W_]
        | [,;?!'"()%$+=\#\u2013\u2014\u2018-\u201d\u2026\u20ac\u2600-\u27bf\U0001f300-\U0001faff-]
        | [.:](?=[ \n]|\Z)
        | [ ](?=[^\n])
        | \n(?=[^\W\d_])
    )*+""",  # nothing is given back: a picture that is a number as well, such as a circled one, would be tried twice
    re.VERBOSE,
)


@lru_cache(maxsize=16)  # who asks whether it is plain asks for the HTML next
def plain(text: str) -> str | None:
    """The HTML of a text that is nothing but words, as the parser and the allow-list would give it; else None."""
    if _PLAIN.fullmatch(text) is None:
        return None
    return "<p>" + text.replace("\n", "<br>\n") + "</p>"
