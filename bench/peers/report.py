"""Rows for the eye: a line while it runs, and tables in Markdown for docs/performance.md."""

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from bench.peers import check
from bench.peers.loads import Load
from bench.peers.verdict import OURS, Verdict, cpu, faults, growth_mb, verdicts

Row = Mapping[str, Any]

#: Heading, figure and format of each column, by what a load is about.
WHOLE: Final[tuple[tuple[str, Callable[[Row], float], str], ...]] = (
    ("posts/s", lambda row: row["posts_per_s"], ",.0f"),
    ("shown p50 ms", lambda row: row["shown_p50_ms"], ".2f"),
    ("p99", lambda row: row["shown_p99_ms"], ".2f"),
    ("ack p50 ms", lambda row: row["ack_p50_ms"], ".2f"),
    ("p99", lambda row: row["ack_p99_ms"], ".2f"),
    ("CPU µs a post", cpu, ",.0f"),
    ("server", lambda row: row["cpu_us"]["server"], ",.0f"),
    ("Redis", lambda row: row["cpu_us"]["redis"], ",.0f"),
    ("PostgreSQL", lambda row: row["cpu_us"]["postgres"], ",.0f"),
    ("core", lambda row: row["util"], ".2f"),
)
FANOUT: Final[tuple[tuple[str, Callable[[Row], float], str], ...]] = (
    ("deliveries/s", lambda row: row["deliveries_per_s"], ",.0f"),
    ("shown p50 ms", lambda row: row["shown_p50_ms"], ".2f"),
    ("p99", lambda row: row["shown_p99_ms"], ".2f"),
    ("CPU µs a delivery", cpu, ".2f"),
    ("server", lambda row: row["cpu_us"]["server"], ".2f"),
    ("Redis", lambda row: row["cpu_us"]["redis"], ".2f"),
    ("PostgreSQL", lambda row: row["cpu_us"]["postgres"], ".2f"),
    ("core", lambda row: row["util"], ".2f"),
)
CONNECTIONS: Final[tuple[tuple[str, Callable[[Row], float], str], ...]] = (
    ("connects/s", lambda row: row["connects_per_s"], ",.0f"),
    ("CPU µs a connect", lambda row: row["connect_cpu_us"], ",.0f"),
    ("KiB a connection", lambda row: row["kib_per_conn"], ".1f"),
    ("idle, % of the core", lambda row: row.get("idle_cpu_pct", 0.0), ".2f"),
)


def _columns(load: Load, row: Row) -> tuple[tuple[str, Callable[[Row], float], str], ...]:
    if "cpu_us" not in row:
        return CONNECTIONS
    if load.whole:
        return WHOLE
    return (*FANOUT, ("memory moved, MB", growth_mb, ".1f")) if "timeline" in row else FANOUT


def line(row: Row, load: Load) -> str:
    """One run, for a terminal."""
    figures = "  ".join(f"{name} {figure(row):{form}}" for name, figure, form in _columns(load, row))
    faulty = check.shown(row)
    notes = ["" if row["usable"] else "not usable", f"ready {row['ready']}" * (row["ready"] != load.members), faulty]
    said = "; ".join(filter(None, notes))
    return f"{row['contestant']:<16}{row['load']:<10}{figures}" + (f"  [{said}]" if said else "")


def markdown(rows: Sequence[Row], loads: Mapping[str, Load]) -> str:
    """Verdicts, medians of each load, and faults, as tables."""
    parts = [_verdict_table(verdicts(rows)), *_load_tables(rows, loads), _fault_table(rows)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _table(heads: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _verdict_table(found: Sequence[Verdict]) -> str:
    if not found:
        return ""
    heads = ["", "ours", "peer", "ratio [lowest, highest]", "must", "aim", ""]
    return _table(heads, [_verdict_cells(verdict) for verdict in found])


def _verdict_cells(verdict: Verdict) -> list[str]:
    demand = verdict.demand
    sign = "≥" if demand.more else "≤"
    if verdict.peer is None:
        peer, ratio, unit = "", "", demand.unit
    else:
        who = "ours" if demand.peer == OURS else str(demand.peer)
        peer, unit = f"{_short(verdict.peer)} ({who})", " x"
        ratio = f"{verdict.ratio:.2f} x [{verdict.lowest:.2f}, {verdict.highest:.2f}]"
    said = {"aim": "meets the aim", "must": "meets the must", "missed": "**missed**"}[verdict.said]
    if not verdict.usable:
        said += ", rows not usable"
    bounds = [f"{sign} {bound:g}{unit}" for bound in (demand.must, demand.aim)]
    return [demand.what, _short(verdict.ours), peer, ratio, *bounds, said]


def _short(figure: float) -> str:
    """Three digits that count, or all before the point."""
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def _load_tables(rows: Sequence[Row], loads: Mapping[str, Load]) -> Iterable[str]:
    for name in dict.fromkeys(str(row["load"]) for row in rows):
        runs = [row for row in rows if row["load"] == name]
        columns = _columns(loads[name], runs[0])
        body = [
            _median_cells(who, [row for row in runs if row["contestant"] == who], columns)
            for who in dict.fromkeys(str(row["contestant"]) for row in runs)
        ]
        yield _table([f"`{name}`", "runs", *(head for head, _, _ in columns)], body)


def _median_cells(
    who: str, runs: Sequence[Row], columns: Sequence[tuple[str, Callable[[Row], float], str]]
) -> list[str]:
    usable = [row for row in runs if row["usable"]]
    count = str(len(usable)) if len(usable) == len(runs) else f"{len(usable)} usable of {len(runs)}"
    medians = [f"{statistics.median(figure(row) for row in usable or runs):{form}}" for _, figure, form in columns]
    return [who, count, *medians]


def _fault_table(rows: Sequence[Row]) -> str:
    summed = faults(rows)
    if not summed:
        return ""
    kinds = list(next(iter(summed.values())))
    body = [[who, *(f"{counts[kind]:,}" for kind in kinds)] for who, counts in summed.items()]
    return _table(["over all runs", *(kind.replace("_", " ") for kind in kinds)], body)
