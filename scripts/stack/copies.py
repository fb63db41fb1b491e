"""What each service of a running stack keeps of the other: compared with its source, and built anew."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from scripts.stack.errors import StackError
from scripts.stack.process import wait_until
from scripts.stack.stack import Stack

#: Copies, with the service that owns the originals and the one that has the copy.
COPIES: Final = {"users": ("accounts", "messaging"), "parties": ("messaging", "accounts")}
RESYNC_SECONDS: Final = 40.0


class Look(NamedTuple):
    """What a copy was seen to be: `key` and `what` of each row that differs from its source, and when it was read."""

    differences: list[dict[str, str]]
    read_at: datetime


def status_of(stack: Stack, service: str) -> dict[str, Any]:
    """What `events status` says of one service."""
    found: dict[str, Any] = json.loads(stack.manage(service, "events", "status", "--json"))[0]
    return found


def differences(stack: Stack, copy: str, folder: Path) -> list[dict[str, str]]:
    """`key` and `what` of each row that differs from its source; `folder` takes the hashes of the source."""
    return look_at(stack, copy, folder).differences


def look_at(stack: Stack, copy: str, folder: Path) -> Look:
    """Compare a copy with its source; `folder` takes the hashes of the source. Takes the start of two commands."""
    owner, other = COPIES[copy]
    file = folder / f"{copy}.json"
    file.write_text(stack.manage(owner, "events", "hash", copy, "--rows"), encoding="utf-8")
    try:
        said = stack.manage(other, "events", "verify", copy, str(file), "--json")
    except StackError as error:  # it ends with 1 when there are any
        said = str(error).partition("\n")[2]
    found = json.loads(said)
    return Look(found["differences"], datetime.fromisoformat(found["read_at"]))


def resync(stack: Stack, copy: str) -> None:
    """Have a copy built anew, and wait until it is. Raises StackError when it takes longer than RESYNC_SECONDS."""
    owner, other = COPIES[copy]
    started = json.loads(stack.manage(owner, "events", "resync", copy, "--json"))["resync"]

    def is_done() -> bool:
        return any(one["id"] == started and one["finished_at"] for one in status_of(stack, other)["resyncs"])

    if not wait_until(is_done, RESYNC_SECONDS):
        raise StackError(f"A resync of {copy} is not done after {RESYNC_SECONDS:.0f} s.")
