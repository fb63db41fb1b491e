import argparse
import os
import sys
from pathlib import Path

from scripts.backup import accounts, manifest, messaging
from scripts.backup.errors import BackupError
from scripts.stack.layout import Layout
from scripts.stack.services import environment_of

AFTERWARDS = """\
Restored, under the epoch {epoch}. Now start both services, and then have each build its copy of the other anew:
    manage.py events resync users      in accounts
    manage.py events resync parties    in messaging
`manage.py events status` shows how far they are. Who signed in since the backup signs in again."""


def main() -> int:
    given = arguments()
    try:
        urls = manifest.Urls.read(os.environ if not given.stack else of_stack())
        if given.what == "save":
            print(save(urls, given.folder))
        else:
            print(restore(urls, given.folder))
    except BackupError as error:
        print(f"backup: {error}", file=sys.stderr)
        return 1
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.backup",
        description="Both databases into a folder, and back. Needs PostgreSQL's client programs, of its version.",
        epilog="POSTGRES_URL, MONGODB_URL and MONGODB_NAME say where they are, or files that POSTGRES_URL_FILE and"
        " MONGODB_URL_FILE name.",
    )
    parser.add_argument("what", choices=["save", "restore"])
    parser.add_argument("folder", type=Path, help="a new folder, or that of a backup")
    parser.add_argument("--stack", action="store_true", help="the databases of `make stack` (STACK_DIR, STACK_PORT)")
    return parser.parse_args()


def of_stack() -> dict[str, str]:
    layout = Layout.from_environment()
    return environment_of(layout, "accounts") | environment_of(layout, "messaging")


def save(urls: manifest.Urls, folder: Path) -> str:
    manifest.new_folder(folder)
    # messaging first: whom its messages are of is then among the people that are saved after it.
    parts = {"messaging": messaging.save(urls, folder), "accounts": accounts.save(urls, folder)}
    manifest.write(folder, parts)
    return f"Saved into {folder}: {manifest.size(folder) / 1_000_000:.1f} MB."


def restore(urls: manifest.Urls, folder: Path) -> str:
    manifest.check(folder)
    messaging.refuse_while_used(urls)
    accounts.restore(urls, folder)
    return AFTERWARDS.format(epoch=messaging.restore(urls, folder))


if __name__ == "__main__":
    sys.exit(main())
