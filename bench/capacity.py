"""What one task carries, and where each part saturates on the way to a million people online.

    python -m bench.capacity            write the tables into docs/operate.md and the plot beside it
    python -m bench.capacity --check    only say whether both are what docs/performance.json gives

Everything is computed from that file: what was measured, what is assumed of people, what Terraform deploys. Where a
figure could be taken in two ways, the one that needs more machines is taken. Every demand is of the busiest minute.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
FIGURES: Final = ROOT / "docs" / "performance.json"
PAPER: Final = ROOT / "docs" / "operate.md"
PLOT: Final = ROOT / "docs" / "images" / "capacity.svg"
BEGIN, END = "<!-- capacity: python -m bench.capacity -->\n", "<!-- /capacity -->"
STAGES: Final = (1_000, 10_000, 100_000, 1_000_000)
KIB_IN_MIB: Final = 1024
MOST_PEOPLE: Final = 10**9


class Part(NamedTuple):
    """One part of a site: what so many people need of it, and what it has as deployed. Same unit."""

    name: str
    unit: str
    need: Callable[[float], float]
    has: float
    #: What is done when it is full.
    then: str


class Model:
    """Demands by people online. `f` holds every figure of docs/performance.json by name."""

    def __init__(self, figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
        groups = (figures[group] for group in ("measured", "assumed", "deployed"))
        self.f = {name: float(row["value"]) for group in groups for name, row in group.items()}

    def posts(self, people: float) -> float:
        """Posts a second in the busiest minute."""
        return people * self.f["posts_per_person_hour"] * self.f["peak"] / 3600

    def pages(self, people: float) -> float:
        """Pages a second in the busiest minute."""
        return people * self.f["pages_per_person_hour"] * self.f["peak"] / 3600

    def web_cores(self, people: float) -> float:
        """Cores of messaging: posts, frames to readers and watchers on other tasks, pages, sockets that come back."""
        f, posts = self.f, self.posts(people)
        by_socket = posts * (1 - f["share_by_http"]) * f["post_us"] / 1e6
        by_http = posts * f["share_by_http"] / f["http_posts_per_core"]
        frames = posts * (f["readers_per_topic"] + f["watchers_per_topic"]) / f["deliveries_per_core"]
        back = people * f["reconnects_share_hour"] / 3600 / f["connects_per_core"]
        pages = self.pages(people) * (f["page_us"] + f["http_us"]) / 1e6
        return by_socket + by_http + frames + pages + back

    def people_of_a_task(self) -> dict[str, float]:
        """How many one task of messaging carries, by what ends first."""
        f = self.f
        return {
            "processor": f["web_cores"] * f["full"] / self.web_cores(1),
            "memory": f["web_memory_mib"] * KIB_IN_MIB / f["socket_kib"],
            "MAX_SOCKETS": f["web_sockets"],
        }

    def tasks(self, people: float) -> int:
        return max(1, math.ceil(people / min(self.people_of_a_task().values())))

    def connections(self, people: float) -> float:
        return self.tasks(people) * self.f["web_connections"]

    def database_vcpu(self, people: float) -> float:
        """Posts as if each were saved alone, since many tasks leave little to put together, and pages."""
        posts = self.posts(people) * self.f["database_post_us_alone"]
        return (posts + self.pages(people) * self.f["database_page_us"]) / 1e6

    def redis_out(self, people: float) -> float:
        """Messages to processes: a post goes to each that has a reader or a watcher of its topic."""
        audience = self.f["readers_per_topic"] + self.f["watchers_per_topic"]
        return self.posts(people) * min(audience, self.tasks(people))

    def accounts_vcpu(self, people: float) -> float:
        return self.renewals(people) * self.f["renewal_us"] / 1e6

    def renewals(self, people: float) -> float:
        return people / self.f["renewal_seconds"]

    def gib_a_day(self, people: float) -> float:
        f = self.f
        posts = people * f["posts_per_person_hour"] * 24 * f["mean_share"]
        return posts * (f["message_bytes"] + f["words_bytes"]) / 2**30

    def parts(self) -> list[Part]:
        f = self.f
        return [
            Part(
                "tasks of messaging",
                "tasks",
                self.tasks,
                f["web_tasks"],
                "raise `messaging.max`: tasks share nothing but the servers below",
            ),
            Part(
                "PostgreSQL: connections",
                "connections",
                self.connections,
                f["max_connections"],
                "fewer HTTP_THREADS in more tasks, then a pooler in transaction mode, then databases by party",
            ),
            Part(
                "PostgreSQL: processors",
                "vCPU",
                self.database_vcpu,
                f["database_vcpu"] * f["full"],
                "a bigger class; pages, search and catch-up to read replicas; then databases by party",
            ),
            Part(
                "PostgreSQL: a year of messages",
                "GiB",
                lambda people: self.gib_a_day(people) * 365,
                f["storage_gib"],
                "partitions by hash of the topic; then databases by party",
            ),
            Part(
                "relay of messaging",
                "events/s",
                self.posts,
                f["relay_events"] * f["full"],
                "one relay for each share of the outbox, cut by the hash that cuts Kafka's partitions",
            ),
            Part(
                "Redis: messages to processes",
                "messages/s",
                self.redis_out,
                f["redis_out"] * f["full"],
                "sharded publication (`SPUBLISH`) over a cluster, and tasks that hold whole parties",
            ),
            Part(
                "tasks of accounts",
                "vCPU",
                self.accounts_vcpu,
                f["accounts_tasks"] * f["accounts_vcpu"] * f["full"],
                "raise `accounts.max`; MongoDB shards by user",
            ),
        ]


def people_at(part: Part) -> int:
    """The most people at which a part has what they need; demands never fall. By halving."""
    low, high = 0, MOST_PEOPLE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if part.need(middle) <= part.has else (low, middle)
    return low


def tables(model: Model) -> str:
    return "\n".join([_task_table(model), _stage_table(model), _path_table(model), _cut_table(model)])


def _task_table(model: Model) -> str:
    carries = model.people_of_a_task()
    first = min(carries, key=lambda name: carries[name])
    rows = [f"| {name} | {_two(people)} |" for name, people in carries.items()]
    said = (
        f"So one task carries {_two(carries[first])} people online; what ends first is: {first}. "
        "One topic is written in one order, by one task at a time: "
        f"{_two(model.f['hot_topic_posts_per_core'])} posts/s were seen.\n"
    )
    return "\n".join(["| one task of messaging, by | people online |", "|---|--:|", *rows, "", said])


def _stage_table(model: Model) -> str:
    head = "| in the busiest minute | " + " | ".join(f"{people:,}" for people in STAGES) + " |"
    rows: dict[str, Callable[[float], float]] = {
        "posts/s": model.posts,
        "pages/s": model.pages,
        "frames shown/s": lambda people: model.posts(people) * model.f["readers_per_topic"],
        "tasks of messaging": model.tasks,
        "connections to PostgreSQL": model.connections,
        "processors of PostgreSQL": model.database_vcpu,
        "messages of Redis to processes/s": model.redis_out,
        "renewals of tokens/s": model.renewals,
        "processors of accounts": model.accounts_vcpu,
        "GiB of messages and words a day": model.gib_a_day,
    }
    lines = [f"| {name} | " + " | ".join(_two(of(people)) for people in STAGES) + " |" for name, of in rows.items()]
    return "\n".join([head, "|---" + "|--:" * len(STAGES) + "|", *lines, ""])


def _path_table(model: Model) -> str:
    lines = [
        "| part | has, as deployed | is enough for people online | a million needs | and then |",
        "|---|--:|--:|--:|---|",
    ]
    for part in sorted(model.parts(), key=people_at):
        need = part.need(STAGES[-1])
        lines.append(
            f"| {part.name} | {_two(part.has)} {part.unit} | {_two(people_at(part))} | "
            f"{_two(need)} {part.unit}: {need / part.has:.1f} x | {part.then} |"
        )
    return "\n".join([*lines, ""])


def cuts(model: Model, people: float) -> dict[str, float]:
    """Into how many pieces each part is cut for so many people."""
    f = model.f
    databases = math.ceil(model.database_vcpu(people) / (f["shard_vcpu"] * f["full"]))
    relays = max(databases, math.ceil(model.posts(people) / (f["relay_events"] * f["full"])))
    return {
        "tasks of messaging": model.tasks(people),
        f"databases by party, {_two(f['shard_vcpu'])} vCPU each": databases,
        "GiB that a year adds to each": model.gib_a_day(people) * 365 / databases,
        "statements at work at once in each, which is what a pooler needs": model.database_vcpu(people) / databases,
        "relays, one for each database": relays,
        "shards of Redis": math.ceil(model.redis_out(people) / (f["redis_out"] * f["full"])),
        "processors of accounts, at 60 %": model.accounts_vcpu(people) / f["full"],
    }


def _cut_table(model: Model) -> str:
    columns = [cuts(model, people) for people in STAGES]
    head = "| cut into, for people online | " + " | ".join(f"{people:,}" for people in STAGES) + " |"
    lines = [f"| {name} | " + " | ".join(_two(column[name]) for column in columns) + " |" for name in columns[0]]
    return "\n".join([head, "|---" + "|--:" * len(STAGES) + "|", *lines, ""])


def _two(number: float) -> str:
    """Two digits that count: no figure here is known better."""
    if number <= 0:
        return "0"
    digits = 1 - math.floor(math.log10(number))
    rounded = round(number, digits)
    return f"{rounded:,.0f}" if rounded >= 10 or rounded == int(rounded) else f"{rounded:,.{max(0, digits)}f}"


WIDTH, HEIGHT, LEFT, BOTTOM, WIDE, HIGH = 760, 380, 70, 330, 420, 280
COLOURS: Final = ("#1d4ed8", "#c2410c", "#15803d", "#7c3aed", "#b91c1c", "#0e7490", "#a16207")
ACROSS: Final = (3, 6)
UP: Final = (-2, 2)


def svg_of(model: Model) -> str:
    """How full each part is, as deployed, by people online; both axes are logarithmic. The line is full."""

    def x_of(people: float) -> float:
        return LEFT + (math.log10(people) - ACROSS[0]) / (ACROSS[1] - ACROSS[0]) * WIDE

    def y_of(share: float) -> float:
        power = min(max(math.log10(share), UP[0]), UP[1])
        return BOTTOM - (power - UP[0]) / (UP[1] - UP[0]) * HIGH

    def text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "#333") -> str:
        return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'

    drawn = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    for power in range(ACROSS[0], ACROSS[1] + 1):
        drawn.append(f'<path stroke="#ddd" d="M{x_of(10**power):.0f} {BOTTOM}v-{HIGH}"/>')
        drawn.append(text(x_of(10**power), BOTTOM + 18, f"{10**power:,}"))
    for power in range(UP[0], UP[1] + 1):
        colour = "#333" if power == 0 else "#ddd"
        drawn.append(f'<path stroke="{colour}" d="M{LEFT} {y_of(10**power):.0f}h{WIDE}"/>')
        drawn.append(text(LEFT - 6, y_of(10**power) + 4, f"{10.0**power * 100:,.0f} %", "end"))
    drawn.append(text(LEFT, 24, "How full each part is, as deployed", "start"))
    drawn.append(text(LEFT + WIDE, BOTTOM + 36, "people online", "end"))
    people = [10 ** (ACROSS[0] + step / 20) for step in range(20 * (ACROSS[1] - ACROSS[0]) + 1)]
    for at, part in enumerate(sorted(model.parts(), key=people_at)):
        line = " ".join(f"{x_of(one):.1f},{y_of(part.need(one) / part.has):.1f}" for one in people)
        drawn.append(f'<polyline fill="none" stroke="{COLOURS[at]}" stroke-width="2" points="{line}"/>')
        drawn.append(text(LEFT + WIDE + 16, 60 + 20 * at, part.name, "start", COLOURS[at]))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'{head} font-family="sans-serif" font-size="12">{"".join(drawn)}</svg>\n'


def model_of(path: Path = FIGURES) -> Model:
    return Model(json.loads(path.read_text(encoding="utf-8")))


def paper_of(text: str, model: Model) -> str:
    """A paper with the tables in their place. Raises ValueError when it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"there is no place for the tables: {BEGIN.strip()} … {END}")
    return f"{before}{BEGIN}{tables(model)}{END}{after}"


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.capacity", description="What a site carries, computed.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 when something is out of date")
    given = parser.parse_args(words)
    model = model_of()
    wanted = {PAPER: paper_of(PAPER.read_text(encoding="utf-8"), model), PLOT: svg_of(model)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if given.check:
            print(f"{path.relative_to(ROOT)} is out of date: python -m bench.capacity", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if given.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
