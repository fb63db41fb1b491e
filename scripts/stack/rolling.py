"""One part anew, as a deployment does it with a task of ECS behind its load balancer.

A web process that is not the only one of its service gets no new requests first, has answered what it had, hears
SIGTERM, and gets requests again once its successor is ready. Workers hear SIGTERM and are started; nginx takes its
configuration anew and drops nobody.
"""

import time
from typing import Final

from scripts.stack.nginx import Nginx
from scripts.stack.part import Part
from scripts.stack.services import Web

#: Seconds from the last new request to SIGTERM, as `deregistration_delay` in production (15 there).
DEREGISTRATION: Final = 2.0


def roll(part: Part, front: Part) -> bool:
    """True when the old process ended by itself. Raises StackError when a step fails; then nobody is sent there."""
    if isinstance(part, Nginx):
        part.reload()
        return True
    if not (isinstance(part, Web) and isinstance(front, Nginx) and part.layout.copies.webs > 1):
        return _anew(part)
    front.without(part.port or 0)
    time.sleep(DEREGISTRATION)
    ended = _anew(part)
    front.without()
    return ended


def to_all(front: Part) -> None:
    """Have nginx send people to every web process that its layout has."""
    if isinstance(front, Nginx):
        front.without()


def _anew(part: Part) -> bool:
    ended = part.stop()
    part.start()
    return ended
