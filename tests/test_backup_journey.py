"""It is true of a backup that was made in the middle of a day, and restored on another, that…"""

import secrets
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from chatterbox_client import Phone, sign_in
from chatterbox_client.blocking import BlockingClient
from scripts.stack import Stack
from scripts.stack.copies import COPIES, differences, resync
from scripts.stack.layout import ROOT
from tests import arrivals, steps
from tests.sites import Site

pytestmark = [pytest.mark.servers, pytest.mark.alone, pytest.mark.timeout(300), pytest.mark.long]

ARRIVE_SECONDS = 40


class Talker(threading.Thread):
    """Posts one message after another until it is told to stop; `acknowledged` are those that were."""

    def __init__(self, client: BlockingClient, topic: str) -> None:
        super().__init__(daemon=True)
        self.client, self.topic = client, topic
        self.acknowledged: list[dict[str, Any]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        while not self.enough.is_set():
            sent = self.client.ask(
                "POST",
                f"/topics/{self.topic}/messages",
                {"client_id": secrets.token_hex(8), "text": f"word {len(self.acknowledged)}"},
            )
            self.acknowledged.append(sent["message"])

    def wait_for(self, count: int) -> None:
        steps.wait_for(lambda: len(self.acknowledged) >= count, f"{count} messages", ARRIVE_SECONDS)


@pytest.fixture
def site(stack_site: Stack) -> Site:
    return Site("stack", stack_site.url, stack_site.layout.folder("mails"))


@pytest.fixture
def ada(person: Any, site: Site) -> BlockingClient:
    """Somebody new with a phone."""
    name = arrivals.sign_up(person("backed"), site)
    return BlockingClient(site.url, Phone(sign_in(site.url, f"{name}@example.org", steps.PASSWORD)))


def backup(stack: Stack, what: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    layout = stack.layout
    return subprocess.run(
        [sys.executable, "-m", "scripts.backup", what, str(folder), "--stack"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "STACK_DIR": str(layout.directory), "STACK_PORT": str(layout.port)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def services_of(stack: Stack) -> list[str]:
    return [name for name in stack.parts if name.startswith(("accounts-", "messaging-"))]


def stop(stack: Stack, names: list[str]) -> None:
    threads = [threading.Thread(target=stack.stop, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def all_messages(client: BlockingClient, topic: str) -> list[dict[str, Any]]:
    """Every message, oldest first, page by page."""
    found: list[dict[str, Any]] = []
    page = client.ask("GET", f"/topics/{topic}/messages")["items"]
    while page:
        found = page + found
        page = client.ask("GET", f"/topics/{topic}/messages", before=page[0]["n"])["items"] if page[0]["n"] > 1 else []
    return [one for one in found if one["kind"] == "text"]


def test_nothing_acknowledged_before_it_is_missing_and_everybody_sees_the_same(ada, stack_site, tmp_path):
    stack = stack_site
    made = ada.ask("POST", "/parties", {"client_id": secrets.token_hex(8), "name": "Backed up"})
    topic = made["topics"][0]["id"]
    talker = Talker(ada, topic)
    with ada:
        before = ada.follow(topic).epoch
        talker.start()
        talker.wait_for(20)
        safe = list(talker.acknowledged)
        saved = backup(stack, "save", tmp_path / "backup")
        assert saved.returncode == 0, saved.stderr
        talker.wait_for(len(talker.acknowledged) + 20)  # what is lost by going back
        refused = backup(stack, "restore", tmp_path / "backup")
        assert refused.returncode == 1
        assert "stop both services first" in refused.stderr
        talker.enough.set()
        talker.join(10)

        stop(stack, services_of(stack))
        restored = backup(stack, "restore", tmp_path / "backup")
        assert restored.returncode == 0, restored.stderr
        stack.up()

        ada.wait_until(lambda: ada.client.connection is not None and ada.client.connects > 1, ARRIVE_SECONDS)
        ada.post(topic, "a new day")
        ada.wait_for(topic, "a new day")
        there = all_messages(ada, topic)
        assert ada.texts(topic)[-50:] == [one["text"] for one in there][-50:]

    texts = [one["text"] for one in there]
    assert texts[: len(safe)] == [one["text"] for one in safe]
    assert texts[-1] == "a new day"
    assert len(texts) < len(talker.acknowledged) + 1
    assert [one["n"] for one in there] == sorted({one["n"] for one in there})
    assert ada.client.topics[topic].epoch != before

    for copy in COPIES:
        resync(stack, copy)
        assert differences(stack, copy, tmp_path) == []
