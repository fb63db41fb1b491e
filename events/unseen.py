"""What can't be seen in a text, or turns around what can: what of it stays in a name, and when a text shows nothing."""

import re
from typing import Final

#: Zero-width spaces and joins, soft hyphens, directional controls, fillers, C1 controls, and other format characters:
#: they would let one name look like another, look like nothing, or turn a line around.
_UNSEEN: Final = re.compile(
    "[\x80-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe03-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a]"
)
#: An empty cell of Braille is a space that no other program knows as one.
BRAILLE_SPACE: Final = "\u2800"

_PICTURES: Final = "\u2190-\u2bff\U0001f000-\U0001faff"
#: Arabic to Sinhala, Burmese, Khmer, Mongolian, Balinese, Arabic again: joiners change how their letters are drawn.
_JOINED: Final = "\u0600-\u0dff\u1000-\u109f\u1780-\u18af\u1b00-\u1b7f\ufb50-\ufdff\ufe70-\ufefc"
_IDEOGRAPHS: Final = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FLAG: Final = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"

_SELECTORS: Final = re.compile(
    f"((?<=[\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299{_PICTURES}])[\ufe0e\ufe0f]"
    f"|(?<=[#*0-9])[\ufe0e\ufe0f](?=\u20e3)"
    f"|(?<=[{_IDEOGRAPHS}])[\ufe00-\ufe02\U000e0100-\U000e01ef])"
    "|[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_TAGS: Final = re.compile(f"({_FLAG})|[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]")
_JOINERS: Final = re.compile(
    f"((?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])|(?<=[{_PICTURES}\ufe0e\ufe0f])\u200d(?=[{_PICTURES}]))|[\u200c\u200d]"
)
_NOTHING: Final = re.compile(
    f"[\\s{BRAILLE_SPACE}\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe02\ufe0e\ufe0f\U000e0000-\U000e0fff]|{_UNSEEN.pattern}"
)


def without_unseen(text: str) -> str:
    """The text without all that, but for joiners, selectors and tags where emoji and scripts are made of them."""
    text = _UNSEEN.sub("", text)
    for pattern in (_TAGS, _SELECTORS, _JOINERS):
        text = pattern.sub(lambda found: found[1] or "", text)
    return text


def shows_nothing(text: str) -> bool:
    """Nothing is drawn for it, whatever its length."""
    return not _NOTHING.sub("", text)
