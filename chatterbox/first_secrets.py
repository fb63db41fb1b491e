"""The secrets of a stack that starts for the first time, made into folders of its own: compose.yaml runs it first.

    python -m chatterbox.first_secrets /srv/secrets /srv/database

What is there stays as it is, so a second start changes nothing. The second folder holds the one file that PostgreSQL
reads as well; it is a folder of its own, so that the database sees no other secret.
"""

import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from chatterbox.settings.secrets import KEY_FILE, kept, new_secret_key
from events.keys import jwks_of_ring, new_private_key

PROFILES: Final = ("accounts", "messaging")
SECRET_KEY: Final = "secret_key_{}"  # noqa: S105 - the name of a file
FALLBACKS: Final = "secret_key_fallbacks_{}"
PUBLIC_KEYS_FILE: Final = "jwt_public_keys.json"
POSTGRES_URL_FILE: Final = "postgres_url"
PASSWORD_FILE: Final = "password"  # noqa: S105 - the name of a file
#: PostgreSQL as compose.yaml names it.
POSTGRES: Final = ("chatterbox", "postgres:5432", "messaging")


def main(words: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if words is None else words)
    if len(given) != 2:
        print("chatterbox: name two folders: one for secrets, one for the password of PostgreSQL.", file=sys.stderr)
        return 1
    try:
        make(Path(given[0]), Path(given[1]))
    except OSError as error:
        print(f"chatterbox: {error.filename} can't be written ({error.strerror}).", file=sys.stderr)
        return 1
    return 0


def make(folder: Path, database: Path) -> None:
    """Fill both folders with what is missing. Raises OSError."""
    for profile in PROFILES:
        kept(folder / SECRET_KEY.format(profile), new_secret_key)
        # Empty, which counts as not set, until a key is changed (chatterbox/roll_secret_key.py).
        kept(folder / FALLBACKS.format(profile), str)
    ring = kept(folder / KEY_FILE, new_private_key)
    kept(folder / PUBLIC_KEYS_FILE, lambda: json.dumps(jwks_of_ring(ring)))
    password = kept(database / PASSWORD_FILE, lambda: secrets.token_urlsafe(32))
    # PostgreSQL's image reads it as a user of its own; nobody else has this folder.
    (database / PASSWORD_FILE).chmod(0o444)
    user, server, name = POSTGRES
    kept(folder / POSTGRES_URL_FILE, lambda: f"postgresql://{user}:{password}@{server}/{name}")


if __name__ == "__main__":
    sys.exit(main())
