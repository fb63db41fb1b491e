"""How long the ways through messaging take in a big history: posting, pages, changes, unread, catching up, starting.

Runs on the servers of the stack in STACK_DIR and STACK_PORT, in a database of its own that `bench.seed` fills. Reads
end with the JSON that the API would send, so turning rows into shapes counts as well.
"""

import gzip
import json
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from bench.bar import Bar
from bench.seed import Seeded, filled, parser_of

TOPICS: Final = 200
GAPS: Final = (10, 1_000, 10_000)
UNREAD: Final = 10_000


class Took(NamedTuple):
    """Milliseconds of one thing, done again and again."""

    name: str
    p50: float
    p95: float
    note: str = ""


def timed(name: str, times: int, do: Callable[[int], Any], note: Callable[[Any], str] | None = None) -> Took:
    """Do something so many times, after a first time that does not count."""
    answer = do(0)
    bar, took = Bar(name, times), []
    for at in range(times):
        began = time.perf_counter()
        answer = do(at + 1)
        took.append((time.perf_counter() - began) * 1000)
        bar.at(at)
    bar.end()
    cut = statistics.quantiles(took, n=20)
    return Took(name, round(cut[9], 1), round(cut[18], 1), note(answer) if note else "")


def measure(seeded: Seeded, times: int) -> list[Took]:
    from events.rest import encoder
    from messaging import queries
    from messaging.models import Topic

    person = _somebody(seeded)
    busiest = Topic.objects.filter(id__in=seeded.topics).order_by("-last_n")[0]

    def page(n: int) -> Callable[[int], bytes]:
        return lambda at: encoder.encode(queries.message_page(queries.topic_for(person, busiest.id), around=n + at))

    def changes(gap: int) -> Callable[[int], bytes]:
        def fetch(_: int) -> bytes:
            opened = queries.topic_for(person, busiest.id)
            after, got = opened.topic.last_rev - gap, b""
            while True:
                found = queries.changes(opened, after=max(after, 0))
                got += encoder.encode(found)
                if not found.has_more:
                    return got
                after = found.items[-1].rev

        return fetch

    return [
        timed("post, committed", times, _poster(person, busiest.id)),
        timed("page at the newest end", times, page(busiest.last_n - times - 1)),
        timed("page in the middle", times, page(busiest.last_n // 2)),
        timed("page at the oldest end", times, page(1)),
        *(timed(f"changes after a gap of {gap:,}", max(5, times // (1 + gap // 500)), changes(gap)) for gap in GAPS),
        timed(f"unread of {TOPICS} topics", times, lambda _: encoder.encode(queries.sync(person)), _size),
        timed("catch-up of a topic", times, _catcher(person, busiest)),
        timed("what sync sends", 5, lambda _: encoder.encode(queries.sync(person)), _size),
    ]


def _size(answer: bytes) -> str:
    return f"{len(answer):,} bytes, {len(gzip.compress(answer, 6)):,} compressed"


def _somebody(seeded: Seeded) -> Any:
    """Somebody who sees TOPICS topics and has read none of the newest messages."""
    from django.db.models import F

    from events.times import now
    from messaging.models import Membership, ReadMarker, Topic, User

    person = User.objects.create(username="asker", display_name="Asker")
    parties = list(dict.fromkeys(Topic.objects.filter(id__in=seeded.topics[:TOPICS]).values_list("party", flat=True)))
    Membership.objects.bulk_create([Membership(party_id=key, user=person, joined_at=now()) for key in parties])
    topics = Topic.objects.filter(party__in=parties).annotate(behind=F("last_n") - UNREAD)
    ReadMarker.objects.bulk_create([ReadMarker(topic=one, user=person, read_n=max(0, one.behind)) for one in topics])
    return person


def _poster(person: Any, topic_id: uuid.UUID) -> Callable[[int], Any]:
    from messaging import services

    return lambda at: services.post_message(person, topic_id=topic_id, client_id=f"bench-{at}", text="Is it quick?")


def _catcher(person: Any, topic: Any) -> Callable[[int], Any]:
    from events.rest import encoder
    from messaging import queries

    return lambda _: encoder.encode(queries.catch_up_on_topic(queries.topic_for(person, topic.id)))


def table(results: list[Took]) -> str:
    lines = [f"{'ms':<34} {'p50':>8} {'p95':>8}"]
    lines += [f"{one.name:<34} {one.p50:>8} {one.p95:>8}  {one.note}".rstrip() for one in results]
    return "\n".join(lines)


def main() -> int:
    parser = parser_of("python -m bench.messaging", __doc__, 10_000_000)
    parser.add_argument("--times", type=int, default=100, help="how often each is done (100)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    with filled(given) as seeded:
        results = measure(seeded, given.times)
    print(json.dumps([one._asdict() for one in results], indent=1) if given.json else table(results))
    print(f"{given.messages:,} messages in {seeded.seconds:,.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
