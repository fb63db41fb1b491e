"""It is true of a worker's container that it begins again what ends soon, and what lasted is left to ECS."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from chatterbox import attempts, container

ROOT = Path(settings.BASE_DIR)
#: A container whose worker notes each attempt and then does what the test says; `attempt` is its number.
PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from chatterbox import attempts

def work():
    with open(sys.argv[1], "a") as file:
        print(os.getpid(), file=file)
    attempt = len(Path(sys.argv[1]).read_text().splitlines())
    {work}

sys.exit(attempts.insist("it", work, lasting={lasting}, pause={pause}))
"""
#: Lasts until it is told to end, and says so.
LASTS = """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print("lasts", flush=True)
    time.sleep(60)
"""


class Container:
    def __init__(self, folder: Path, work: str, *, lasting: float, pause: float) -> None:
        self.notes = folder / "attempts"
        self.notes.touch()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM.format(work=work, lasting=lasting, pause=pause), str(self.notes)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def attempts(self) -> list[int]:
        """The number of each process that there was."""
        return [int(line) for line in self.notes.read_text().splitlines()]

    def code(self) -> int:
        return self.process.wait(60)

    def said(self) -> str:
        return self.process.stderr.read()


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., Container]]:
    started = []

    def start(work: str, *, lasting: float = 60, pause: float = 0.01) -> Container:
        started.append(Container(tmp_path, work, lasting=lasting, pause=pause))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.communicate()


def test_one_that_fails_or_is_killed_begins_again_and_hears_the_signal_to_end(start):
    one = start(f"if attempt == 1: return 70\n    if attempt == 2: os.kill(os.getpid(), signal.SIGKILL)\n{LASTS}")

    assert one.process.stdout.readline() == "lasts\n"
    one.process.send_signal(signal.SIGTERM)

    assert one.code() == 0
    assert len(set(one.attempts())) == 3
    assert one.process.pid not in one.attempts()
    said = one.said().splitlines()
    assert said[0] == "chatterbox: it ended with 70, and begins again in 0.01 s."
    assert "ended with 137" in said[1]
    assert len(said) == 2


def test_one_that_ends_by_a_signal_is_not_begun_again(start):
    one = start("print('lasts', flush=True)\n    time.sleep(60)")  # without a handler, as before its settings are read

    assert one.process.stdout.readline() == "lasts\n"
    one.process.send_signal(signal.SIGTERM)

    assert one.code() == 128 + signal.SIGTERM
    assert len(one.attempts()) == 1


@pytest.mark.parametrize("code", [3, 0])
def test_one_that_ends_later_is_left_to_ecs(start, code):
    one = start(f"return {code}", lasting=0)

    assert one.code() == code
    assert len(one.attempts()) == 1
    assert one.said() == ""


def test_what_is_refused_is_not_begun_again(start):
    one = start("return 1")

    assert one.code() == attempts.REFUSED
    assert len(one.attempts()) == 1


def test_between_two_attempts_it_ends_at_once(start):
    one = start("return 70", pause=60)
    while "begins again" not in one.process.stderr.readline():
        assert one.process.poll() is None
    started = time.monotonic()
    one.process.send_signal(signal.SIGTERM)

    assert one.code() == 70
    assert time.monotonic() - started < 30
    assert len(one.attempts()) == 1


def test_a_container_stays_for_longer_than_the_period_of_its_restart_policy():
    policy = (ROOT / "terraform" / "modules" / "service" / "main.tf").read_text()
    periods = [int(found) for found in re.findall(r"restartAttemptPeriod = (\d+)", policy)]

    assert len(periods) == 1
    assert periods[0] < attempts.LASTING


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """Management commands that containers of messaging call, in this process and without effect."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "chatterbox.settings.messaging")
    monkeypatch.setattr(container, "_refuse_newer", lambda: None)
    words: list[str] = []
    monkeypatch.setattr(container, "execute_from_command_line", lambda given: words.append(given[1]))
    return words


def test_workers_are_tried_again_and_tasks_are_not(called, monkeypatch):
    tried = []
    monkeypatch.setattr(attempts, "insist", lambda name, work: tried.append(name) or 7)

    codes = [container.main([word]) for word in (*container.known("messaging")[1:5], "migrate", "create_topics")]

    assert tried == ["relay_events", "consume_events", "run_jobs", "canary"]
    assert called == ["migrate", "events"]
    assert codes == [7, 7, 7, 7, 0, 0]


@pytest.mark.parametrize(
    ("error", "code"),
    [(ValueError("a poison event"), attempts.FAILED), (container.Refused("too old."), attempts.REFUSED)],
)
def test_a_fault_is_told_apart_from_a_refusal(error, code, called, monkeypatch, capsys):
    def fail(words):
        raise error

    monkeypatch.setattr(attempts, "insist", lambda name, work: work())
    monkeypatch.setattr(container, "execute_from_command_line", fail)

    assert container.main(["consume_events"]) == code
    said = capsys.readouterr().err
    assert str(error) in said
    assert ("Traceback" in said) == (code == attempts.FAILED)
