"""How often: a number within a time, as the table of limits spells it."""

import re
from typing import Final, NamedTuple

UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SPELT: Final = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,3})?([smhd])")


class Rate(NamedTuple):
    """`limit` times in any `seconds`."""

    limit: int
    seconds: float

    def __str__(self) -> str:
        unit = next((unit for unit in "dhm" if self.seconds % UNITS[unit] == 0), "s")
        number = self.seconds / UNITS[unit]
        return f"{self.limit}/{'' if number == 1 else f'{number:g}'}{unit}"

    def times(self, factor: int) -> "Rate":
        return Rate(self.limit * factor, self.seconds)


def parse(text: str) -> Rate:
    """The rate that `10/10s`, `20/m`, `60/h` or `5/d` stands for. Raises ValueError."""
    match = _SPELT.fullmatch(text)
    if match is None:
        raise ValueError("a rate such as 10/10s, 20/m, 60/h or 5/d is wanted")
    return Rate(int(match[1]), int(match[2] or 1) * UNITS[match[3]])
