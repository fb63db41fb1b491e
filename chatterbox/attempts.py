"""A worker that ends soon after its start is tried again by its own container.

ECS starts a container again only if it ran for the period of its restart policy, of which 60 s is the shortest
(`terraform/modules/service/main.tf`). One that ends sooner, by a fault in the first batch or killed for its memory,
would stay away for as long as its task lives. So the container stays for longer than that and tries again; whatever
ends later is the business of ECS, or of Docker.

The first process does nothing but wait. It forks before settings and apps are loaded, so it needs little memory.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Final

#: Exit codes of an attempt: what can't be right would be refused again, what failed may go well.
REFUSED: Final = 1
FAILED: Final = 70
#: Seconds for which a container tries again: the period, and what ECS may count differently.
LASTING: Final = 75.0
#: Seconds to the next attempt: doubled from the first to the last.
FIRST_PAUSE, LAST_PAUSE = 1.0, 15.0
#: Signals that are passed on.
PASSED_ON: Final = frozenset({signal.SIGTERM, signal.SIGINT})


def insist(name: str, work: Callable[[], int], *, lasting: float = LASTING, pause: float = FIRST_PAUSE) -> int:
    """Do `work` in a child, again until one ends after more than `lasting` seconds from now; its exit code.

    Or that of one that was refused, or that was told to end. In the child, the exit code of `work`.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*PASSED_ON, signal.SIGCHLD})
    until = time.monotonic() + lasting
    while True:
        child = os.fork()
        if child == 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            return work()
        code, told = _end_of(child)
        if told or code == REFUSED or time.monotonic() > until:
            return code
        print(f"chatterbox: {name} ended with {code}, and begins again in {pause:g} s.", file=sys.stderr, flush=True)
        if signal.sigtimedwait(PASSED_ON, pause) is not None:
            return code
        pause = min(2 * pause, LAST_PAUSE)


def _end_of(child: int) -> tuple[int, bool]:
    """The exit code of a child, over 128 where a signal ended it, and whether we were told to end before."""
    told = False
    while True:
        number = signal.sigwait({*PASSED_ON, signal.SIGCHLD})
        if number in PASSED_ON:
            told = True
            os.kill(child, number)
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return (code if code >= 0 else 128 - code), told
