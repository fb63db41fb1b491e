"""Apache Kafka in KRaft mode: broker and controller in one Java process."""

import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from scripts.stack import install
from scripts.stack.errors import StackError
from scripts.stack.layout import HOST, Layout
from scripts.stack.part import Part, is_taken

LOGGING: Final = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1}: %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


def kafka_servers(layout: Layout, port: int | None = None) -> str:
    return f"{HOST}:{port or layout.kafka_port}"


class Kafka(Part):
    name = "kafka"
    programs = ("java",)
    ready_seconds = 120.0
    stop_seconds = 30.0

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.kafka_port

    def prepare(self) -> None:
        folder = self.layout.folder("kafka")
        (folder / "log4j2.properties").write_text(LOGGING)
        self._properties.write_text(self._configuration())
        if not (folder / "data" / "meta.properties").exists():
            self._format()

    @property
    def _properties(self) -> Path:
        return self.layout.folder("kafka") / "server.properties"

    def _configuration(self) -> str:
        controller = self.layout.kafka_controller_port
        values = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.voters": f"1@{HOST}:{controller}",
            **self._listeners(controller),
            "controller.listener.names": "CONTROLLER",
            "log.dirs": self.layout.folder("kafka") / "data",
            # One broker: nothing to replicate to.
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            # After a kill -9 the controller refuses the new broker until the old one's session is over (9 s otherwise).
            "broker.session.timeout.ms": 3000,
            "broker.heartbeat.interval.ms": 750,
            # Topics are made by `events create-topics`; a misspelt one shall be an error here as in production.
            "auto.create.topics.enable": "false",
            # Half the heap otherwise.
            "log.cleaner.dedupe.buffer.size": 16 * 2**20,
        }
        return "".join(f"{name}={value}\n" for name, value in values.items())

    def _listeners(self, controller: int) -> dict[str, str]:
        """A broker tells clients where to go on: those of a forwarder need a listener that names the forwarder."""
        ours = f"PLAINTEXT://{HOST}:{self.port}"
        if not self.layout.forwarded:
            return {"listeners": f"{ours},CONTROLLER://{HOST}:{controller}"}
        there, told = self.layout.kafka_forwarded_port, self.layout.reached("kafka")
        return {
            "listeners": f"{ours},FORWARDED://{HOST}:{there},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": f"{ours},FORWARDED://{HOST}:{told}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,FORWARDED:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT",
        }

    def wipe(self) -> None:
        shutil.rmtree(self.layout.folder("kafka") / "data", ignore_errors=True)

    def _format(self) -> None:
        cluster_id = f"c{secrets.token_urlsafe(16)[1:]}"  # 22 characters; a leading dash would be read as an option
        tool = ["kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(self._properties)]
        done = subprocess.run(self._java("-Xmx128m") + tool, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise StackError(f"Kafka could not format its folder: {done.stderr.strip() or done.stdout.strip()}")

    def _java(self, *flags: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.layout.folder('kafka') / 'log4j2.properties'}"
        # A quick start matters more here than the last third of throughput.
        quick = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
        return [str(install.java()), *flags, *quick, logging, "-cp", f"{install.kafka_jars()}/*"]

    def command(self) -> list[str]:
        return [*self._java("-Xms256m", "-Xmx384m"), "kafka.Kafka", str(self._properties)]

    def answers(self) -> bool:
        """Whether clients find the broker; asked over TCP first, because the client library logs every refusal."""
        if not is_taken(self.layout.kafka_port):
            return False
        admin = AdminClient({"bootstrap.servers": kafka_servers(self.layout), "log_level": 0})
        try:
            return bool(admin.list_topics(timeout=1).brokers)
        except KafkaException:
            return False
