"""Writes docs/socket-frames.json from the code."""

from typing import Any

from django.core.management.base import BaseCommand

from messaging import frame_schemas


class Command(BaseCommand):
    help = "Write docs/socket-frames.json, the schemas of all frames of the socket."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        frame_schemas.FILE.write_text(frame_schemas.text(), encoding="utf-8")
