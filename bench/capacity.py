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
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench.capacity_model import Model, people_at
from bench.capacity_plot import svg_of

ROOT: Final = Path(__file__).resolve().parent.parent
FIGURES: Final = ROOT / "docs" / "performance.json"
PAPER: Final = ROOT / "docs" / "operate.md"
PLOT: Final = ROOT / "docs" / "images" / "capacity.svg"
BEGIN, END = "<!-- capacity: python -m bench.capacity -->\n", "<!-- /capacity -->"
STAGES: Final = (1_000, 10_000, 100_000, 1_000_000)


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
    for part in model.parts():
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
    wanted = {PAPER: paper_of(PAPER.read_text(encoding="utf-8"), model), PLOT: svg_of(model.parts())}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if given.check:
            print(f"{path.relative_to(ROOT)} is out of date: python -m bench.capacity", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if given.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
