"""One topic as a client holds it, and the client rule. Nothing here waits: what is missing is said in `wants`."""

from collections.abc import Callable
from typing import Final

from chatterbox_client.api import Json

#: Where the server stops to count.
CAP: Final = 100
#: Messages that are held of a topic; the oldest make room.
MOST_HELD: Final = 2000
#: Called with a message that is shown, anew or in a new state, and by which way it came.
Show = Callable[["Topic", Json, str], None]


class Topic:
    """Messages by id, each in its newest known state; `have` is the rev up to which nothing is missing.

    `heard` is the highest rev that anything has told of. `reload` says that the numbers are worth nothing (more was
    missed than is sent, or they are of another history).
    """

    def __init__(self, key: str, me: str, show: Show) -> None:
        self.id, self.me, self._show = key, me, show
        self.party = ""
        self.have, self.heard, self.epoch, self.reload = 0, 0, "", True
        self.messages: dict[str, Json] = {}
        self.first = 0  # the lowest n that is held; what is older is loaded when somebody scrolls there
        self.gone = False
        self.read_n = 0
        self.working = False  # somebody is fetching what it wants

    @property
    def wants(self) -> bool:
        """Whether something is known to be missing."""
        return not self.gone and (self.reload or self.heard > self.have)

    def ordered(self) -> list[Json]:
        """What is on screen, from the oldest to the newest."""
        return sorted(self.messages.values(), key=lambda message: int(message["n"]))

    def texts(self) -> list[str]:
        """What people have said, in order; of deleted messages the empty text."""
        return [str(message["text"]) for message in self.ordered() if message["kind"] == "text"]

    @property
    def unread(self) -> int | None:
        """How many messages of others come after the read marker, up to CAP; None when not all of them are held."""
        after = [message for message in self.ordered() if message["n"] > self.read_n]
        count = sum(_counts(message, self.me) for message in after)
        if count < CAP and after and after[0]["n"] != self.read_n + 1:
            return None
        return min(count, CAP)

    # The client rule

    def take(self, frame: Json) -> None:
        """A message event of the socket."""
        prev, rev = int(frame["prev"]), int(frame["rev"])
        self.heard = max(self.heard, rev)
        if not self.reload and prev <= self.have < rev:
            self.keep(frame["d"], "frame")
            self.have = rev

    def hear(self, rev: int) -> None:
        """Somewhere it was said that the topic is at `rev` by now."""
        self.heard = max(self.heard, rev)

    def synced(self, to: int, *, limited: bool) -> None:
        """The socket has sent what was missed, or has said that it won't."""
        self.reload = self.reload or limited
        self.heard = max(self.heard, to)

    def drop_numbers(self) -> None:
        """They are of another history."""
        self.reload, self.heard = True, 0

    def mend(self, page: Json, heard: int) -> None:
        """A page of `changes`; `heard` is what `self.heard` was when it was asked for."""
        for message in page["items"]:
            self.keep(message, "changes")
        head = page["items"][-1]["rev"] if page["has_more"] else page["last_rev"]
        self.have = max(self.have, int(head))
        if not page["has_more"] and self.heard == heard:
            self.heard = self.have  # what was announced and is not there doesn't exist

    def load(self, page: Json) -> None:
        """The newest page, in place of everything but what is newer: an own post may be there before its page."""
        same, head = self.epoch == str(page["epoch"]), int(page["last_rev"])
        newer = [message for message in self.messages.values() if same and message["rev"] > head]
        self.messages = {message["id"]: message for message in [*page["items"], *newer]}
        self.first = page["items"][0]["n"] if page["has_before"] else 0
        self.have, self.epoch, self.reload = int(page["last_rev"]), str(page["epoch"]), False
        self.read_n = max(self.read_n if same else 0, int(page["read_n"]))
        for message in self.ordered():
            self._show(self, message, "page")

    def keep(self, message: Json, way: str) -> None:
        """Show a message, unless what is shown is as new."""
        known = self.messages.get(message["id"])
        if message["n"] < self.first or (known is not None and known["rev"] >= message["rev"]):
            return
        self.messages[message["id"]] = message
        self._show(self, message, way)
        if len(self.messages) > MOST_HELD:
            oldest, follows = self.ordered()[:2]
            del self.messages[oldest["id"]]
            self.first = follows["n"]


def _counts(message: Json, me: str) -> bool:
    return message["kind"] == "text" and message["deleted_at"] is None and message["author"]["id"] != me
