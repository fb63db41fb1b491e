"""The application beside other servers: posts on their whole way, and what it costs to show them to everybody.

Every run starts a contestant afresh. Contestants take turns within a repeat, so that a busy minute of the machine
meets all of them. Ours is `chatterbox.serve` with the profile `messaging`; node-correct does the same whole path on
Node with Socket.IO and PostgreSQL; socketio-redis and node-ws only pass messages on. Server, Redis and PostgreSQL
share one core, the generator has the other.

    python -m bench.peers -t wsat,whot -c '^(ours|node-correct)$' -r 3

Needs two cores, gcc, Node 20 with npm, PostgreSQL, Redis and taskset.
"""

import argparse
import json
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench.bar import Bar
from bench.peers import build, plot, report
from bench.peers.contestants import Contestant
from bench.peers.loads import LOADS, Load
from bench.peers.node import Correct, SocketIo, Ws
from bench.peers.ours import Ours
from bench.peers.place import Place, place
from bench.peers.run import Row, RunFailed, run
from scripts.stack import StackError
from scripts.stack.layout import ROOT

IMAGE: Final = ROOT / "docs" / "images" / "peers-latency.svg"
DEFAULT: Final = "wsat,whot,w400,hsat,tput100w1,rooms,tput100,lat5k,idle2000,idle5000,connects"


def contestants(here: Place) -> list[Contestant]:
    return [
        Ours(here, "ours"),
        Correct(here, "node-correct"),
        SocketIo(here, "socketio-redis"),
        Ws(here, "node-ws"),
        Ours(here, "ours/uvicorn", server="uvicorn"),
        Ours(here, "2p:ours", processes=2),
        Correct(here, "2p:node-correct", processes=2),
    ]


def chosen(everybody: Sequence[Contestant], pattern: str, load: Load) -> list[Contestant]:
    """Who matches and takes the load.

    What reaches people is compared in one process; and with peers that only pass on, which do it better than one that
    stores.
    """
    found = [each for each in everybody if re.search(pattern, each.name) and each.takes(load)]
    return [each for each in found if load.whole or (each.count == 1 and not isinstance(each, Correct))]


def measure(here: Place, given: argparse.Namespace) -> list[Row]:
    everybody = [each for each in contestants(here) if re.search(given.contestants, each.name)]
    prepare(everybody)
    generator = build.generator(here.work)
    loads = {name: LOADS[name] for name in given.loads}
    plan = [
        (name, who)
        for _ in range(given.repeats)
        for name, load in loads.items()
        for who in chosen(everybody, given.contestants, load)
    ]
    rows: list[Row] = []
    bar = Bar("runs", len(plan))
    for done, (name, who) in enumerate(plan):
        bar.at(done)
        row = attempt(who, name, loads[name], generator, given)
        if row is not None:
            rows.append(row)
    bar.end()
    return rows


def prepare(everybody: Sequence[Contestant]) -> None:
    for first in {type(each): each for each in everybody}.values():
        first.prepare()
        first.write_lists()


def attempt(who: Contestant, name: str, load: Load, generator: Path, given: argparse.Namespace) -> Row | None:
    """A row, printed and added to the file of rows; None when the run failed, which is said and stops nobody else."""
    try:
        row = run(who, name, load, generator, given.seconds)
    except (RunFailed, StackError) as error:
        print(f"{who.name:<16}{name:<10}failed: {error}", flush=True)
        return None
    with given.output.open("a", encoding="utf-8") as file:
        print(json.dumps(row), file=file)
    print(report.line(row, load), flush=True)
    return row


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("-t", "--loads", type=_loads, default=_loads(DEFAULT), help=f"which loads, comma-separated: {', '.join(LOADS)}")
    add("-c", "--contestants", default=".", help="regular expression of those who take part")
    add("-r", "--repeats", type=int, default=3, help="how often each (3)")
    add("--seconds", type=float, help="seconds that are measured, instead of each load's own")
    add("--work", type=Path, default=ROOT / "var" / "bench", help="folder of programs, data and results (var/bench)")
    add("--port", type=int, default=8400, help="the first of ten free ports (8400)")
    add("-o", "--output", type=Path, help="file that rows are added to, JSON lines (WORK/rows.jsonl)")
    add("--table", type=Path, help="file for the tables in Markdown")
    add("--from", dest="source", type=Path, help="measure nothing, make the tables of these rows")
    image = f"draw latency against load instead, into a file ({IMAGE.relative_to(ROOT)})"
    add("--plot", type=Path, nargs="?", const=IMAGE, help=image)
    return parser.parse_args(given)


def _loads(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in LOADS]:
        raise argparse.ArgumentTypeError(f"no such load: {', '.join(unknown)}")
    return names


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> int:
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no server is left behind
    if given.source:
        rows = read_rows(given.source)
    else:
        given.work.mkdir(parents=True, exist_ok=True)
        given.output = given.output or given.work / "rows.jsonl"
        with place(given.work, given.port) as here:
            rows = climb(here, given) if given.plot else measure(here, given)
    if given.plot:
        given.plot.write_text(plot.svg_of([row for row in rows if plot.is_step(row)]), encoding="utf-8")
        print(given.plot)
        return 0
    rows = [row for row in rows if not plot.is_step(row)]
    tables = report.markdown(rows, LOADS)
    if given.table:
        given.table.write_text(tables, encoding="utf-8")
    print("\n" + tables)
    return 0


def climb(here: Place, given: argparse.Namespace) -> list[Row]:
    """Rows at rising load, of ours and the peer that does the same."""
    everybody = [Ours(here, "ours"), Correct(here, "node-correct")]
    prepare(everybody)
    generator = build.generator(here.work)
    return plot.climb(lambda who, name, load: attempt(who, name, load, generator, given), everybody)


if __name__ == "__main__":
    sys.exit(main())
