"""It is true of the report that each promise says what its newest runs have shown, and which was never tried."""

import argparse
import dataclasses
import json

import pytest

from faults import report
from faults.__main__ import numbers
from faults.latency import Delays
from faults.promises import PROMISES
from faults.run import Outcome, without_end
from scripts.stack import StackError


def outcome(promise=6, seed=1, date="2026-01-02", commit="", **faults):
    return Outcome(
        promise=promise, seed=seed, date=date, seconds=30.0, acknowledged=400, refused=0, shown=7200, settled=1.5,
        breaks=[], faults={"K1": [], "K3": []} | faults, commit=commit,
    )  # fmt: skip


def row(outcomes, number=6):
    return next(line for line in report.table(outcomes).splitlines() if line.startswith(f"| {number} |"))


def test_a_promise_without_a_run_says_so():
    assert "**not run**" in row([outcome()], number=1)
    assert "**not run**" not in row([outcome()])


def test_runs_of_the_newest_day_count():
    said = row([outcome(K3=["x"], date="2026-01-01"), outcome(seed=2), outcome(seed=3)])

    assert "| 2 of 2 runs |" in said
    assert "| 3 | 2026-01-02 |" in said


def test_runs_of_the_code_that_ran_newest_count():
    runs = [outcome(K3=["x"], commit="a1"), outcome(commit="b2", date="2026-01-01"), outcome(commit="b2")]

    assert "| 2 of 2 runs |" in row(runs)
    assert "**0 of 1 runs**" in row([*runs, outcome(K3=["x"], commit="c3")])


def test_what_stood_of_a_promise_stays_until_it_is_run_again():
    stood = report.rows_in(report.table([outcome(), outcome(promise=7)]))

    said = report.table([outcome(promise=7, seed=9)], stood).splitlines()

    assert stood[6] in said
    assert stood[7] not in said
    assert any(line.startswith("| 7 |") and "| 9 |" in line for line in said)


def test_what_stood_of_a_promise_goes_when_it_promises_something_else():
    stood = report.rows_in(report.table([outcome()]).replace(PROMISES[6].passes, "in an hour"))

    assert "**not run**" in report.rows_in(report.table([], stood))[6]


def test_a_promise_that_was_not_kept_stands_out():
    said = row([outcome(), outcome(K1=["m1 is not stored"])])

    assert "**1 of 2 runs**" in said
    assert "1 lost" in said
    assert "NOT KEPT: K1" in said


def test_a_run_that_came_to_no_end_keeps_nothing():
    said = row([outcome(), without_end(6, 2, StackError("redis does not start"))])

    assert without_end(6, 2, OSError()).date in said
    assert "NOT KEPT: run" in said


def test_every_promise_has_a_row():
    assert len(report.table([]).splitlines()) == 2 + len(PROMISES)


@pytest.mark.parametrize("text", ["", "x", "1,,2", "99"])
def test_numbers_that_are_none_are_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="are wanted"):
        numbers(text)


def test_numbers_are_read():
    assert numbers("6,1") == [6, 1]
    assert set(numbers("all")) == PROMISES.keys() - {18, 42}  # which take ten minutes and an hour


def test_what_is_known_of_the_newest_run_of_a_promise_is_drawn(tmp_path):
    older, newer = (
        dataclasses.replace(outcome(seed=seed), delays=Delays([[0.5, 10.0 * seed, 100.0]], [(1.0, 2.0, "kill redis")]))
        for seed in (2, 3)
    )
    file = tmp_path / "results.jsonl"
    lines = [json.dumps(dataclasses.asdict(one)) for one in (older, newer, outcome(promise=7))]
    file.write_text("\n".join(lines))

    drawn = report.newest_delays(report.read(file))

    assert drawn == {f"6: {PROMISES[6].title}": Delays([[0.5, 30.0, 100.0]], [[1.0, 2.0, "kill redis"]])}


def test_runs_that_an_older_version_has_written_are_read(tmp_path):
    known = dataclasses.asdict(outcome()) | {"figures": {}}
    del known["delays"]
    (tmp_path / "results.jsonl").write_text(json.dumps(known))

    assert report.read(tmp_path / "results.jsonl") == [outcome()]


def test_a_busy_machine_is_told():
    busy = outcome()
    busy.machine = 21.5

    assert "load 21.5" in row([busy])
    assert "load" not in row([outcome()])
