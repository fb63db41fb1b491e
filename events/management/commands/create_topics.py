import time
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.commands import kafka_servers
from events.outages import DependencyLost
from events.topics import TopicReport, create_topics
from events.workers import Patience


class Command(BaseCommand):
    help = "Make the Kafka topics that are missing; say how those that are there differ from what is wanted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=float, default=60.0, help="seconds to wait for Kafka (60)")
        parser.add_argument("--json", dest="as_json", action="store_true", help="for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = _made(kafka_servers(), options["wait"])
        if options["as_json"]:
            self.stdout.write(msgspec.json.encode([report._asdict() for report in reports]).decode())
        else:
            self.stdout.write("\n".join(line for report in reports for line in _lines(report)))
        if any(report.differences for report in reports):
            raise CommandError("Topics differ from what is wanted; nothing that exists was changed.")


def _lines(report: TopicReport) -> list[str]:
    return [f"{report.name}: {said}" for said in ["made" if report.made else "there", *report.differences]]


def _made(servers: list[str], seconds: float) -> list[TopicReport]:
    deadline = time.monotonic() + seconds
    patience = Patience("create_topics")
    while True:
        try:
            return create_topics(servers, settings.KAFKA_PREFIX)
        except DependencyLost as lost:
            if time.monotonic() > deadline:
                raise CommandError(str(lost)) from lost
            time.sleep(patience.after(lost))
