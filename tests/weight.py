"""What script a topic's page loads by itself, before and after it can be used: names, and compressed bytes."""

import gzip
from pathlib import Path
from typing import Final

from chatterbox.static import ENTRY, modules_of_a_page, with_imports, without_comments

STATIC: Final = Path(__file__).resolve().parent.parent / "static"
#: What a topic's page fetches by import("./a.js") once it is on the screen, though nobody has done anything yet. The
#: journey of how a page comes in keeps that it is these.
LATER: Final = (
    "js/base/dialogs.js",
    "js/base/keys.js",
    "js/base/panels.js",
    "js/base/times.js",
    "js/composer/marks.js",
    "js/conversation/handling.js",
    "js/conversation/roving.js",
    "js/conversation/switching.js",
    "js/desk/later.js",
    "js/live/news.js",
    "js/live/outside.js",
    "js/live/presence.js",
    "js/live/renew.js",
    "js/offline/register.js",
)


def modules_of_a_topic() -> tuple[str, ...]:
    """All modules, below static/, that a topic's page loads without any act."""
    return with_imports(ENTRY, *LATER)


def script_at_once() -> int:
    """Bytes of script that a page needs to be usable, as collected and compressed, with that of others."""
    return _size(modules_of_a_page())


def script_in_all() -> int:
    """Bytes of script that a topic's page loads by itself."""
    return _size(modules_of_a_topic())


def _size(names: tuple[str, ...]) -> int:
    ours = [without_comments((STATIC / name).read_text(encoding="utf-8")).encode() for name in names]
    theirs = [file.read_bytes() for file in (STATIC / "vendor").glob("*.js")]
    return sum(len(gzip.compress(script)) for script in ours + theirs)
