"""What one client did and was shown, line by line on disk, so that it is still there whatever dies."""

import dataclasses
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

#: What a line may be about.
SENT, ACKNOWLEDGED, REFUSED, SHOWN, FINAL = "sent", "acknowledged", "refused", "shown", "final"
ERROR, HEARD = "error", "heard"
#: These are promises of the server, so they are on the disk before anything follows from them.
_KEPT: Final = {ACKNOWLEDGED, FINAL}


@dataclasses.dataclass(frozen=True)
class Entry:
    """`at` is time.time(); `who` is a client's name. `n` and `rev` are 0 where there are none.

    sent: a post with its `client_id` goes to `topic`. acknowledged: it was saved as `id`, with `n` and `rev`. refused:
    it was not, and `text` is the code. heard: the event of a message came over the socket whose session is `way`;
    whether it is shown is another matter. shown: a message came on screen; `way` is frame, changes, page or ack. final:
    what a topic showed from number `n` on when all had settled; `order` is the ids of its messages from the oldest to
    the newest, of which it showed the words in `texts`. error: an error frame came, with the code in `text`; what can
    be tried again is.
    """

    what: str
    who: str
    topic: str = ""
    at: float = 0.0
    client_id: str = ""
    id: str = ""
    n: int = 0
    rev: int = 0
    text: str = ""
    way: str = ""
    order: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


class Journal:
    """Takes entries of one client, from any thread."""

    def __init__(self, path: Path, who: str) -> None:
        self.path, self.who = path, who
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def note(self, what: str, topic: str, **more: Any) -> None:
        entry = Entry(what, self.who, topic, at=time.time(), **more)
        line = json.dumps({name: value for name, value in dataclasses.asdict(entry).items() if value})
        with self._lock:
            self._file.write(f"{line}\n")
            self._file.flush()
            if what in _KEPT:
                os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def read(folder: Path) -> list[Entry]:
    """All entries of all clients of a run, by time."""
    return sorted((entry for path in folder.glob("*.jsonl") for entry in _entries(path)), key=lambda entry: entry.at)


def _entries(path: Path) -> Iterator[Entry]:
    for line in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        given |= {name: tuple(given[name]) for name in ("order", "texts") if name in given}
        yield Entry(**given)
