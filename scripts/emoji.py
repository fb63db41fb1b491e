"""Make the tables of emoji, those of the server and of the pages, from a package of npm: exact version, checked.

    python -m scripts.emoji

`messaging/data/emoji.tsv` says which there are, one line each in the order of a picker, without variants of skin: the
emoji, its group, its English name, and its variants in other tones of skin, separated by spaces. All are fully
qualified. `static/js/emoji/table.js` has what people look for: words instead of groups, and one variant a tone.
`names.de.js` beside it, and so on for each language, has what they are called there.
"""

import json
import re
import sys
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from scripts import vendor

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = ROOT / "messaging" / "data"
MODULES: Final = ROOT / "static" / "js" / "emoji"
#: Languages of the pages besides English.
LANGUAGES: Final = ("de",)
PACKAGE: Final = vendor.Package(
    name="emojibase-data",
    version="17.0.0",
    integrity="sha512-Yvgb5AWoHViHV/gq1qr5ZAarcBip+B27/ZLRsUJkbgAEaLlZ/fof9g882LTpmEpyhBNEC0m2SEmItljHsTygjA==",
    files={
        "en/data.json": "emoji",
        "en/messages.json": "groups",
        "en/shortcodes/emojibase.json": "codes",
        "LICENSE": "LICENSE-emojibase.txt",
    }
    | {f"{language}/data.json": language for language in LANGUAGES},
)
LICENCE: Final = "LICENSE-emojibase.txt"
#: The group of what is no emoji by itself: tones of skin and kinds of hair.
COMPONENTS: Final = "component"
SELECTOR: Final = "\ufe0f"
#: In the package's `type`: shown as a picture also without a selector.
PICTURE: Final = 1


def main() -> int:
    try:
        files = vendor.files_of(PACKAGE)
    except vendor.Refused as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    emoji, groups, codes = (json.loads(files[name]) for name in ("emoji", "groups", "codes"))
    DATA.mkdir(exist_ok=True)
    lines = emoji_lines(emoji, groups["groups"])
    head = f"{PACKAGE.name} {PACKAGE.version}, made by python -m scripts.emoji; see"
    (DATA / "emoji.tsv").write_text("\n".join([f"# {head} {LICENCE}", *lines, ""]), encoding="utf-8")
    (DATA / LICENCE).write_bytes(files[LICENCE])
    MODULES.mkdir(exist_ok=True)
    modules = {"table.js": emoji_module(emoji, groups["groups"], codes)}
    for language in LANGUAGES:
        modules[f"names.{language}.js"] = names_module(json.loads(files[language]), groups["groups"])
    for name, module in modules.items():
        (MODULES / name).write_text(f"// {head} messaging/data/{LICENCE}\n{module}", encoding="utf-8")
    return 0


def emoji_lines(emoji: list[dict[str, Any]], groups: list[dict[str, Any]]) -> list[str]:
    """A line each of those that stand by themselves; regional indicators are in no group at all."""
    names = {group["order"]: group["message"] for group in _chosen(groups)}
    pictures = _pictures(emoji)
    return ["\t".join(_columns(entry, names[entry["group"]], pictures)) for entry in _shown(emoji, groups)]


def emoji_module(emoji: list[dict[str, Any]], groups: list[dict[str, Any]], codes: dict[str, Any]) -> str:
    """The same for pages: emoji, name, what else it is called, the number of its group, and five tones or nothing."""
    pictures = _pictures(emoji)
    shown = [group["message"] for group in _chosen(groups)]
    numbers = {group["order"]: number for number, group in enumerate(_chosen(groups))}
    lines = []
    for entry in _shown(emoji, groups):
        tones = sorted((one for one in entry.get("skins", ()) if isinstance(one["tone"], int)), key=itemgetter("tone"))
        forms = " ".join(_qualified(tone["emoji"], pictures) for tone in tones)
        columns = (_qualified(entry["emoji"], pictures), entry["label"], _words(entry, codes))
        lines.append("\t".join([*columns, str(numbers[entry["group"]]), forms]).rstrip("\t"))
    return f"export const GROUPS = {json.dumps(shown)};\n{_rows(lines)}"


def names_module(emoji: list[dict[str, Any]], groups: list[dict[str, Any]]) -> str:
    """What each is called in another language: emoji, name, and other words."""
    pictures = _pictures(emoji)
    columns = (
        (_qualified(entry["emoji"], pictures), entry["label"], _words(entry, {})) for entry in _shown(emoji, groups)
    )
    return _rows(["\t".join(each).rstrip("\t") for each in columns])


def _rows(lines: list[str]) -> str:
    text = "\n".join(lines)
    if "`" in text or "\\" in text or "${" in text:
        raise ValueError("The table can't be written as it is into a script.")
    return f"export const ROWS = `{text}`;\n"


def _chosen(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Groups that people choose from."""
    return [group for group in groups if group["key"] != COMPONENTS]


def _shown(emoji: list[dict[str, Any]], groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The emoji of these groups, in the order of a picker."""
    orders = {group["order"] for group in _chosen(groups)}
    return sorted((entry for entry in emoji if entry.get("group") in orders), key=itemgetter("order"))


def _pictures(emoji: list[dict[str, Any]]) -> set[str]:
    """Signs that are shown as a picture by themselves."""
    return {entry["emoji"][0] for entry in emoji if _is_picture(entry)}


def _words(entry: dict[str, Any], codes: dict[str, Any]) -> str:
    """Its short names, each behind a colon, then what else people call it: nothing that its name says."""
    named = codes.get(entry["hexcode"], [])
    name = re.split(r"[ :-]+", entry["label"].lower())
    kept = [f":{code}" for code in ([named] if isinstance(named, str) else named) if code.split("_") != name]
    said = set(name)
    for word in (word for tag in entry.get("tags", ()) for word in tag.lower().split()):
        if word not in said:
            kept.append(word)
            said.add(word)
    return " ".join(kept)


def _is_picture(entry: dict[str, Any]) -> bool:
    return entry["type"] == PICTURE and len(entry["emoji"].replace(SELECTOR, "")) == 1


def _columns(entry: dict[str, Any], group: str, pictures: set[str]) -> tuple[str, str, str, str]:
    tones = sorted(entry.get("skins", ()), key=lambda tone: tone["order"])
    shown = [_qualified(each["emoji"], pictures) for each in (entry, *tones)]
    return shown[0], group, entry["label"], " ".join(shown[1:])


def _qualified(emoji: str, pictures: set[str]) -> str:
    """The package puts a selector behind every sign; fully qualified has it where a picture is not the usual form."""
    return re.sub(f"(.){SELECTOR}", lambda pair: pair[1] if pair[1] in pictures else pair[0], emoji)


if __name__ == "__main__":
    sys.exit(main())
