"""A new SECRET_KEY for one service whose secrets lie in a folder, as those of compose.yaml do.

    python -m chatterbox.roll_secret_key /srv/secrets accounts

The one before goes into SECRET_KEY_FALLBACKS, so what it signed or locked still opens. The service has to be started
anew. Where processes with the new key and with the old one run side by side, this is one step too few
(docs/operate.md, "Rolling keys").
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from chatterbox.env_kinds import names
from chatterbox.first_secrets import FALLBACKS, PROFILES, SECRET_KEY
from chatterbox.settings.secrets import new_secret_key, replace


def main(words: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if words is None else words)
    if len(given) != 2 or given[1] not in PROFILES:
        print(f"chatterbox: name the folder of secrets, and one of {', '.join(PROFILES)}.", file=sys.stderr)
        return 1
    try:
        roll(Path(given[0]), given[1])
    except OSError as error:
        print(f"chatterbox: nothing was changed: {error.filename} ({error.strerror}).", file=sys.stderr)
        return 1
    print(f"{given[1]} has a new SECRET_KEY, and keeps the one before. Now start all of it anew.")
    return 0


def roll(folder: Path, profile: str) -> None:
    """Raises OSError."""
    key, fallbacks = folder / SECRET_KEY.format(profile), folder / FALLBACKS.format(profile)
    before = key.read_text(encoding="utf-8").strip()
    older = names(fallbacks.read_text(encoding="utf-8")) if fallbacks.exists() else []
    # This one first: who is killed in between has the old key twice, and has not lost it.
    replace(fallbacks, ",".join(dict.fromkeys([before, *older])))
    replace(key, new_secret_key())


if __name__ == "__main__":
    sys.exit(main())
