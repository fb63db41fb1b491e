"""What `make run` starts: both services in one process, with everything made that they need."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from accounts import postman
from accounts.first_admin import setup_link
from chatterbox import demo, env
from chatterbox.serve import serve, taken
from chatterbox.settings.providers import Provider
from chatterbox.settings.secrets import kept
from events import local
from scripts.provider import DemoProvider

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Run both services in one process on this machine; data is kept in DATA."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PROFILE != env.LOCAL:
            raise CommandError("run_local is for the profile local.")
        refusal = _unwritable(settings.DATA) or taken(HOST, settings.PORT)
        if refusal:
            raise CommandError(refusal)
        for alias in connections:
            call_command("migrate", database=alias, verbosity=0)
        password = self._demo() if settings.DEMO else None
        local.start_workers()
        try:
            with postman.running(), _demo_provider() as hint:
                code = serve(HOST, settings.PORT, ready=lambda: self._welcome(password, hint))
        finally:
            local.stop_workers()
        if code:
            sys.exit(code)

    def _demo(self) -> str:
        path = settings.DATA / "secrets" / "demo_password"
        password: str = settings.DEMO_PASSWORD or kept(path, lambda: f"paper-{secrets.token_hex(5)}")
        if demo.make(password):
            self.stdout.write("Made a demo party (DEMO=0 leaves it out).")
        return password

    def _welcome(self, password: str | None, hint: str) -> None:
        lines = ["", f"Chatterbox runs at {settings.PUBLIC_URL}", ""]
        if password is not None:
            lines += [
                f"  Sign in as ada@example.org or bo@example.org, password {password}",
                f"  or as eve@example.org, who is not in the demo party yet: {demo.invite_link()}",
            ]
        if hint:
            lines.append(f"  {hint}")
        link = setup_link()
        if link:
            lines.append(f"  Become its administrator (once, within a day): {link}")
        lines += [
            f"  or sign up at {settings.PUBLIC_URL}/accounts/signup/",
            f"  Mails are shown at {settings.PUBLIC_URL}/dev/mail/, data is kept in {settings.DATA}",
            "  Ctrl-C ends it.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


@contextmanager
def _demo_provider() -> Iterator[str]:
    """Run the demo provider where it stands in for somebody; a sentence about it.

    Its port may be taken: then there are no such buttons.
    """
    houses = [provider for provider in settings.SIGN_IN_PROVIDERS if provider.demo]
    if not houses:
        yield ""
        return
    names = " and ".join(house.name for house in houses)
    try:
        provider = DemoProvider.on_port(settings.PROVIDER_PORT)
    except (OSError, OverflowError):  # the latter when PORT + 9 is none any more
        _do_without(houses)
        yield f"(Without {names}: port {settings.PROVIDER_PORT} can't be opened, choose another with PROVIDER_PORT=)"
        return
    with provider:
        yield f"or with {names}: a demo provider at {provider.url} stands in for them"


def _do_without(houses: list[Provider]) -> None:
    settings.SIGN_IN_PROVIDERS = [one for one in settings.SIGN_IN_PROVIDERS if one not in houses]
    for house in houses:
        settings.SOCIALACCOUNT_PROVIDERS[house.id]["APPS"] = []


def _unwritable(folder: Path) -> str | None:
    """Why data can't be kept in a folder, in one sentence; None when it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"The folder {folder} can't be made ({error.strerror}): choose another with DATA=."
    if not os.access(folder, os.W_OK):
        return f"The folder {folder} can't be written: choose another with DATA=."
    return None
