"""People who talk, by the public API and the socket alone. Each client keeps a journal of what it was told."""

import asyncio
import contextlib
import dataclasses
import random
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from chatterbox_client import Api, Client, Json, Phone, Refused, Shown, Topic, Unreachable
from chatterbox_client.api import request
from faults.journal import ACKNOWLEDGED, ERROR, FINAL, HEARD, REFUSED, SENT, SHOWN, Journal
from faults.renewal import Renewal
from scripts.stack.letters import letter_to

PASSWORD: Final = "a-boat-of-folded-paper-7"  # noqa: S105 - of people who live as long as a run
#: Seconds in which, once nothing is broken any more, all is answered and everybody shows the same.
SETTLE_WITHIN: Final = 30.0
#: Seconds between two looks at whether it is so.
LOOK_EVERY: Final = 0.1
#: Seconds after which a client asks the server anyway whether it has missed something.
HEARTBEAT: Final = 5.0
#: People who sign up at the same time: a password takes the machine a while.
ARRIVE_AT_ONCE: Final = 3
#: Tries to sign somebody up.
SIGN_UPS: Final = 3
_CONFIRM: Final = "/accounts/confirm-email/"
_LINK: Final = re.compile(rf"{_CONFIRM}([^/\s]+)")


@dataclasses.dataclass(frozen=True)
class Size:
    """`rate` is in posts a second, of all together; each client follows `follows` of the topics."""

    people: int = 10
    clients: int = 30
    topics: int = 5
    follows: int = 3
    rate: float = 20.0
    seconds: float = 20.0


class NotSettled(Exception):
    """Some client did not show everything in time; the text says which and what."""


@dataclasses.dataclass(frozen=True)
class Told:
    """A server has asked, at `at`, to move to another socket at `due`; both as time.time()."""

    at: float
    due: float


@dataclasses.dataclass
class Member:
    client: Client
    journal: Journal
    topics: list[str]
    told: list[Told]


class Load:
    """One party with its people. `begin` makes them, `talk` posts, `settle` waits and notes what is shown.

    `tokens` are access tokens of people; the owner's comes first.
    """

    def __init__(
        self, url: str, size: Size, seed: int, folder: Path, mails: Path, client: type[Client] = Client
    ) -> None:
        self.url, self.size, self.folder, self.mails = url, size, folder, mails
        self.random = random.Random(seed)  # noqa: S311 - who says what where
        self.members: list[Member] = []
        self.topics: list[str] = []
        self.tokens: list[str] = []
        self.party = self.invite = ""
        self._renewals: dict[str, Renewal] = {}
        self.posted = 0
        self.acknowledged: dict[str, int] = {}  # the highest rev that an author was told of, by topic
        self._class = client
        self._arriving = asyncio.Semaphore(ARRIVE_AT_ONCE)
        self._posts: set[asyncio.Task[None]] = set()

    async def begin(self) -> None:
        run = secrets.token_hex(4)
        self.tokens = await asyncio.gather(*(self._come(f"f{run}{n}") for n in range(self.size.people)))
        owner, *others = self.tokens
        await self._make_party(owner, others)
        for n in range(self.size.clients):
            await self._open(self.tokens[n % self.size.people], f"client{n}")

    async def _come(self, name: str) -> str:
        """`arrive`, and again by another name: before anything is broken, a busy machine is no finding."""
        for n in range(SIGN_UPS - 1):
            with contextlib.suppress(Unreachable, TimeoutError):
                return await self.arrive(f"{name}t{n}")
        return await self.arrive(name)

    async def arrive(self, name: str) -> str:
        """A new person; their access token."""
        async with self._arriving:
            signed_in = Renewal(self.url, await asyncio.to_thread(arrive, self.url, name, self.mails))
        self._renewals[signed_in.access] = signed_in
        return signed_in.access

    def api(self, token: str) -> Api:
        """Messaging's API as one person."""
        return Api(self.url, self.phone(token))

    def phone(self, token: str) -> Phone:
        """How one person is let in for as long as they like: `token` is that of when they arrived."""
        return Phone(token, self._renewals[token].fresh)

    async def join(self, token: str) -> None:
        """Become a member of the party by its invite."""
        await self.api(token).post(f"/invites/{self.invite}/accept", {})

    async def _make_party(self, owner: str, others: list[str]) -> None:
        api = self.api(owner)
        made = await api.post("/parties", {"client_id": secrets.token_hex(8), "name": "Breaking Things"})
        self.party, self.invite = made["party"]["id"], made["invite"]["code"]
        self.topics = [made["topics"][0]["id"]]
        for n in range(1, self.size.topics):
            about = {"client_id": secrets.token_hex(8), "name": f"topic {n}"}
            self.topics.append((await api.post(f"/parties/{self.party}/topics", about))["topic"]["id"])
        for token in others:
            await self.join(token)

    def member(self, token: str, name: str) -> Member:
        """Somebody with a journal, not yet connected and in no topic. Whoever asks for one also closes both."""
        journal = Journal(self.folder / f"{name}.jsonl", name)
        told: list[Told] = []
        client = self._class(
            self.url,
            self.phone(token),
            journal=_showing(journal),
            hear=_hearing(journal, told),
            heartbeat=HEARTBEAT,
            seed=self.random.getrandbits(32),
        )
        return Member(client, journal, [], told)

    async def _open(self, token: str, name: str) -> None:
        member = self.member(token, name)
        member.topics = self.random.sample(self.topics, min(self.size.follows, len(self.topics)))
        self.members.append(member)
        await member.client.start()
        for topic in member.topics:
            await member.client.follow(topic)

    async def talk(self, seconds: float | None = None) -> None:
        """Post at the rate, whatever becomes of it; answers are waited for by `settle`."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        until = began + (self.size.seconds if seconds is None else seconds)
        count = 0
        while (now := loop.time()) < until:
            due = began + count / self.size.rate
            if due > now:
                await asyncio.sleep(due - now)
            count += 1
            member = self.random.choice(self.members)
            self._spawn(self._post(member, self.random.choice(member.topics)))

    def _spawn(self, doing: Any) -> None:
        task = asyncio.create_task(doing)
        self._posts.add(task)
        task.add_done_callback(self._posts.discard)

    async def _post(self, member: Member, topic: str) -> None:
        self.posted += 1
        client_id, text = secrets.token_hex(8), f"word {self.posted}"
        member.journal.note(SENT, topic, client_id=client_id, text=text)
        try:
            saved = await member.client.post(topic, text, client_id=client_id)
        except Refused as refusal:
            member.journal.note(REFUSED, topic, client_id=client_id, text=refusal.code)
            return
        member.journal.note(ACKNOWLEDGED, topic, client_id=client_id, id=saved["id"], n=saved["n"], rev=saved["rev"])
        self.acknowledged[topic] = max(self.acknowledged.get(topic, 0), saved["rev"])

    async def talk_during(self, act: "asyncio.Task[Any]") -> Any:
        """`talk`, and on until the act has ended; what it returns. Raises what it raises."""
        await self.talk()
        while not act.done():
            await self.talk(1.0)
        return await act

    async def settle(self, seconds: float = SETTLE_WITHIN) -> float:
        """Wait until every post is answered and all clients have the same; seconds that took. Raises NotSettled."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while self._posts or self._behind():
            if loop.time() - began > seconds:
                raise NotSettled(f"{len(self._posts)} posts without an answer; behind: {', '.join(self._behind()[:5])}")
            await asyncio.sleep(LOOK_EVERY)
        for member in self.members:
            for key in member.topics:
                topic = member.client.topics[key]
                order = [one["id"] for one in topic.ordered()]
                member.journal.note(FINAL, key, n=topic.first, order=order, texts=_words(topic))
        return loop.time() - began

    def _behind(self) -> list[str]:
        """Who has less of a topic than somebody else has, or than its authors were told of: an answer may be first."""
        heads = {
            key: max(
                [
                    self.acknowledged.get(key, 0),
                    *(one.client.topics[key].have for one in self.members if key in one.topics),
                ]
            )
            for key in self.topics
        }
        return [
            f"{member.journal.who} in {key}"
            for member in self.members
            for key in member.topics
            if member.client.connection is None
            or member.client.topics[key].wants
            or member.client.topics[key].have < heads[key]
        ]

    async def end(self) -> None:
        for task in self._posts:
            task.cancel()
        await asyncio.gather(*(member.client.close() for member in self.members), return_exceptions=True)
        for member in self.members:
            member.journal.close()


