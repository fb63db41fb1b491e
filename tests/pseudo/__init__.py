"""A language made at test time: every text of ours, of Django and of allauth, longer and in ⟦brackets⟧.

A text on a page that stands outside of brackets was never given to translators.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from scripts.stack.install import need
from scripts.stack.layout import ROOT

#: It takes the place of English, so that whoever asks for English gets it.
LANGUAGE: Final = "en"
#: Formats of dates are no texts.
FORMATS: Final = frozenset({"j M Y", "j F, H:i", "l j F", "l j F Y"})
#: What must stay as it is: placeholders and tags, and blanks at either end.
KEPT: Final = re.compile(r"%\(\w+\)[a-z.\d]+|%[sd%]|\{\w*\}|<[^>]+>|&\w+;|\s+$|^\s+")
HEAD: Final = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
)


def make(folder: Path) -> Path:
    """A folder of catalogues for LOCALE_PATHS."""
    catalogue = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    catalogue.parent.mkdir(parents=True)
    seen: set[str] = set()
    text = HEAD
    for path in _sources():
        for entry in entries(path.read_text(encoding="utf-8")):
            key = f"{entry.get('msgctxt', '')}\4{entry['msgid']}"
            if key not in seen:
                seen.add(key)
                text += "\n" + _block(entry)
    command = [str(need("msgfmt")), "--output-file", str(catalogue), "-"]
    subprocess.run(command, input=text.encode(), check=True, timeout=60)
    return folder


def _sources() -> Iterator[Path]:
    yield ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    for package in ("allauth", "django"):
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        yield from sorted(Path(spec.origin).parent.rglob(f"locale/{LANGUAGE}/LC_MESSAGES/django.po"))


def entries(text: str) -> Iterator[dict[str, str]]:
    """Entries of a catalogue by keyword, without the head."""
    for block in re.split(r"\n\s*\n", text):
        entry: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            found = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")$', line)
            if found:
                keyword, value = found.groups()
                entry[keyword] = ast.literal_eval(value)
            elif line.startswith('"') and keyword:
                entry[keyword] += ast.literal_eval(line)
        if entry.get("msgid"):
            yield entry


def _block(entry: dict[str, str]) -> str:
    lines = [f"{name} {_quoted(entry[name])}" for name in ("msgctxt", "msgid", "msgid_plural") if name in entry]
    if "msgid_plural" in entry:
        lines += [f"msgstr[0] {_quoted(said(entry['msgid']))}", f"msgstr[1] {_quoted(said(entry['msgid_plural']))}"]
    else:
        lines.append(f"msgstr {_quoted(said(entry['msgid']))}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def said(text: str) -> str:
    """A text in this language: a third longer, as many a translation is, and in brackets."""
    if text in FORMATS or not re.search(r"[^\W\d_]", KEPT.sub("", text)):
        return text
    start = text[: len(text) - len(text.lstrip())]
    end = text[len(text.rstrip()) :]
    core = text.strip()
    more = " ".join(["lorem"] * max(1, len(KEPT.sub("", core)) // 16))
    return f"{start}⟦{core} {more}⟧{end}"
