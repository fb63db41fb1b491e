"""It is true of a long run that whatever grows in it is found, and what only comes and goes is not."""

import os
import random

import pytest

from faults import leaks
from faults.acts import soak
from faults.leaks import MEMORY

CHANCE = random.Random(7)


def samples(minutes=60, **of_a_web):
    """Every ten seconds; each count is made from the minutes that have passed."""
    return [
        (
            at,
            {
                (what if what != "memory" else MEMORY, "messaging-web"): count(at / 60)
                for what, count in of_a_web.items()
            },
        )
        for at in range(0, 60 * minutes, 10)
    ]


def test_what_stays_is_no_leak_even_if_it_comes_and_goes():
    found = samples(
        memory=lambda m: 120 + CHANCE.uniform(-2, 2), files=lambda m: 60 + CHANCE.randint(-4, 4), threads=lambda m: 12
    )

    assert leaks.faults_of(found) == []


def test_what_grows_while_it_warms_up_is_no_leak():
    assert (
        leaks.faults_of(samples(memory=lambda m: 80 + 40 * min(m, 25) / 25, files=lambda m: 20 + min(m, 25) * 2)) == []
    )


def test_memory_that_leaks_is_found_and_told_by_how_much():
    found = samples(memory=lambda m: 120 + 0.15 * m + CHANCE.uniform(-0.2, 0.2))

    (fault,) = leaks.faults_of(found)

    assert fault.startswith("messaging-web grows by 1.5 MB in 10 minutes")


def test_memory_of_a_short_run_may_grow_by_no_more_than_that_of_a_long_one():
    assert leaks.faults_of(samples(4, memory=lambda m: 120 + 0.2 * m)) == []
    assert leaks.faults_of(samples(4, memory=lambda m: 120 + 0.6 * m)) != []


@pytest.mark.parametrize("what", ["files", "threads", "connections", "subscriptions"])
def test_what_is_left_behind_by_each_of_many_is_found(what):
    (fault,) = leaks.faults_of(samples(**{what: lambda m: 40 + m}))

    assert fault == f"{what} of messaging-web: 74 after warm-up, 96 at the end"


def test_a_process_that_has_gone_or_was_seen_too_rarely_is_told():
    there = samples(memory=lambda m: 100, files=lambda m: 20)
    gone = [
        *there[:200],
        *((at, {key: n for key, n in counted.items() if key[0] == MEMORY}) for at, counted in there[200:]),
    ]

    assert leaks.faults_of(gone) == ["files of messaging-web: seen 20 times of 180"]
    assert leaks.faults_of(samples(1, memory=lambda m: 100)) == ["MB of messaging-web: seen 3 times of 8"]
    assert leaks.faults_of([]) == ["nothing was counted"]


def test_words_say_who_grew_most_and_what_was_counted():
    said = leaks.words(samples(memory=lambda m: 120 + 0.05 * m, files=lambda m: 60))

    assert said == "messaging-web grew most, by 0.50 MB in 10 minutes, files 60 to 60"


def test_files_and_memory_of_a_process_are_those_of_the_system(tmp_path):
    before = soak.of_processes([os.getpid()])
    with (tmp_path / "one").open("w"), (tmp_path / "two").open("w"):
        during = soak.of_processes([os.getpid()])

    assert during["files"] == before["files"] + 2
    assert during[MEMORY] > 20
    assert during["threads"] >= 1
    assert soak.of_processes([2**30]) == {MEMORY: 0, "files": 0, "threads": 0}


def test_samples_are_kept_as_a_table():
    rows = soak.csv_of([(0.0, {("files", "a"): 1.0}), (10.0, {("files", "a"): 2.0, ("MB", "b"): 3.5})])

    assert rows == "seconds,MB of b,files of a\n0,0.00,1.00\n10,3.50,2.00\n"
