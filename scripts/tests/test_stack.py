"""The tool behind `make stack`: what it promises without and with running servers."""

import os
import secrets
import socket
import stat
import subprocess
from pathlib import Path

import psycopg
import pytest
import redis
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]
from pymongo import MongoClient

from scripts.stack import Stack, StackError
from scripts.stack.install import find
from scripts.stack.layout import Layout
from scripts.stack.part import Part

pytestmark = pytest.mark.alone  # one at a time has these ports

#: Beside the stack that the tests themselves run on.
PORT = int(os.environ.get("STACK_PORT") or 18080) + 20


@pytest.fixture
def stack(tmp_path: Path):
    stack = Stack(tmp_path / "stack", PORT)
    yield stack
    stack.wipe()


def test_a_part_that_does_not_exist_is_answered_with_those_that_do(stack):
    with pytest.raises(StackError, match=r"no part postgre\. The parts: postgres, redis, mongo, kafka, accounts-web"):
        stack.start("postgre")


def test_a_taken_port_is_named(stack):
    sentence = f"Port {PORT + 5} of redis is taken by another program"

    with socket.create_server(("127.0.0.1", PORT + 5)), pytest.raises(StackError, match=sentence):
        stack.start("redis")


def test_ten_ports_follow_each_other(tmp_path):
    layout = Layout(tmp_path, 8080)

    assert [layout.static_port, layout.accounts_port, layout.messaging_port] == [8081, 8082, 8083]
    assert [layout.postgres_port, layout.redis_port, layout.mongo_port] == [8084, 8085, 8086]
    assert [layout.kafka_port, layout.kafka_controller_port, layout.provider_port] == [8087, 8088, 8089]


def test_services_of_a_forwarded_stack_reach_every_server_by_ports_of_the_forwarder(tmp_path):
    stack = Stack(tmp_path / "stack", PORT, forwarded=True)
    layout = stack.layout
    servers = ("postgres", "redis", "mongo", "kafka", "accounts-web")
    mongo, messaging = stack.env("accounts")["MONGODB_URL"], stack.env("messaging")
    postgres = Path(messaging["POSTGRES_URL_FILE"]).read_text()

    assert [layout.reached(name) for name in servers] == [PORT + n for n in range(31, 36)]
    assert [layout.targets[name] for name in servers] == [PORT + n for n in (4, 5, 6, 36, 2)]
    assert f":{PORT + 31}/" in postgres
    assert f":{PORT + 32}/" in messaging["REDIS_URL"]
    assert f":{PORT + 33}/" in mongo
    assert "directConnection=true" in mongo
    assert messaging["KAFKA_SERVERS"].endswith(f":{PORT + 34}")
    assert messaging["ACCOUNTS_URL"].endswith(f":{PORT + 35}")
    assert f":{PORT + 4}/" in stack.env("test")["POSTGRES_URL"]


def test_mongodb_soon_ends_transactions_of_processes_that_were_killed(stack, monkeypatch):
    monkeypatch.setattr("scripts.stack.install.mongod", lambda: "mongod")
    command = stack.part("mongo").command()

    assert command[command.index("--setParameter") + 1] == "transactionLifetimeLimitSeconds=10"


def test_without_a_forwarder_nobody_goes_by_one(stack):
    layout = stack.layout

    assert "forwarder" not in stack.parts
    assert {name: layout.reached(name) for name in layout.targets} == layout.targets
    assert layout.targets["kafka"] == layout.kafka_port


def test_what_keeps_nothing_on_disk_can_not_be_emptied(stack):
    with pytest.raises(StackError, match="nginx keeps nothing on disk"):
        stack.empty("nginx")


def test_one_process_of_a_service_has_settings_of_its_own(stack, monkeypatch):
    launched = []
    monkeypatch.setattr(Part, "launch", lambda part: launched.append(part.environment()))

    stack.launch("messaging-relay", {"CHATTERBOX_FAILPOINT": "after_send:1:kill"})
    stack.part("messaging-relay").launch()

    assert [each.get("CHATTERBOX_FAILPOINT") for each in launched] == ["after_send:1:kill", None]
    assert {each["INSTANCE"] for each in launched} == {"messaging-relay"}


def test_what_is_no_process_of_a_service_has_no_settings(stack):
    with pytest.raises(StackError, match="redis has no settings"):
        stack.launch("redis", {"LOG_FORMAT": "text"})


def test_secrets_are_files_that_only_their_owner_reads(stack):
    for profile in ("accounts", "messaging"):
        for name, value in stack.env(profile).items():
            if name.endswith("_FILE"):
                assert stat.S_IMODE(Path(value).stat().st_mode) == 0o600
    shown = " ".join(stack.env("accounts").values()) + " ".join(stack.env("messaging").values())
    password = (stack.layout.folder("secrets") / "postgres_password").read_text()
    assert password not in shown
    assert "PRIVATE KEY" not in shown


