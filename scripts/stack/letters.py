"""Letters that a site writes to files instead of sending them."""

import time
from pathlib import Path
from typing import Final

WITHIN: Final = 30.0
LOOK_EVERY: Final = 0.1
#: Between two letters of one file.
RULE: Final = "-" * 79 + "\n"


def letter_to(folder: Path, address: str, words: str = "") -> str:
    """The newest letter to an address that has these words in it; waits until there is one.

    Raises TimeoutError when none came within WITHIN seconds.
    """
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        for path in sorted(folder.glob("*"), key=lambda one: one.stat().st_mtime, reverse=True):
            text = path.read_text(encoding="utf-8", errors="replace").replace("=\n", "")
            for letter in reversed(text.split(RULE)):
                if f"To: {address}" in letter and words in letter:
                    return letter
        time.sleep(LOOK_EVERY)
    raise TimeoutError(f"no letter to {address} with {words!r} in {folder}")
