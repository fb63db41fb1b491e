"""What is demanded of ours beside the peers, and whether it is met. Ratios are of medians of one and the same run."""

import dataclasses
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from bench.peers.check import SEEN, STORED

Row = Mapping[str, Any]
Figure = Callable[[Row], float]

OURS, TWO_OF_OURS = "ours", "2p:ours"
CORRECT, SOCKETIO, WS = "node-correct", "socketio-redis", "node-ws"


def of(name: str) -> Figure:
    return lambda row: float(row[name])


def cpu(row: Row) -> float:
    """Of server, Redis and PostgreSQL together."""
    return float(sum(row["cpu_us"].values()))


def growth_mb(row: Row) -> float:
    """How far the server's memory moved while some did not read, in MB."""
    weights = [kib for _, kib in row["timeline"]]
    return (max(weights) - min(weights)) / 1000 if weights else float("inf")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Demand:
    """`must` and `aim` bound ours divided by the peer's figure: from below when `more` is better, else from above.

    `load` of both, unless the peer's is another; without a peer the bounds are those of our figure itself.
    """

    what: str
    load: str
    figure: Figure
    must: float
    aim: float
    more: bool = False
    peer: str | None = None
    peer_load: str | None = None
    unit: str = ""


DEMANDS: Final = (
    Demand(
        what="posts/s over the socket, 64 in flight, 40 topics of 25",
        load="wsat",
        figure=of("posts_per_s"),
        more=True,
        must=2,
        aim=3,
        peer=CORRECT,
    ),
    Demand(
        what="the same, one hot topic", load="whot", figure=of("posts_per_s"), more=True, must=5, aim=8, peer=CORRECT
    ),
    Demand(
        what="p99 shown at saturation, 40 topics, ms",
        load="wsat",
        figure=of("shown_p99_ms"),
        must=0.5,
        aim=0.35,
        peer=CORRECT,
    ),
    Demand(
        what="p50 shown at 400 posts/s, ms", load="w400", figure=of("shown_p50_ms"), must=1.5, aim=1.2, peer=CORRECT
    ),
    Demand(what="p99 ack at 400 posts/s, ms", load="w400", figure=of("ack_p99_ms"), must=1.2, aim=1, peer=CORRECT),
    Demand(what="CPU per post at 400 posts/s, µs", load="w400", figure=cpu, must=1.3, aim=1, peer=CORRECT),
    Demand(
        what="HTTP posts/s, 64 in flight, 40 topics",
        load="hsat",
        figure=of("posts_per_s"),
        more=True,
        must=1,
        aim=1.2,
        peer=CORRECT,
    ),
    Demand(
        what="deliveries/s, room of 100, one in flight",
        load="tput100w1",
        figure=of("deliveries_per_s"),
        more=True,
        must=1.2,
        aim=1.35,
        peer=SOCKETIO,
    ),
    Demand(
        what="deliveries/s, 100 rooms of 10",
        load="rooms",
        figure=of("deliveries_per_s"),
        more=True,
        must=1.5,
        aim=1.6,
        peer=SOCKETIO,
    ),
    Demand(
        what="deliveries/s, room of 100, 32 in flight",
        load="tput100",
        figure=of("deliveries_per_s"),
        more=True,
        must=5,
        aim=10,
        peer=SOCKETIO,
    ),
    Demand(
        what="CPU per delivery at 5,000/s, commit included, µs",
        load="lat5k",
        figure=cpu,
        must=0.7,
        aim=0.55,
        peer=SOCKETIO,
    ),
    Demand(what="p99 shown at 5,000/s, ms", load="lat5k", figure=of("shown_p99_ms"), must=1, aim=0.5, peer=SOCKETIO),
    Demand(
        what="KiB per idle connection, 2,000", load="idle2000", figure=of("kib_per_conn"), must=3, aim=2, peer=SOCKETIO
    ),
    Demand(
        what="KiB per idle connection, 5,000", load="idle5000", figure=of("kib_per_conn"), must=3, aim=2, peer=SOCKETIO
    ),
    Demand(
        what="connects/s, handshake and hello with a JWT",
        load="connects",
        figure=of("connects_per_s"),
        more=True,
        must=0.5,
        aim=0.8,
        peer=SOCKETIO,
    ),
    Demand(
        what="50 of 100 do not read for 60 s: memory, MB", load="slow", figure=growth_mb, must=10, aim=2, unit=" MB"
    ),
    Demand(
        what="the others' p99, against all reading, ms",
        load="slow",
        figure=of("shown_p99_ms"),
        must=2,
        aim=1.2,
        peer=OURS,
        peer_load="steady",
    ),
)


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Medians of both and [lowest, highest] ratio of any pairing; `said` is aim, must or missed."""

    demand: Demand
    ours: float
    peer: float | None
    ratio: float
    lowest: float
    highest: float
    said: str
    usable: bool


def verdicts(rows: Sequence[Row]) -> list[Verdict]:
    """One for each demand whose loads were run. Unusable rows are taken only where there is no other."""
    found = (_verdict(demand, rows) for demand in DEMANDS)
    return [verdict for verdict in found if verdict is not None]


def _verdict(demand: Demand, rows: Sequence[Row]) -> Verdict | None:
    ours, usable = _figures(rows, OURS, demand.load, demand.figure)
    if demand.peer is None:
        theirs, theirs_usable = [1.0], True
    else:
        theirs, theirs_usable = _figures(rows, demand.peer, demand.peer_load or demand.load, demand.figure)
    if not ours or not theirs:
        return None
    pairs = [_ratio(mine, other) for mine in ours for other in theirs]
    median, other = statistics.median(ours), statistics.median(theirs)
    ratio = _ratio(median, other)
    said = "aim" if _meets(ratio, demand.aim, demand) else "must" if _meets(ratio, demand.must, demand) else "missed"
    peer = None if demand.peer is None else other
    return Verdict(demand, median, peer, ratio, min(pairs), max(pairs), said, usable and theirs_usable)


def _figures(rows: Iterable[Row], contestant: str, load: str, figure: Figure) -> tuple[list[float], bool]:
    """The figures of all usable runs, or of all when none is; and whether any is."""
    runs = [row for row in rows if row["contestant"] == contestant and row["load"] == load]
    usable = [row for row in runs if row["usable"]]
    return [figure(row) for row in usable or runs], bool(usable)


def _ratio(ours: float, peer: float) -> float:
    return ours / peer if peer else float("inf")


def _meets(ratio: float, bound: float, demand: Demand) -> bool:
    return ratio >= bound if demand.more else ratio <= bound


def faults(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """By contestant, each kind of fault summed over all its runs; all must be 0 for ours, in one process and two."""
    summed: dict[str, dict[str, int]] = {}
    for row in rows:
        if "acknowledged" not in row:
            continue
        mine = summed.setdefault(str(row["contestant"]), {})
        for name in (*SEEN, *STORED):
            mine[name] = mine.get(name, 0) + int(row.get(name, 0))
    return summed
