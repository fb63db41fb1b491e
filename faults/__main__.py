"""Break the stack on purpose: `make faults`, `make faults PROMISE=6 SEED=7`.

    python -m faults [--promise 1,6] [--seed 7] [--rounds 1] [--seconds 20]

Uses the stack of STACK_DIR and STACK_PORT, starting what does not run. Without --promise it tries the usual ones
(`faults.promises`), and repeats runs that have failed once (`faults.cases`). Ends with 1 when a promise was not kept;
the journals of such a run stay in var/faults.
"""

import argparse
import dataclasses
import json
import random
import shutil
import subprocess
import sys
import time
import traceback
from typing import Final

from faults import breaks, cases, report
from faults.load import Size
from faults.progress import Progress
from faults.promises import PROMISES, USUAL, Promise
from faults.run import Outcome, run, without_end
from scripts.stack import Stack
from scripts.stack.layout import ROOT, Layout

FOLDER: Final = ROOT / "var" / "faults"
RESULTS: Final = FOLDER / "results.jsonl"
_COMMIT: Final = ("git", "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty")


def main() -> int:
    given = arguments()
    if given.report:
        report.write(RESULTS)
        return 0
    layout = Layout.from_environment()
    seed = random.randrange(10_000) if given.seed is None else given.seed  # noqa: S311 - it is printed
    seeds = range(seed, seed + given.rounds)
    wanted = cases.runs(given.promise or USUAL, seeds, () if given.promise else cases.CASES)
    progress = Progress(wanted, given.seconds, {one.promise: one.seconds for one in report.read(RESULTS)})
    kept = True
    for n, (number, seed) in enumerate(wanted):
        print(f"{n + 1} of {len(wanted)}: {number} {PROMISES[number].title}: seed {seed}", flush=True)
        with progress.run(n):
            outcome = one_run(layout, number, seed, Size(seconds=given.seconds))
        tell(outcome)
        kept = kept and outcome.kept
    return 0 if kept else 1


def stack_of(layout: Layout, promise: Promise) -> Stack:
    """Running, with as many processes as a promise wants. Raises StackError."""
    stack = Stack(layout.directory, layout.port, forwarded=True, copies=promise.processes)
    if stack.part("forwarder").process.pid() is None:
        stack.down()  # what was started without it goes past it
    breaks.mend_all(stack)
    return stack


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m faults", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--promise",
        type=numbers,
        help="numbers, comma-separated, or all; without it the usual, and what has failed once",
    )
    parser.add_argument("--seed", type=int, help="of loads and faults; without it one is drawn and printed")
    parser.add_argument("--rounds", type=int, default=1, help="with one seed more each")
    parser.add_argument("--seconds", type=float, default=20.0, help="of talk while something is broken")
    parser.add_argument("--report", action="store_true", help="only write docs/reliability.md from the runs there were")
    return parser.parse_args()


def numbers(text: str) -> list[int]:
    """Raises ArgumentTypeError."""
    if text == "all":
        return [number for number, promise in PROMISES.items() if not promise.long]
    try:
        found = [int(each) for each in text.split(",")]
    except ValueError:
        found = []
    if not found or not set(found) <= PROMISES.keys():
        raise argparse.ArgumentTypeError(f"{text!r}: all, or numbers of {', '.join(map(str, PROMISES))} are wanted")
    return found


def one_run(layout: Layout, number: int, seed: int, size: Size) -> Outcome:
    """Its line is in RESULTS afterwards, also if it came to no end."""
    folder = FOLDER / f"{number}-{seed}-{time.strftime('%H%M%S')}"
    try:
        outcome = run(stack_of(layout, PROMISES[number]), PROMISES[number], seed, size, folder)
    except Exception as fault:  # such as a server that does not come back: the other runs go on
        traceback.print_exc()
        outcome = without_end(number, seed, fault)
    outcome = dataclasses.replace(outcome, commit=commit())
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(dataclasses.asdict(outcome)) + "\n")
    if outcome.kept:
        shutil.rmtree(folder)
    return outcome


def commit() -> str:
    """Of the working copy, with a plus sign when it has other changes; empty where git knows of none."""
    try:
        told = subprocess.run(_COMMIT, cwd=ROOT, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.strip().replace("-dirty", "+")


def tell(outcome: Outcome) -> None:
    print(f"  {report.measured(outcome)}", flush=True)
    for checker, faults in outcome.faults.items():
        for fault in faults:
            print(f"  {checker}: {fault}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