def arrive(url: str, name: str, mails: Path) -> Json:
    """A new account whose address is proven by a letter in `mails`; what signs it in.

    Raises Refused, Unreachable, and TimeoutError when no letter came.
    """
    api = f"{url}/accounts/api/auth/app/v1/auth"
    address = f"{name}@example.org"
    fields = {"email": address, "username": name, "password": PASSWORD}
    try:
        return _meta(request("POST", f"{api}/signup", fields, {}))
    except Refused as refusal:
        if refusal.status != 401:
            raise
        session = {"X-Session-Token": str(refusal.body["meta"]["session_token"])}
    return _meta(request("POST", f"{api}/email/verify", {"key": _key_to(address, mails)}, session))


def _meta(answer: Json) -> Json:
    found: Json = answer["meta"]
    return found


def _key_to(address: str, mails: Path) -> str:
    found = _LINK.search(letter_to(mails, address, _CONFIRM))
    assert found, "letter_to looks for it"  # noqa: S101
    return unquote(found[1])


def _words(topic: Topic) -> list[str]:
    return [str(one["text"]) if one["kind"] == "text" else "" for one in topic.ordered()]


def _showing(journal: Journal) -> Any:
    def show(shown: Shown) -> None:
        one = shown.message
        journal.note(SHOWN, shown.topic, id=one["id"], n=one["n"], rev=one["rev"], way=shown.way)

    return show


def _hearing(journal: Journal, told: list[Told]) -> Callable[[Json, str], None]:
    """For a client to call with each frame."""

    def hear(frame: Json, session: str) -> None:
        if frame.get("t") == "message":
            journal.note(HEARD, frame["topic"], id=frame["d"]["id"], n=frame["n"], rev=frame["rev"], way=session)
        elif frame["op"] == "error":
            journal.note(ERROR, "", client_id=str(frame.get("client_id") or ""), text=str(frame["code"]))
        elif frame["op"] == "reconnect":
            now = time.time()
            told.append(Told(now, now + frame["after_ms"] / 1000))

    return hear
