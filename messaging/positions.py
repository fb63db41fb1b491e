"""Positions in a list as text keys: one can always be made between two others, so a move writes one row.

Keys are base 36 fractions: "a0" < "a1", and between them "a0i". Never ends in "0", so there is always room before.
"""

from typing import Final

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
FIRST: Final = "i"


def between(before: str | None, after: str | None) -> str:
    """A key that sorts after `before` and before `after`; None is the end of the list on that side.

    Raises ValueError when `before` does not sort before `after`.
    """
    low, high = before or "", after
    if high is not None and low >= high:
        raise ValueError(f"no key between {before!r} and {after!r}")
    key = ""
    for place in range(max(len(low), len(high or "")) + 1):
        bottom = DIGITS.index(low[place]) if place < len(low) else 0
        top = DIGITS.index(high[place]) if high is not None and place < len(high) else len(DIGITS)
        if top - bottom > 1:
            # Appending is what people do most: grow slowly there instead of halving what is left.
            step = 1 if after is None and bottom else (top - bottom) // 2
            return key + DIGITS[bottom + step]
        key += DIGITS[bottom]
        if top > bottom:
            high = None
    return key + FIRST
