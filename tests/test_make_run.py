"""`make run`: what a newcomer meets before the first page."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.stack.layout import ROOT
from tests import sites
from tests.sites import DEMO_PASSWORD, LocalSite, answers, environment_of, free_port, local_site

POWERLESS = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty data folder."""
    return tmp_path / "data"


def run_local(data: Path, port: int, *before: str) -> "subprocess.CompletedProcess[str]":
    """The command behind `make run`, expected to end by itself."""
    environment = environment_of(data, port, DEMO="0")
    command = [*before, sys.executable, "manage.py", "run_local"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def sentence_of(done: "subprocess.CompletedProcess[str]") -> str:
    """The one line that a refused start says."""
    assert done.returncode not in (0, None), done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def count_of(data: Path, table: str) -> int:
    with sqlite3.connect(f"file:{data / 'messaging.sqlite3'}?mode=ro", uri=True) as database:
        return int(database.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608 - a name of ours


def test_taken_port_is_said_in_one_sentence(data):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = sentence_of(run_local(data, port))

    assert str(port) in said


def test_data_folder_that_cannot_be_written_is_said_in_one_sentence(data):
    data.mkdir(mode=0o555)

    said = sentence_of(run_local(data, free_port(), *POWERLESS))

    assert str(data) in said


@pytest.mark.alone  # seconds are promised to whoever starts nothing else meanwhile
def test_demo_party_is_made_once_and_kept_and_the_second_start_is_quick(data):
    with local_site(data) as first:
        assert f"http://localhost:{first.port}" in first.log.read_text()
        assert "ada" in first.log.read_text()
        assert DEMO_PASSWORD in first.log.read_text()
    messages, people = count_of(data, "messaging_message"), count_of(data, "messaging_user")
    assert messages >= 150
    assert people >= 3

    took = []
    for _ in range(2):
        began = time.monotonic()
        with local_site(data):
            took.append(time.monotonic() - began)

    assert min(took) < 5, took
    assert max(took) < 30, took
    assert (count_of(data, "messaging_message"), count_of(data, "messaging_user")) == (messages, people)


@pytest.mark.long
def test_demo_0_leaves_the_demo_party_out(data):
    with local_site(data, DEMO="0"):
        pass

    assert count_of(data, "messaging_party") == 0


def test_a_crash_loses_nothing(data):
    site = LocalSite(data)
    site.start()
    messages = count_of(data, "messaging_message")
    site.kill()

    with local_site(data):
        assert count_of(data, "messaging_message") == messages


def test_make_run_serves_until_ctrl_c(data):
    port = free_port()
    environment = environment_of(data, port, DEMO="0")
    made = subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
        preexec_fn=sites.hear_ctrl_c,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not answers(f"http://localhost:{port}/health/ready"):
            assert made.poll() is None, made.communicate()[0]
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        os.killpg(made.pid, signal.SIGINT)
    said, _ = made.communicate(timeout=20)

    assert f"http://localhost:{port}" in said
    assert "Traceback" not in said
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)
