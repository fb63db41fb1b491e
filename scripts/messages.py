"""Message catalogues: `make messages` brings locale/ up to date; lint asks whether it is.

Both run Django's makemessages on a copy of the sources, so a check never changes the checkout. What Django reads, the
compiled catalogue of each translation, is kept beside it: whoever runs Chatterbox need not have gettext.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from scripts.stack.errors import StackError
from scripts.stack.install import need
from scripts.stack.layout import ROOT

SOURCES: Final = ("accounts", "chatterbox", "events", "messaging", "templates")
#: The language that the sources are written in has a catalogue as well: translators start from it.
SOURCE_LANGUAGE: Final = "en"
FLAGS: Final = ("--no-wrap", "--no-obsolete", "--add-location", "file", "--verbosity", "0")
#: Django's command, which makes no guesses: a text that has changed is one without a translation.
MAKE: Final = """
from django.core.management import execute_from_command_line
from django.core.management.commands.makemessages import Command
Command.msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]
execute_from_command_line(["django", *__import__("sys").argv[1:]])
"""
#: Lines that differ with the day, not with the sources.
UNSTABLE: Final = re.compile(r'^("POT-Creation-Date:|"PO-Revision-Date:|#: )')


def main() -> int:
    try:
        for path, text in outdated().items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            print(f"{path.relative_to(ROOT)} is up to date again.")
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def outdated() -> dict[Path, bytes]:
    """Each catalogue that does not hold what the sources say, and what it should have. Raises StackError."""
    found: dict[Path, bytes] = {}
    for path, text in _fresh_catalogues().items():
        is_current = path.exists() and _essence(text) == _essence(path.read_text(encoding="utf-8"))
        content = path.read_bytes() if is_current else text.encode()
        if not is_current:
            found[path] = content
        compiled = path.with_suffix(".mo")
        if SOURCE_LANGUAGE not in path.parts:
            wanted = compile_catalogue(content)
            if not compiled.exists() or compiled.read_bytes() != wanted:
                found[compiled] = wanted
    return found


def compile_catalogue(content: bytes) -> bytes:
    """What msgfmt makes of a catalogue, after it has checked placeholders and plurals. Raises StackError."""
    command = [str(need("msgfmt")), "--check", "--no-hash", "--output-file=-", "-"]
    done = subprocess.run(command, input=content, capture_output=True, timeout=60)
    if done.returncode:
        raise StackError(f"msgfmt: {done.stderr.decode().strip()}")
    return done.stdout


def _fresh_catalogues() -> dict[Path, str]:
    need("msgfmt")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))
        if (ROOT / "locale").exists():
            shutil.copytree(ROOT / "locale", copy / "locale")
        (copy / "locale" / SOURCE_LANGUAGE).mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-c", MAKE, "makemessages", "--all", *FLAGS]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=300)
        if done.returncode or "warning" in done.stderr:
            raise StackError(f"makemessages: {done.stderr.strip() or done.stdout.strip()}")
        made = sorted((copy / "locale").rglob("*.po"))
        return {ROOT / path.relative_to(copy): path.read_text(encoding="utf-8") for path in made}


def _essence(catalogue: str) -> list[str]:
    return [line for line in catalogue.splitlines() if not UNSTABLE.match(line)]


if __name__ == "__main__":
    sys.exit(main())
