"""When to come back after the end of a socket: by its close code, with full jitter, so that many don't come at once."""

import random
from typing import Final

#: No use in coming back: a frame was too large, nobody may connect so, the version is unknown, the sign-in has ended.
TOO_LARGE, NOT_ALLOWED, UNKNOWN_VERSION, REVOKED = 1009, 4003, 4004, 4009
FINAL: Final = frozenset({TOO_LARGE, NOT_ALLOWED, UNKNOWN_VERSION, REVOKED})
#: The token has expired: renew first.
EXPIRED: Final = 4001
#: Seconds that pass at least, for codes that ask for it: too fast or too slow, server full.
LEAST: Final = {4008: 5.0, 4010: 5.0}
#: Seconds over which the first try is spread; it doubles with each try, up to MOST.
SPREAD, MOST = 1.0, 20.0


def pause_after(code: int, attempt: int, source: random.Random) -> float | None:
    """Seconds to wait before try number `attempt` (from 0) after an end with this code; None: don't come back."""
    if code in FINAL:
        return None
    return LEAST.get(code, 0.0) + source.uniform(0, min(MOST, SPREAD * 2.0**attempt))
