"""docs/reliability.md: what was promised, and what the newest run of each promise has shown, with its picture."""

import dataclasses
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from faults import latency, proven
from faults.latency import Delays
from faults.promises import PROMISES
from faults.run import Outcome
from scripts.stack.layout import ROOT

DOCUMENT: Final = ROOT / "docs" / "reliability.md"
PICTURE: Final = ROOT / "docs" / "images" / "faults-latency.svg"
BEGINS, ENDS = "<!-- faults: python -m faults --report -->", "<!-- /faults -->"


def measured(outcome: Outcome) -> str:
    """One run in a few words."""
    lost = len(outcome.faults.get("K1", ()))
    settled = f"all shown {outcome.settled:.1f} s after the talk" if outcome.settled >= 0 else "not settled"
    more = f"; {outcome.more}" if outcome.more else ""
    more += f"; load {outcome.machine:g}" if outcome.machine else ""
    counted = f"{outcome.acknowledged:,} acknowledged, {lost} lost, {outcome.refused} refused, {outcome.shown:,} shown"
    broken = [checker for checker, faults in outcome.faults.items() if faults]
    return f"{counted}; {settled}{more}" + (f"; NOT KEPT: {', '.join(broken)}" if broken else "")


def write(results: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGINS)
    stood, _, tail = rest.partition(ENDS)
    outcomes = read(results)
    written = f"{head}{BEGINS}\n{table(outcomes, rows_in(stood))}\n{ENDS}{tail}"
    DOCUMENT.write_text(proven.written(written), encoding="utf-8")
    if drawn := newest_delays(outcomes):
        PICTURE.write_text(latency.svg_of(drawn), encoding="utf-8")


def newest_delays(outcomes: list[Outcome]) -> dict[str, Delays]:
    """Of the newest run of each promise of which they are known, by what stands above their picture."""
    newest = {outcome.promise: outcome for outcome in outcomes if outcome.delays.points}
    return {f"{number}: {PROMISES[number].title}": newest[number].delays for number in PROMISES if number in newest}


def read(results: Path) -> list[Outcome]:
    if not results.exists():
        return []
    return [_outcome(json.loads(line)) for line in results.read_text(encoding="utf-8").splitlines()]


def _outcome(given: dict[str, Any]) -> Outcome:
    """What an older version has written has other fields, too few or too many."""
    known = {field.name: given[field.name] for field in dataclasses.fields(Outcome) if field.name in given}
    return Outcome(**known | {"delays": Delays(**given.get("delays", {}))})


def rows_in(text: str) -> dict[int, str]:
    """Rows of a table by the number of their promise."""
    return {int(found[1]): found[0] for found in re.finditer(r"(?m)^\| (\d+) \|.*$", text)}


def table(outcomes: list[Outcome], stood: Mapping[int, str] = MappingProxyType({})) -> str:
    """Each promise with the runs of the code that ran newest: how many there were, how many kept it, and the last.

    What stood there of a promise is left while the results, which no commit holds, know no run of it.
    """
    runs: defaultdict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        runs[outcome.promise].append(outcome)
    rows = [
        "| # | promise | passes with | kept | newest run | seed | date | test |",
        "|--:|---|---|---|---|--:|---|---|",
    ]
    rows += [_row(number, runs[number], stood.get(number, "")) for number in PROMISES]
    return "\n".join(rows)


def _row(number: int, runs: list[Outcome], stood: str) -> str:
    promise = PROMISES[number]
    about, test = f"| {number} | {promise.title} | {promise.passes} |", f"`make faults PROMISE={number}`"
    if not runs:
        return stood if stood.startswith(about) else f"{about} **not run** | | | | {test} |"
    newest = runs[-1]
    # A fault that was mended since says nothing of the code as it is.
    same = [run for run in runs if run.commit == newest.commit and (run.commit or run.date == newest.date)]
    kept = sum(run.kept for run in same)
    verdict = f"{kept} of {len(same)} runs" if kept == len(same) else f"**{kept} of {len(same)} runs**"
    return f"{about} {verdict} | {measured(newest)} | {newest.seed} | {newest.date} | {test} |"
