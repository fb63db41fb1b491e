"""Writes docs/settings.md from the table of settings."""

from typing import Any

from django.core.management.base import BaseCommand

from chatterbox import BASE_DIR, env

HEAD = """# Settings

Every setting that Chatterbox reads, from the environment, at start. What is missing or malformed stops the start and is
named. Where a name ends in `_FILE`, the variable holds a path, and the file the value. Made from `chatterbox/env.py` by
`manage.py settings_docs`.

"""


def document() -> str:
    return HEAD + env.table() + "\n"


class Command(BaseCommand):
    help = "Write docs/settings.md."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        (BASE_DIR / "docs" / "settings.md").write_text(document(), encoding="utf-8")
