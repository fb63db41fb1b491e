from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.docs import text


class Command(BaseCommand):
    help = "Write docs/events.md from the catalogue."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own annotation

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", default="docs/events.md")

    def handle(self, *args: Any, **options: Any) -> None:
        Path(options["path"]).write_text(text(), encoding="utf-8")
