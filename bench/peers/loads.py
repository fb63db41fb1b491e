"""What is asked of every contestant. Latency of an open loop counts from the moment at which a post was to be sent."""

import dataclasses
from typing import Final

#: People of the bench's party, and its topics; no load has more connections or rooms.
PEOPLE: Final = 5000
TOPICS: Final = 100


@dataclasses.dataclass(frozen=True, kw_only=True)
class Load:
    """One way to use a group chat.

    `whole`: posts are committed and acknowledged, and the database is compared with what was acknowledged; else it is
    about what reaches people, and a contestant need not store anything. `saturates`: it takes all of the servers' core,
    so a row in which something else had a part of that core must not be used.
    """

    members: int
    rooms: int = 1
    whole: bool = False
    saturates: bool = False
    over_http: bool = False
    subscribe: bool = True
    warm: float = 2.0
    seconds: float = 5.0
    arguments: tuple[str, ...] = ()

    def options(self, seconds: float | None = None) -> list[str]:
        """Options of the generator; `seconds` instead of its own time when they are given."""
        options = [f"--conns={self.members}", f"--rooms={self.rooms}", *self.arguments]
        options += [f"--warm={self.warm}", f"--secs={self.seconds if seconds is None else seconds}"]
        return options + ([] if self.subscribe else ["--no-sub"])


def at_rate(posts: int) -> Load:
    """So many posts a second over 40 topics of 25, whatever the server makes of it."""
    return Load(members=1000, rooms=40, whole=True, arguments=(f"--rate={posts}",))


def saturating(*arguments: str, members: int = 1000, rooms: int = 40, over_http: bool = False) -> Load:
    """64 posts in flight; the next is sent when one is acknowledged and shown to all."""
    options = ("--inflight=64", *arguments)
    load = Load(members=members, rooms=rooms, whole=True, saturates=True, over_http=over_http, arguments=options)
    # Node's HTTP needs some seconds until it is compiled; without them it would look slower than it is.
    return dataclasses.replace(load, warm=6.0) if over_http else load


#: Long texts: for 100 members 10 MB a second.
_PASTING: Final = ("--rate=50", "--words=2000")

LOADS: Final[dict[str, Load]] = {
    "wsat": saturating(),
    "whot": saturating(members=25, rooms=1),
    "w400": at_rate(400),
    "w40": at_rate(40),
    "hsat": saturating("--posters=64", over_http=True),
    "tput100w1": Load(members=100, saturates=True, arguments=("--window=1",)),
    "rooms": Load(members=1000, rooms=100, saturates=True, arguments=("--window=2",)),
    "tput100": Load(members=100, saturates=True, arguments=("--window=32",)),
    "lat5k": Load(members=100, arguments=("--rate=50",)),
    "idle2000": Load(members=2000, arguments=("--settle=3", "--idle=5")),
    "idle5000": Load(members=5000, arguments=("--settle=4", "--idle=5")),
    "connects": Load(members=2000, subscribe=False, arguments=("--settle=0",)),
    "joins": Load(members=2000, rooms=100, arguments=("--settle=0",)),  # and each comes into a room at once
    "steady": Load(members=100, seconds=20, arguments=(*_PASTING, "--stall=0")),
    "slow": Load(members=100, seconds=60, arguments=(*_PASTING, "--stall=50")),
}
