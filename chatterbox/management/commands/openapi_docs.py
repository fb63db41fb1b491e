"""Writes docs/accounts-openapi.json from the code."""

from typing import Any

from django.core.management.base import BaseCommand

from chatterbox import openapi


class Command(BaseCommand):
    help = "Write docs/accounts-openapi.json."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        openapi.FILE.write_text(openapi.text(), encoding="utf-8")