def test_secrets_are_made_once(stack, tmp_path):
    first = stack.env("test")

    assert Stack(tmp_path / "stack", PORT).env("test") == first


def test_messaging_gets_public_keys_only(stack):
    assert not [name for name in stack.env("messaging") if "PRIVATE" in name or "MONGODB" in name]
    assert not [name for name in stack.env("accounts") if "POSTGRES" in name]


def test_nothing_runs_at_first(stack):
    assert {part.state for part in stack.status()} == {"stopped"}


def test_nginx_accepts_its_configuration(stack):
    stack.part("nginx").prepare()
    folder = stack.layout.folder("nginx")
    program = find("nginx")
    assert program, "nginx is not installed"

    check = [program, "-t", "-p", f"{folder}/", "-c", folder / "nginx.conf", "-e", "stderr"]
    done = subprocess.run(check, capture_output=True, text=True, timeout=20)

    assert done.returncode == 0, done.stderr


@pytest.mark.servers
def test_each_server_is_killed_and_started_by_name_and_loses_nothing_acknowledged(stack):
    stack.up(servers_only=True)
    word = secrets.token_hex(8)
    write_everywhere(stack.env("test"), word)

    for name in stack.servers:
        stack.kill(name)
        assert {part.name: part.state for part in stack.status()}[name] == "stopped"
    stack.up(servers_only=True)

    found = read_everywhere(stack.env("test"), word)
    assert found == {"postgres": True, "mongo": True, "kafka": True, "redis": False}


@pytest.mark.servers
def test_a_wiped_stack_starts_from_nothing(stack):
    stack.up(["postgres"])
    with psycopg.connect(stack.env("test")["POSTGRES_URL"]) as connection:
        connection.execute("create table words (word text)")

    stack.wipe()
    stack.up(["postgres"])

    with psycopg.connect(stack.env("test")["POSTGRES_URL"]) as connection:
        assert connection.execute("select to_regclass('words')").fetchone() == (None,)


@pytest.mark.servers
def test_a_paused_server_is_silent_and_goes_on_where_it_was(stack):
    stack.start("redis")
    client = redis.Redis.from_url(stack.env("test")["REDIS_URL"], socket_timeout=0.3)
    client.set("word", "kept")

    stack.pause("redis")
    assert {part.name: part.state for part in stack.status()}["redis"] == "paused"
    with pytest.raises(redis.exceptions.TimeoutError):
        client.get("word")
    stack.resume("redis")

    assert client.get("word") == b"kept"
    client.close()


@pytest.mark.servers
def test_down_leaves_no_process(stack):
    stack.up(["postgres", "redis", "mongo"])
    processes = [part.process for part in stack.servers.values()]
    assert sum(len(process.members()) for process in processes) > 3

    stack.down()

    assert [process.members() for process in processes] == [[], [], [], []]


def write_everywhere(env: dict[str, str], word: str) -> None:
    with psycopg.connect(env["POSTGRES_URL"]) as connection:
        connection.execute("create table words (word text)")
        connection.execute("insert into words values (%s)", [word])
    with MongoClient[dict](env["MONGODB_URL"], w="majority") as mongo:
        mongo.words.words.insert_one({"word": word})
    with redis.Redis.from_url(env["REDIS_URL"]) as client:
        client.set("word", word)
    admin = AdminClient({"bootstrap.servers": env["KAFKA_SERVERS"]})
    admin.create_topics([NewTopic("words", 1, 1)])["words"].result(30)
    producer = Producer({"bootstrap.servers": env["KAFKA_SERVERS"], "acks": "all", "enable.idempotence": True})
    producer.produce("words", word.encode())
    assert producer.flush(30) == 0


def read_everywhere(env: dict[str, str], word: str) -> dict[str, bool]:
    with psycopg.connect(env["POSTGRES_URL"]) as connection:
        row = connection.execute("select word from words").fetchone()
    with MongoClient[dict](env["MONGODB_URL"]) as mongo:
        document = mongo.words.words.find_one({"word": word})
    with redis.Redis.from_url(env["REDIS_URL"]) as client:
        kept = client.get("word")
    consumer = Consumer(
        {"bootstrap.servers": env["KAFKA_SERVERS"], "group.id": "words", "auto.offset.reset": "earliest"}
    )
    consumer.subscribe(["words"])
    record = consumer.poll(30)
    consumer.close()
    return {
        "postgres": row == (word,),
        "mongo": document is not None,
        "kafka": record is not None and record.value() == word.encode(),
        "redis": kept is not None,
    }
