"""What saving posts costs, by the ORM and by the writer's statements, in batches of several sizes.

Runs on the servers of the stack in STACK_DIR and STACK_PORT (`python -m scripts.stack up --servers-only`), in a
database of its own: 40 topics of one party, 25 authors, posts of 112 characters, fsync on. Rendered before; nothing is
published. CPU is that of this process, and of the server's backend that works for it.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from bench.servers import place
from scripts.stack import Stack
from scripts.stack.layout import Layout

SIZES: Final = (1, 4, 16, 64)
TOPICS, AUTHORS = 40, 25
TEXT: Final = (
    "Could somebody look at the build of last evening? One test of the harbour page has failed again, I am told."
)
#: Ticks of /proc/PID/stat in a second.
TICKS: Final = 100


def _scene() -> tuple[list[Any], list[Any]]:
    """Authors and topics."""
    from messaging import services
    from messaging.models import User

    people = [
        User.objects.using("messaging").create(username=f"p{n}", display_name=f"P {n}", version=1)
        for n in range(AUTHORS)
    ]
    made = services.create_party(people[0], client_id="party", name="Bench")
    for person in people[1:]:
        services.join_party(person, code=made.invite.code)
    made_topics = [
        services.create_topic(people[0], party_id=made.party.id, client_id=f"t{n}", name=f"t{n}")[0]
        for n in range(TOPICS)
    ]
    return people, [topic.id for topic in made_topics]


def _posts(people: Sequence[Any], topics: Sequence[Any], count: int) -> list[Any]:
    from events.ids import new_id
    from messaging.services.messages import new_message

    posts = []
    for _ in range(count):
        author, topic = random.choice(people), random.choice(topics)  # noqa: S311 - spreads them, hides nothing
        posts.append(new_message(author, topic_id=topic, client_id=str(new_id()), text=TEXT))
    return posts


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(save: Callable[[list[Any]], list[Any]], posts: list[Any], size: int) -> dict[str, float]:
    """Posts a second, and microseconds of CPU a post. Raises SystemExit when one is not saved."""
    from django.db import connections

    with connections["messaging"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    ours, theirs, started = time.process_time(), _cpu_of(backend), time.perf_counter()
    for start in range(0, len(posts), size):
        for outcome in save(posts[start : start + size]):
            if not hasattr(outcome, "message"):
                raise SystemExit(f"refused: {outcome.error!r}")
    seconds = time.perf_counter() - started
    return {
        "size": size,
        "posts_per_s": round(len(posts) / seconds),
        "cpu_us": round((time.process_time() - ours) / len(posts) * 1e6),
        "postgresql_us": round((_cpu_of(backend) - theirs) / len(posts) * 1e6),
    }


def run(count: int, only: str | None = None) -> list[dict[str, Any]]:
    from messaging import realtime
    from messaging.services import scene_sql
    from messaging.services.save import save_messages

    realtime.announce_messages = lambda saved: None
    people, topics = _scene()
    by = scene_sql.trips()
    ways: dict[str, Callable[[list[Any]], list[Any]]] = {
        "ORM": save_messages,
        "SQL": lambda batch: scene_sql.save(batch, by),
    }
    rows = []
    for size in SIZES:
        for way, save in ways.items():
            if only in (None, way):
                measure(save, _posts(people, topics, 20 * size), size)  # warms up
                posts = _posts(people, topics, min(count, 400 * size))
                rows.append({"way": way} | measure(save, posts, size))
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.writer", description=__doc__)
    parser.add_argument("--posts", type=int, default=4000, help="posts of each row (4,000)")
    parser.add_argument("--only", choices=["ORM", "SQL"], help="one of the two ways")
    given = parser.parse_args()
    layout = Layout.from_environment()
    with place(Stack(layout.directory, layout.port), layout.directory / "logs" / "bench.log"):
        rows = run(given.posts, given.only)
    for row in rows:
        print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
