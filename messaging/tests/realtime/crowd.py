"""People who do everything that can be done to messages, as a seed says."""

import asyncio
import random
from typing import Any
from urllib.parse import quote

from chatterbox_client import Client, Json, Refused, Shown, Unreachable
from chatterbox_client.access import Access
from messaging.tests.frame_contract import check_from_server

#: Seconds between two pings of these clients: what is lost last is found as fast.
HEARTBEAT = 0.5
EMOJIS = ("🎉", "👍", "😀")


class Screen(Client):
    """A client that remembers all that it has ever shown, and what it heard that is not as documented."""

    def __init__(self, url: str, access: Access, *, heartbeat: float | None = HEARTBEAT, seed: int = 0) -> None:
        self.seen: list[Shown] = []
        self.undocumented: list[str] = []
        super().__init__(url, access, journal=self.seen.append, hear=self._check, heartbeat=heartbeat, seed=seed)

    def _check(self, frame: Json, _session: str) -> None:
        try:
            check_from_server(frame)
        except AssertionError as error:  # raised here it would only end the connection
            self.undocumented.append(str(error))

    def went_back(self) -> list[Shown]:
        """What was shown of a message after a newer state of it, within one history."""
        newest: dict[str, int] = {}
        wrong = []
        for shown in self.seen:
            if shown.way != "page" and shown.message["rev"] <= newest.get(shown.message["id"], 0):
                wrong.append(shown)
            newest[shown.message["id"]] = shown.message["rev"]
        return wrong


async def act(client: Client, topic: str, source: random.Random, number: int) -> None:
    """One thing that a person does, to a message on their own screen."""
    theirs = [one for one in client.topics[topic].ordered() if one["kind"] == "text" and not one["deleted_at"]]
    mine = [one for one in theirs if one["author"]["id"] == client.user_id]
    what = source.choices(["post", "edit", "delete", "react", "unreact", "pin", "read"], [8, 4, 2, 4, 2, 1, 1])[0]
    if not theirs or (what in {"edit", "delete"} and not mine):
        what = "post"
    match what:
        case "post":
            await client.post(topic, f"{client.user_id[-4:]} says {number}")
        case "edit":
            await _ask(client, "PATCH", f"/messages/{source.choice(mine)['id']}", {"text": f"edited {number}"})
        case "delete":
            await _ask(client, "DELETE", f"/messages/{source.choice(mine)['id']}")
        case "react" | "unreact":
            emoji, method = quote(source.choice(EMOJIS)), "PUT" if what == "react" else "DELETE"
            await _ask(client, method, f"/messages/{source.choice(theirs)['id']}/reactions/{emoji}")
        case "pin":
            method = source.choice(["PUT", "DELETE"])
            await _ask(client, method, f"/messages/{source.choice(theirs)['id']}/pin")
        case "read":
            await _ask(client, "PUT", f"/topics/{topic}/read", {"n": source.choice(theirs)["n"]})


async def _ask(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> None:
    """What somebody else was quicker at, or nobody answers, is not done."""
    try:
        await asyncio.to_thread(client.api.ask, method, path, body or {})
    except Refused as refusal:
        if refusal.status not in {403, 404, 409, 502, 503}:
            raise
    except Unreachable:
        pass


async def busy(client: Client, topic: str, seed: int, times: int) -> None:
    """Do so many things, one after the other."""
    source = random.Random(seed)
    for number in range(times):
        await act(client, topic, source, number)
