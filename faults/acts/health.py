"""What /health/live and /health/ready say while servers go (45), and while events are held up (44)."""

import asyncio
import contextlib
import dataclasses
import json
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

from faults.breaks import GRACE
from faults.stage import Stage
from scripts.stack import Stack
from scripts.stack.copies import status_of
from scripts.stack.layout import HOST

#: Which service tells of a server, under which name, and with which status when it is gone.
SERVERS: Final = {
    "postgres": ("messaging", "default", 503),
    "mongo": ("accounts", "default", 503),
    "redis": ("messaging", "redis", 200),
    "kafka": ("accounts", "kafka", 200),
}
PATHS: Final = {"messaging": "/health", "accounts": "/accounts/health"}
#: All that readiness may say of anything.
WORDS: Final = frozenset({"ok", "degraded", "down"})
#: Seconds within which readiness turns, either way, and within which it tells of events that wait.
TURNS_WITHIN, BEHIND_WITHIN = 5.0, 13.0
#: Seconds between two looks, and after which nobody waits for a turn any more.
LOOK_EVERY, GIVEN_UP = 0.2, 30.0
#: Seconds that an answer may take.
ANSWERED_WITHIN: Final = 5.0


@dataclasses.dataclass(frozen=True)
class Look:
    """What was answered; `status` is 0 when there was no answer, and `said` is empty when it was no object."""

    status: int
    said: dict[str, Any]

    def of(self, name: str) -> str:
        return str(self.said.get("dependencies", {}).get(name, ""))


def look(stack: Stack, service: str, what: str) -> Look:
    """`what` is live or ready. Asked past nginx, as a load balancer does."""
    url = f"http://{HOST}:{stack.layout.web_port(service)}{PATHS[service]}/{what}"
    try:
        with urllib.request.urlopen(url, timeout=ANSWERED_WITHIN) as answer:
            return Look(answer.status, _object(answer.read()))
    except urllib.error.HTTPError as refusal:
        return Look(refusal.code, _object(refusal.read()))
    except OSError:
        return Look(0, {})


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}


async def tell_the_truth(stage: Stage) -> None:
    """Promise 45: each server is killed and started again."""
    gone, back = list[float](), list[float]()
    async with _living(stage):
        for part, (service, name, status) in SERVERS.items():
            with stage.broken(f"kill {part}"):
                await asyncio.to_thread(stage.stack.kill, part)
                took, seen = await _until(stage, service, _says(name, "degraded", "down"))
                gone.append(took)
                stage.words.append(f"{part} told after {took:.1f} s")
                judge_answer(stage, part, seen, status)
                await asyncio.to_thread(stage.stack.start, part)
            took, seen = await _until(stage, service, _says(name, "ok"))
            back.append(took)
            judge_answer(stage, part, seen, 200)
            await asyncio.sleep(GRACE)
    stage.within("the latest end told after", gone, TURNS_WITHIN)
    stage.within("the latest return after", back, TURNS_WITHIN)


def _says(name: str, *words: str) -> Callable[[Look], bool]:
    return lambda seen: seen.of(name) in words


def judge_answer(stage: Stage, part: str, seen: Look, status: int) -> None:
    """Nothing but known words of known things is told, with the status that sends people away or does not."""
    stage.insist(seen.status == status, f"readiness is {seen.status} instead of {status} of {part}")
    words = {seen.said.get("status"), *seen.said.get("dependencies", {}).values()}
    known = seen.said.keys() == {"status", "dependencies"} and words <= WORDS
    stage.insist(known, f"readiness says {json.dumps(seen.said)[:200]}")


async def show_backlog(stage: Stage) -> None:
    """Promise 44: the relay stands still, and then a consumer."""
    stack = stage.stack
    async with _living(stage):
        with stage.broken("pause messaging-relay"):
            stack.pause("messaging-relay")
            waited, _ = await _until(stage, "messaging", _says("events", "degraded"))
            stack.resume("messaging-relay")
        well, _ = await _until(stage, "messaging", _says("events", "ok"))
        with stage.broken("pause accounts-consume"):
            stack.pause("accounts-consume")
            lag = await _lag(stage)
            stack.resume("accounts-consume")
    stage.within("events that wait told after", [waited], BEHIND_WITHIN)
    stage.within("all well after", [well], TURNS_WITHIN)
    stage.words.append(f"{lag} records behind told by `events status`")
    stage.insist(lag > 0, "nobody told that a consumer is behind")


async def _lag(stage: Stage) -> int:
    """Records that accounts is behind, as soon as it says so; 0 when it does not."""
    until = time.monotonic() + GIVEN_UP
    while time.monotonic() < until:
        if behind := sum((await asyncio.to_thread(status_of, stage.stack, "accounts"))["lag"].values()):
            return int(behind)
    return 0


async def _until(stage: Stage, service: str, holds: Callable[[Look], bool]) -> tuple[float, Look]:
    """Seconds until readiness is so, GIVEN_UP when it never was, and what it said at last."""
    began = time.monotonic()
    while True:
        seen = await asyncio.to_thread(look, stage.stack, service, "ready")
        passed = time.monotonic() - began
        if passed > GIVEN_UP or holds(seen):
            return passed, seen
        await asyncio.sleep(LOOK_EVERY)


@contextlib.asynccontextmanager
async def _living(stage: Stage) -> AsyncIterator[None]:
    """Meanwhile both services say that they live, whatever is gone."""
    seen = list[int]()
    tasks = [asyncio.create_task(_look_at_life(stage, service, seen)) for service in PATHS]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    judge_life(stage, seen)


async def _look_at_life(stage: Stage, service: str, seen: list[int]) -> None:
    while True:
        seen.append((await asyncio.to_thread(look, stage.stack, service, "live")).status)
        await asyncio.sleep(LOOK_EVERY)


def judge_life(stage: Stage, seen: list[int]) -> None:
    wrong = sum(status != 200 for status in seen)
    stage.words.append(f"{len(seen)} looks at liveness, {wrong} not well")
    stage.insist(bool(seen), "nobody looked at liveness")
    stage.insist(not wrong, f"{wrong} times liveness did not say that the process lives")
