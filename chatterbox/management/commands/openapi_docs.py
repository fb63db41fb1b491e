"""Writes docs/SERVICE-openapi.json from the code, for each service that the profile has."""

from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.core.management.base import BaseCommand

SERVICES: Final = ("accounts", "messaging")


class Command(BaseCommand):
    help = "Write docs/accounts-openapi.json and docs/messaging-openapi.json."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for service in filter(apps.is_installed, SERVICES):
            document = import_module(f"chatterbox.openapi.{service}").DOCUMENT
            document.file.write_text(document.text, encoding="utf-8")
