"""It is true of the entry point of the image that…"""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from chatterbox import container
from chatterbox.tests.http_server import free_port
from events.keys import new_private_key

ROOT = Path(settings.BASE_DIR)


@pytest.mark.parametrize("module", ["", "chatterbox.settings.local", "chatterbox.settings.test", "accounts", "x"])
def test_another_profile_is_refused_in_one_sentence(module, monkeypatch, capsys):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", module)

    assert container.main(["web"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("chatterbox: DJANGO_SETTINGS_MODULE ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "words", [[], ["wep"], ["web", "--port", "80"], ["send_mails"], ["manage"], ["healthy", "web"], ["", "web"]]
)
def test_another_word_is_refused_and_those_that_are_known_are_named(words, monkeypatch, capsys):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "chatterbox.settings.messaging")

    assert container.main(words) == 1
    said = capsys.readouterr().err
    assert "web, relay_events, consume_events, run_jobs, canary, migrate, create_topics" in said
    assert said.count("\n") == 1


def test_accounts_has_a_worker_for_mails():
    assert "send_mails" in container.known("accounts")
    assert "send_mails" not in container.known("messaging")


def test_messaging_has_a_canary():
    assert "canary" in container.known("messaging")
    assert "canary" not in container.known("accounts")


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 "])
def test_another_port_is_refused(port, monkeypatch, capsys):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "chatterbox.settings.messaging")
    monkeypatch.setenv("CONTAINER_PORT", port)

    assert container.main(["web"]) == 1
    assert "CONTAINER_PORT" in capsys.readouterr().err


def test_a_web_process_that_does_not_answer_is_not_healthy_and_a_worker_that_is_there_is():
    assert not container.is_healthy("web", free_port())
    assert container.is_healthy("relay_events", free_port())


def test_a_missing_setting_stops_it_with_a_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "chatterbox.container", "web"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "chatterbox.settings.accounts"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert "MONGODB_URL: missing" in done.stderr
    assert "Traceback" not in done.stderr


def nowhere(profile: str) -> dict[str, str]:
    """What both services want, with servers at a port where nobody listens."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": f"chatterbox.settings.{profile}",
        "SECRET_KEY": "s" * 40,
        "PUBLIC_URL": "http://localhost:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "KAFKA_SERVERS": "127.0.0.1:1",
    }


@pytest.mark.parametrize(
    ("profile", "variables"),
    [
        ("accounts", {"MONGODB_URL": "mongodb://127.0.0.1:1/?replicaSet=rs0", "JWT_PRIVATE_KEY": "KEY"}),
        ("messaging", {"POSTGRES_URL": "postgresql://a:hunter22@127.0.0.1:1/x", "ACCOUNTS_URL": "http://127.0.0.1:1"}),
    ],
)
def test_a_database_that_does_not_answer_stops_a_migration_with_a_sentence(profile, variables):
    given = {name: new_private_key() if value == "KEY" else value for name, value in variables.items()}
    done = subprocess.run(
        [sys.executable, "-m", "chatterbox.container", "migrate"],
        cwd=ROOT,
        env=nowhere(profile) | given,
        capture_output=True,
        text=True,
        timeout=110,
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "hunter22" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("chatterbox: database default")
    assert "refused" in last


@pytest.mark.parametrize(("profile", "prefix"), [("accounts", "/accounts"), ("messaging", "")])
def test_a_web_process_without_any_server_lives_answers_503_and_ends(profile, prefix):
    """Nothing listens at port 1: no database, no Redis, no Kafka. What may still come is waited for."""
    port = free_port()
    own = {
        "accounts": {"MONGODB_URL": "mongodb://127.0.0.1:1/?replicaSet=rs0", "JWT_PRIVATE_KEY": new_private_key()},
        "messaging": {"POSTGRES_URL": "postgresql://a:hunter22@127.0.0.1:1/x", "ACCOUNTS_URL": "http://127.0.0.1:1"},
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "chatterbox.container", "web"],
        cwd=ROOT,
        env={**nowhere(profile), **own[profile], "CONTAINER_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until = time.monotonic() + 60
        while answer(port, f"{prefix}/health/live")[0] != 200:
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < until
            time.sleep(0.1)
        status, body = answer(port, f"{prefix}/health/ready")
        process.terminate()
        said = process.communicate(timeout=30)[1]
    finally:
        process.kill()

    assert status == 503
    assert json.loads(body)["dependencies"]["default"] == "down"
    assert process.returncode == 0
    assert "Traceback" not in said
    assert "hunter22" not in said


def answer(port: int, path: str) -> tuple[int, str]:
    """Status and body; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
    except OSError:
        return 0, ""
