"""People who are put out (11), whose sign-ins end (12), and who chat while accounts is not there (10)."""

import asyncio
import dataclasses
import secrets
import time
from collections.abc import Callable
from typing import Final

from chatterbox_client import Api, Client, Ended, Phone, Refused, Unreachable, sign_in
from chatterbox_client.api import request
from chatterbox_client.backoff import REVOKED
from faults.journal import HEARD, SENT, SHOWN, Entry
from faults.load import PASSWORD
from faults.stage import Stage

ACCOUNTS: Final = tuple(f"accounts-{role}" for role in ("web", "relay", "consume", "jobs", "mails"))
#: Seconds that accounts is away: longer than the half minute after which messaging stretches tokens.
AWAY: Final = 40.0
#: Seconds between two people who come with a new socket meanwhile, and within which each is in.
COMES_EVERY, IN_WITHIN = 1.0, 5.0
#: People who are put out, and seconds within which their topic is closed.
KICKED, CLOSED_WITHIN = 4, 1.0
#: Seconds between a kick and the end of the look at what is still shown.
LOOKED_FOR: Final = 2.0
#: Sign-ins that end, sockets of each, and seconds within which these are closed.
ENDED, SOCKETS, ENDED_WITHIN = 6, 10, 5.0


@dataclasses.dataclass(frozen=True)
class Kick:
    """`at`: when it was answered, as time.time(). `topic` is what `who` followed until then."""

    who: str
    topic: str
    at: float


async def without_accounts(stage: Stage) -> None:
    """Promise 10."""
    loop, took, count = asyncio.get_running_loop(), list[float](), 0
    with stage.broken("kill all of accounts"):
        for name in ACCOUNTS:
            await asyncio.to_thread(stage.stack.kill, name)
        until = loop.time() + AWAY
        while loop.time() < until:
            count += 1
            token = stage.random.choice(stage.load.tokens)
            began = loop.time()
            await asyncio.wait_for(_come_and_post(stage, token, count), 10 * IN_WITHIN)
            took.append(loop.time() - began)
            await asyncio.sleep(COMES_EVERY)
        for name in ACCOUNTS:
            await asyncio.to_thread(stage.stack.start, name)
    stage.words.append(f"{len(took)} new sockets meanwhile")
    stage.within("to come in and post", took, IN_WITHIN)


async def _come_and_post(stage: Stage, token: str, count: int) -> None:
    """A new socket, a topic, a post with its answer. Raises Refused, Unreachable, Ended."""
    async with Client(stage.load.url, Phone(token)) as client:
        topic = stage.random.choice(stage.load.topics)
        await client.follow(topic)
        await client.post(topic, f"from outside {count}")


async def kick(stage: Stage) -> None:
    """Promise 11: each is shown everything until the kick, and nothing whose post began after its answer."""
    closed: list[float] = []
    kicks = [await _kick_one(stage, f"kicked{n}", closed) for n in range(KICKED)]
    stage.within("to the end of the topic", closed, CLOSED_WITHIN)
    stage.later.append(lambda entries: judge_kicks(stage, entries, kicks))


async def _kick_one(stage: Stage, name: str, closed: list[float]) -> Kick:
    load = stage.load
    token = await load.arrive(f"k{secrets.token_hex(5)}")
    await load.join(token)
    member = load.member(token, name)
    client = member.client
    await client.start()
    topic = await client.follow(stage.random.choice(load.topics))
    await asyncio.sleep(stage.random.uniform(1.0, 2.0))
    owner = load.api(load.tokens[0])
    await asyncio.to_thread(owner.ask, "DELETE", f"/parties/{load.party}/members/{client.user_id}")
    told, began = time.time(), time.monotonic()
    refusal = await _refusal(lambda: load.api(token).ask("GET", f"/topics/{topic.id}/messages"))
    stage.insist(refusal == 404, f"{name} was answered {refusal} after the kick")
    try:
        await asyncio.wait_for(client.until(lambda: topic.gone), 10 * CLOSED_WITHIN)
        closed.append(time.monotonic() - began)
    except TimeoutError:
        stage.faults.append(f"{name} was never told that the topic is gone")
    await asyncio.sleep(LOOKED_FOR)
    await client.close()
    member.journal.close()
    return Kick(name, topic.id, told)


