"""It is true of the making of the table of emoji that …"""

from typing import Any

from scripts.emoji import COMPONENTS, emoji_lines

GROUPS = [
    {"key": "people", "message": "people & body", "order": 1},
    {"key": COMPONENTS, "message": "components", "order": 2},
    {"key": "symbols", "message": "symbols", "order": 8},
]


def entry(emoji: str, kind: int, order: int, group: int | None = 8, **more: Any) -> dict[str, Any]:
    placed = {} if group is None else {"group": group}
    return {"emoji": emoji, "type": kind, "order": order, "label": f"number {order}", **placed, **more}


def test_selectors_stay_only_behind_what_is_text_by_default():
    lines = emoji_lines([entry("❤️", 0, 2), entry("⌚️", 1, 1), entry("⌚️\u200d❤️", 1, 3)], GROUPS)

    assert [line.split("\t")[0] for line in lines] == ["⌚", "❤️", "⌚\u200d❤️"]


def test_components_and_what_has_no_group_are_left_out():
    assert emoji_lines([entry("🏽", 1, 1, 2), entry("🇦", 1, 2, None)], GROUPS) == []


def test_tones_stand_in_the_line_of_their_emoji_in_order():
    tones = [entry("👋🏿", 1, 6, 1), entry("👋🏻", 1, 5, 1)]

    assert emoji_lines([entry("👋️", 1, 4, 1, skins=tones)], GROUPS) == ["👋\tpeople & body\tnumber 4\t👋🏻 👋🏿"]
