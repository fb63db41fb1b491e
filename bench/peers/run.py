"""One run: a contestant started afresh, a load upon it, and what came of it as a row."""

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from bench.peers import check
from bench.peers.contestants import Contestant
from bench.peers.loads import Load
from bench.peers.place import GENERATOR_CORE, pinned

#: Seconds that a generator may take beyond its load: connecting, settling, waiting for the last posts.
BEYOND: Final = 240
#: The part of what is posted that a server completes at a rate that does not overtake it.
KEPT_UP: Final = 0.9
#: Parts of the core and of the generator's own from which on a row says how fast the servers can be.
FULL: Final = 0.9

Row = dict[str, Any]


class RunFailed(Exception):
    """A run that gave no row; the message says why."""


def run(contestant: Contestant, name: str, load: Load, generator: Path, seconds: float | None = None) -> Row:
    """Measure once. Raises RunFailed, or StackError when the contestant does not start.

    The row holds what the generator says; cpu_us, processor time for each post (whole path) or delivery by `server`,
    `redis` and `postgres`; and the faults of `bench.peers.check`.
    """
    contestant.reset()
    contestant.here.forget()
    acks = contestant.here.work / "acks"
    acks.unlink(missing_ok=True)
    try:
        servers = contestant.start()
        options = [*contestant.options(load), *load.options(seconds), f"--acks={acks}"]
        options += [f"--servers={_listed(servers)}", f"--others={_listed(contestant.here.others())}"]
        row = _generate([str(generator), *options], (seconds or load.seconds) + load.warm + BEYOND)
    finally:
        contestant.stop()
    row |= {"contestant": contestant.name, "load": name}
    if "cpu_s" in row:
        row["cpu_us"] = _cpu_for_each(row, load, len(servers))
    if contestant.whole and "cpu_s" in row:
        row |= check.faults_of(check.acknowledged_in(acks), contestant.stored())
    row["usable"] = is_usable(row, load)
    return row


def is_usable(row: Row, load: Load) -> bool:
    """Everybody was let in; at saturation the servers had their core and the generator did not hold them up; at a rate
    they kept up with it; and something was shown at all.
    """
    if row["ready"] != load.members or row.get("shown_p99_ms") == 0:
        return False
    if load.saturates:
        return bool(row["util"] >= FULL and row["generator_util"] <= FULL)
    return bool(row.get("posts_per_s", 0) >= KEPT_UP * row.get("posted_per_s", 0))


def _generate(command: list[str], seconds: float) -> Row:
    try:
        done = subprocess.run(pinned(command, GENERATOR_CORE), capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise RunFailed(f"the generator was not done after {seconds:.0f} s") from None
    try:
        row: Row = json.loads(done.stdout)
    except ValueError:
        raise RunFailed(done.stderr.strip() or f"the generator ended with {done.returncode}") from None
    if done.stderr.strip():
        row["said"] = done.stderr.strip()[:500]
    return row


def _cpu_for_each(row: Row, load: Load, servers: int) -> dict[str, float]:
    """Microseconds; posts that were complete count, or what was delivered where posts are not what is asked."""
    each = max(1.0, row["posts_per_s" if load.whole else "deliveries_per_s"] * row["secs"]) / 1e6
    spent = row["cpu_s"]
    parts = {"server": sum(spent[:servers]), "redis": spent[servers], "postgres": spent[servers + 1]}
    return {part: round(cpu / each, 2) for part, cpu in parts.items()}


def _listed(pids: list[int]) -> str:
    return ",".join(map(str, pids))