async def _refusal(ask: Callable[[], object]) -> int:
    """The status of a refusal; 0 when it was answered."""
    try:
        await asyncio.to_thread(ask)
    except Refused as refused:
        return refused.status
    return 0


def judge_kicks(stage: Stage, entries: list[Entry], kicks: list[Kick]) -> None:
    """What those who were kicked were shown, or what came over their socket, which a client may leave out; that there
    was something before is what makes the nothing after it count.
    """
    began = {entry.client_id: entry.at for entry in entries if entry.what == SENT}
    posts = {entry.id: began[entry.client_id] for entry in entries if entry.id and entry.client_id in began}
    after = late = 0
    for kick in kicks:
        got = {one.id for one in entries if one.who == kick.who and one.what in (SHOWN, HEARD)}
        shown = [posts[key] for key in got & posts.keys()]
        wrong = sum(at > kick.at for at in shown)
        there = sum(one.what == SENT and one.topic == kick.topic and one.at > kick.at for one in entries)
        stage.insist(not wrong, f"{kick.who} was shown {wrong} posts that began after the kick")
        stage.insist(bool(shown), f"{kick.who} was shown nothing before the kick")
        stage.insist(there > 0, f"nobody has posted after {kick.who} was kicked")
        after, late = after + there, late + wrong
    stage.words.append(f"{late} of {after:,} posts after {len(kicks)} kicks shown to the kicked")


async def end_sign_ins(stage: Stage) -> None:
    """Promise 12: half of them from another sign-in of the same person, half by a new password."""
    took: list[float] = []
    for n in range(ENDED):
        await _end_one(stage, n, took)
    stage.words.append(f"{len(took)} sockets ended")
    stage.within("to the end of a socket", took, ENDED_WITHIN)


async def _end_one(stage: Stage, n: int, took: list[float]) -> None:
    load, name = stage.load, f"e{secrets.token_hex(5)}"
    token = await load.arrive(name)
    await load.join(token)
    clients = [Client(load.url, Phone(token)) for _ in range(SOCKETS)]
    await asyncio.gather(*(client.start() for client in clients))
    await asyncio.gather(*(client.follow(load.topics[0]) for client in clients))
    other = await asyncio.to_thread(sign_in, load.url, f"{name}@example.org", PASSWORD)
    await asyncio.to_thread(_end_others if n % 2 else _new_password, load.url, other)
    began = time.monotonic()
    await asyncio.gather(*(_ended(stage, client, began, took) for client in clients))
    refusal = await _refusal(lambda: load.api(token).ask("GET", "/parties"))
    stage.insist(refusal == 401, f"a token of an ended sign-in was answered {refusal}")
    refusal = await _refusal(lambda: Api(load.url, Phone(other)).ask("GET", "/parties"))
    stage.insist(refusal == 0, f"a token of the sign-in that stays was answered {refusal}")
    await asyncio.gather(*(client.close() for client in clients))


def _end_others(url: str, token: str) -> None:
    request("DELETE", f"{url}/accounts/api/v1/me/sessions", None, Phone(token).headers())


def _new_password(url: str, token: str) -> None:
    fields = {"current_password": PASSWORD, "new_password": f"{PASSWORD}-and-a-crane"}
    address = f"{url}/accounts/api/auth/app/v1/account/password/change"
    request("POST", address, fields, Phone(token).headers())


async def _ended(stage: Stage, client: Client, began: float, took: list[float]) -> None:
    try:
        await asyncio.wait_for(client.until(lambda: False), 4 * ENDED_WITHIN)
    except Ended as end:
        took.append(time.monotonic() - began)
        stage.insist(end.code == REVOKED, f"a socket was closed with {end.code} instead of {REVOKED}")
    except (TimeoutError, Unreachable):
        stage.faults.append(f"a socket of an ended sign-in was open for {4 * ENDED_WITHIN:g} s")
