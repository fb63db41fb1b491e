"""Make `messaging/data/emoji.tsv`, the emoji that exist, from a package of npm: exact version, checked.

    python -m scripts.emoji

One line an emoji in the order of a picker, without variants of skin: the emoji, its group, its English name, and its
variants in other tones of skin, separated by spaces. All are fully qualified.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, Final

from scripts import vendor

DATA: Final = Path(__file__).resolve().parent.parent / "messaging" / "data"
PACKAGE: Final = vendor.Package(
    name="emojibase-data",
    version="17.0.0",
    integrity="sha512-Yvgb5AWoHViHV/gq1qr5ZAarcBip+B27/ZLRsUJkbgAEaLlZ/fof9g882LTpmEpyhBNEC0m2SEmItljHsTygjA==",
    files={"en/data.json": "emoji", "en/messages.json": "groups", "LICENSE": "LICENSE-emojibase.txt"},
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
    DATA.mkdir(exist_ok=True)
    lines = emoji_lines(json.loads(files["emoji"]), json.loads(files["groups"])["groups"])
    head = f"# {PACKAGE.name} {PACKAGE.version}, made by python -m scripts.emoji; see {LICENCE}"
    (DATA / "emoji.tsv").write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    (DATA / LICENCE).write_bytes(files[LICENCE])
    return 0


def emoji_lines(emoji: list[dict[str, Any]], groups: list[dict[str, Any]]) -> list[str]:
    """A line each of those that stand by themselves; regional indicators are in no group at all."""
    names = {group["order"]: group["message"] for group in groups if group["key"] != COMPONENTS}
    pictures = {entry["emoji"][0] for entry in emoji if _is_picture(entry)}
    rows = sorted((entry for entry in emoji if entry.get("group") in names), key=lambda entry: entry["order"])
    return ["\t".join(_columns(entry, names[entry["group"]], pictures)) for entry in rows]


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
