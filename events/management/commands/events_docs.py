from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import samples, schemas
from events.catalogue import EVENTS
from events.docs import text


class Command(BaseCommand):
    help = "Write docs/events.md, and the schemas and samples of events, from the catalogue."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own annotation

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", default="docs/events.md")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = schemas.refused()
        if faults:
            raise CommandError(
                "These changes would break the other service during a deployment: " + "; ".join(faults) + ". "
                "Add an optional field instead, or raise the event's schema_version."
            )
        for kind in EVENTS:
            path = schemas.FOLDER / schemas.file_name(kind)
            path.write_text(schemas.pretty(schemas.schema_of(kind)), encoding="utf-8")
        samples.write_missing()
        Path(options["path"]).write_text(text(), encoding="utf-8")
