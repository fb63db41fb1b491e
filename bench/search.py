"""How long a search takes among many messages, by what is asked, for somebody in ten parties and for one in all.

Runs on the servers of the stack in STACK_DIR and STACK_PORT, in a database of its own that `bench.seed` fills. Each
kind of question is asked with words drawn anew each time.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from bench.bar import Bar
from bench.seed import COMMON, KANJI, PEOPLE, Seeded, filled, parser_of, vocabulary

PARTIES: Final = 10


def questions(words: Sequence[str], luck: random.Random) -> dict[str, Callable[[], dict[str, Any]]]:
    """For each kind a function that makes up one more question of it."""

    def common() -> str:
        return luck.choice(COMMON)

    def usual() -> str:
        return words[luck.randrange(100, 2000)]

    def rare() -> str:
        return words[luck.randrange(20_000, len(words))]

    def part() -> str:
        word = words[luck.randrange(1000, len(words))]
        return word[1:-1] if len(word) > 5 else word

    def run() -> str:
        return "".join(luck.choices(KANJI, k=2))

    def name() -> str:
        return f"person{luck.randrange(PEOPLE)}"

    return {
        "rare word": lambda: {"q": rare()},
        "usual word": lambda: {"q": usual()},
        "common word": lambda: {"q": common()},
        "two words": lambda: {"q": f"{usual()} {usual()}"},
        "common and rare word": lambda: {"q": f"{common()} {rare()}"},
        "phrase": lambda: {"q": f'"{common()} {usual()}"'},
        "part of a word": lambda: {"q": part()},
        "two letters": lambda: {"q": rare()[:2]},
        "no such word": lambda: {"q": f"{part()}{part()}"},
        "two characters": lambda: {"q": run()},
        "one character": lambda: {"q": luck.choice(KANJI)},
        "from: and a word": lambda: {"q": f"from:{name()} {usual()}"},
        "from: alone": lambda: {"q": f"from:{name()}"},
        "in: and a word": lambda: {"q": f"in:topic-{luck.randrange(10)} {usual()}"},
        "has:link and a word": lambda: {"q": f"has:link {usual()}"},
        "has:code": lambda: {"q": "has:code"},
        "is:pinned": lambda: {"q": "is:pinned"},
        "mentions:": lambda: {"q": f"mentions:{name()}"},
        "before: and a word": lambda: {"q": f"before:{_day(luck)} {usual()}"},
        "common word, best": lambda: {"q": common(), "sort": "best"},
        "usual word, best": lambda: {"q": usual(), "sort": "best"},
        "rare word, best": lambda: {"q": rare(), "sort": "best"},
    }


def _day(luck: random.Random) -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) - timedelta(days=luck.randrange(30, 700))).date().isoformat()


def askers(seeded: Seeded) -> Iterator[tuple[str, Any]]:
    """Somebody in PARTIES of the parties, and somebody in all."""
    from events.times import now
    from messaging.models import Membership, User

    spread = seeded.parties[:: max(1, len(seeded.parties) // PARTIES)][:PARTIES]
    for name, parties in (("ten", spread), ("all", seeded.parties)):
        person = User.objects.create(username=f"asker-{name}", display_name=name)
        Membership.objects.bulk_create([Membership(party_id=key, user=person, joined_at=now()) for key in parties])
        yield f"in {len(parties)} parties", person


def measure(seeded: Seeded, times: int) -> list[dict[str, Any]]:
    from messaging import queries

    results = []
    for who, person in askers(seeded):
        luck = random.Random(11)  # noqa: S311
        for kind, ask in questions(vocabulary(), luck).items():
            bar = Bar(f"{kind}, {who}", times)
            took, items = [], 0
            for at in range(times):
                given = ask()
                began = time.perf_counter()
                items += len(queries.search(person, **given).items)
                took.append((time.perf_counter() - began) * 1000)
                bar.at(at)
            bar.end()
            cut = statistics.quantiles(took, n=20)
            found = {"p50": round(cut[9], 1), "p95": round(cut[18], 1), "most": round(max(took), 1)}
            results.append({"who": who, "kind": kind, **found, "found": round(items / times, 1)})
    return results


def table(results: list[dict[str, Any]]) -> str:
    lines = [f"{'ms':<40} {'p50':>8} {'p95':>8} {'most':>8} {'found':>6}"]
    for row in results:
        name = f"{row['kind']}, {row['who']}"
        lines.append(f"{name:<40} {row['p50']:>8} {row['p95']:>8} {row['most']:>8} {row['found']:>6}")
    return "\n".join(lines)


def main() -> int:
    parser = parser_of("python -m bench.search", __doc__, 1_000_000)
    parser.add_argument("--times", type=int, default=40, help="questions of each kind (40)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    with filled(given) as seeded:
        results = measure(seeded, given.times)
    rate = given.messages / seeded.seconds
    print(json.dumps({"seeded_per_s": round(rate), "results": results}, indent=1) if given.json else table(results))
    if not given.json:
        print(f"{given.messages:,} messages were made at {rate:,.0f} a second.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
