"""Fetching what is missing, one fetch at a time of each topic and party, again until it is there."""

import asyncio
from typing import TYPE_CHECKING, Final

from chatterbox_client import frames
from chatterbox_client.api import Json, Refused, Unreachable
from chatterbox_client.topic import Topic

if TYPE_CHECKING:
    from chatterbox_client.client import Client

#: Seconds to wait before a fetch that has failed is tried again; up to as many more, by chance.
RETRY: Final = 0.5
#: Messages of a page, and of a page of changes.
PAGE, CHANGES = 100, 500


class Mender:
    """`fetches` and `loads` count how often something was missing, and a topic was loaded."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self.fetches = self.loads = 0
        self._at: set[str] = set()  # topics and parties that somebody is at
        self._stale: set[str] = set()  # parties that have to be looked at
        self._heard: dict[str, list[Json]] = {}  # party -> frames since it was asked for

    def mend(self, topic: Topic) -> None:
        """Fetch what a topic wants, if it wants anything and nobody is at it."""
        if topic.wants and topic.id not in self._at:
            self._at.add(topic.id)
            self._client.spawn(self._mend(topic))

    def look_at(self, party: str) -> None:
        """Ask for a party's numbers, and for how far this person has read its topics."""
        self._stale.add(party)
        if party in self._client.parties and party not in self._at:
            self._at.add(party)
            self._client.spawn(self._look(party))

    def hear(self, frame: Json) -> bool:
        """Whether a party is being looked at: then this frame of it is taken once more after the answer, which may be
        older. To ask again in its place would never end where answers take longer than frames to come.
        """
        heard = self._heard.get(frame["party"])
        if heard is not None:
            heard.append(frame)
        return heard is not None

    async def load(self, topic: Topic) -> None:
        """The newest page in place of everything. Raises Refused, Unreachable."""
        self.loads += 1
        topic.load(await self._client.api.get(f"/topics/{topic.id}/messages", limit=PAGE))

    async def _mend(self, topic: Topic) -> None:
        try:
            while topic.wants:
                try:
                    await (self.load(topic) if topic.reload else self._fetch(topic))
                except (Refused, Unreachable) as error:
                    await self._after_failure(topic, error)
        finally:
            self._at.discard(topic.id)
        self._client.notify()

    async def _fetch(self, topic: Topic) -> None:
        heard, self.fetches = topic.heard, self.fetches + 1
        asked = {"after": topic.have, "epoch": topic.epoch, "limit": CHANGES}
        topic.mend(await self._client.api.get(f"/topics/{topic.id}/changes", **asked), heard)

    async def _after_failure(self, topic: Topic, error: Refused | Unreachable) -> None:
        """Numbers of another history are dropped; what may not be seen any more is let go; the rest is tried again."""
        if isinstance(error, Refused):
            topic.gone = topic.gone or error.code == "not_found"
            if error.code == "cursor_expired":
                topic.drop_numbers()
            elif error.code == "token_expired":
                await self._client.renew()
        await self._pause()

    async def _look(self, party: str) -> None:
        client = self._client
        try:
            while party in self._stale and party in client.parties:
                self._stale.discard(party)
                heard = self._heard[party] = []
                try:
                    about = (await client.api.get(f"/parties/{party}"))["party"]
                    topics = (await client.api.get(f"/parties/{party}/topics", archived=1))["items"]
                except (Refused, Unreachable) as error:
                    if isinstance(error, Refused) and error.code == "not_found":
                        client.parties.pop(party, None)
                    self._stale.add(party)
                    await self._pause()
                    continue
                client.parties[party] = about["rev"], about["my_rev"]
                for shape in topics:
                    if topic := client.topics.get(shape["id"]):
                        topic.read_n = shape["read_n"]
                del self._heard[party]
                for frame in sorted(heard, key=lambda frame: frame["rev"]):  # they may have overtaken each other
                    frames.numbered(client, frame)
        finally:
            self._at.discard(party)
            self._heard.pop(party, None)
        client.notify()

    async def _pause(self) -> None:
        await asyncio.sleep(RETRY * (1 + self._client.random.random()))
