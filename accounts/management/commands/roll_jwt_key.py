"""A fresh key for access tokens, beside the one that signs now. Nobody is signed out.

Every process goes by the clock: all of them publish both keys from their next start on, and all sign with the fresh
one from the same moment, which lies far enough ahead for the last of them to have started anew.
"""

import json
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from chatterbox.settings.secrets import replace
from events.keys import jwks_of_ring, ring_of, roll
from events.times import iso, now

HOUR: Final = 3600


class Command(BaseCommand):
    help = "Put a fresh signing key into the file of JWT_PRIVATE_KEY. Start accounts anew afterwards, one by one."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The file that JWT_PRIVATE_KEY_FILE names; it is replaced.")
        parser.add_argument(
            "--in", dest="delay", type=int, default=HOUR, metavar="SECONDS", help="When the fresh key begins to sign."
        )
        parser.add_argument(
            "--leaked", action="store_true", help="Trust no other key any more; the fresh one signs at once."
        )
        parser.add_argument("--public", type=Path, help="Where to write the public keys (JWT_PUBLIC_KEYS) as well.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if options["delay"] < 0:
            raise CommandError("--in: seconds from now are wanted.")
        try:
            text = path.read_text(encoding="utf-8") if path.exists() else settings.JWT_PRIVATE_KEY
            ring = roll(text, now(), delay=timedelta(seconds=options["delay"]), leaked=options["leaked"])
            replace(path, ring)
            if options["public"]:
                replace(options["public"], json.dumps(jwks_of_ring(ring)))
        except (OSError, ValueError) as error:
            raise CommandError(f"Nothing was changed: {error}.") from error
        self._say(path, ring)

    def _say(self, path: Path, ring: str) -> None:
        keys = ring_of(ring)
        self.stdout.write(f"{path} holds {len(keys)} keys; the fresh one signs from {iso(keys[-1].signs_from)}.")
        self.stdout.write("Before that, start every process of accounts anew with it, one after the other.")
        self.stdout.write("Messaging learns of it by ACCOUNTS_URL within minutes. What JWT_PUBLIC_KEYS says there is")
        self.stdout.write(
            "trusted as well, for as long as it says so; without ACCOUNTS_URL it has to hold these first:"
        )
        self.stdout.write(json.dumps(jwks_of_ring(ring)))
