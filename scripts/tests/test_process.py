"""A part's processes: found again by a later run of the tool, and never one that belongs to somebody else."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from scripts.stack.process import Process, lives, wait_until

#: Starts a grandchild in a session of its own, as PostgreSQL does, and says when it is there.
PARENT = """
import subprocess, time
subprocess.Popen(["sleep", "100"], start_new_session=True)
print("up", flush=True)
time.sleep(100)
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(100)"
)


@pytest.fixture
def process(tmp_path: Path):
    process = Process(tmp_path / "pid", tmp_path / "log")
    yield process
    process.kill()


def launch(process: Process, code: str) -> None:
    process.launch([sys.executable, "-c", code], environment={}, folder=Path("/"), user=None)
    assert wait_until(lambda: "up" in process.last_lines(5), 20)


def test_kill_takes_descendants_with_it_even_those_in_a_session_of_their_own(process):
    launch(process, PARENT)
    members = process.members()
    assert len(members) == 2

    process.kill()

    assert not [pid for pid in members if lives(pid)]


def test_another_run_of_the_tool_finds_the_process_again(process, tmp_path):
    launch(process, PARENT)

    later = Process(tmp_path / "pid", tmp_path / "log")

    assert later.pid() == process.pid()


def test_stop_says_that_it_ended_by_itself(process):
    launch(process, PARENT)

    assert process.stop(signal.SIGTERM, 20) is True
    assert process.pid() is None


def test_stop_kills_what_does_not_end(process):
    launch(process, STUBBORN)

    assert process.stop(signal.SIGTERM, 0.3) is False
    assert process.members() == []


def test_stop_reaches_a_paused_process(process):
    launch(process, PARENT)
    process.send(signal.SIGSTOP)
    assert wait_until(process.is_paused, 20)

    assert process.stop(signal.SIGTERM, 20) is True


def test_a_number_that_was_given_to_somebody_else_is_left_alone(process, tmp_path):
    (tmp_path / "pid").write_text(f"{os.getpid()} 1 0\n")

    assert process.pid() is None
    assert process.members() == []
    process.kill()


def test_children_of_a_main_process_that_crashed_are_still_killed(process):
    group = "import subprocess, time; subprocess.Popen(['sleep', '100']); print('up', flush=True); time.sleep(100)"
    launch(process, group)
    main, child = process.members()
    os.kill(main, signal.SIGKILL)
    assert wait_until(lambda: process.pid() is None, 20)
    assert process.members() == [child]

    process.kill()

    assert process.members() == []


def test_a_large_log_is_put_aside(process, monkeypatch):
    monkeypatch.setattr("scripts.stack.process.LOG_BYTES", 10)
    process.log.write_text("x" * 100)

    launch(process, PARENT)

    assert process.last_lines(1) == "up"
    assert process.log.with_suffix(".log.1").read_text() == "x" * 100


def test_waiting_is_bounded():
    began = time.monotonic()

    assert wait_until(lambda: False, 0.1) is False
    assert time.monotonic() - began < 20
