"""It is true of runs that have failed once that they are repeated, each once, and say why."""

from faults.cases import CASES, Case, runs
from faults.promises import PROMISES


def test_each_promise_runs_with_each_seed_and_cases_come_after():
    cases = [Case(6, 3, "Lost one."), Case(1, 8, "Lost two.")]

    assert runs([1, 6], [7, 8], cases) == [(1, 7), (1, 8), (6, 7), (6, 8), (6, 3)]


def test_what_is_committed_can_be_run_and_says_why():
    assert CASES
    assert all(case.promise in PROMISES and case.why for case in CASES)
    assert len({(case.promise, case.seed) for case in CASES}) == len(CASES)
