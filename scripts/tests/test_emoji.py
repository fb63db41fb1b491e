"""It is true of the making of the table of emoji that …"""

from typing import Any

import pytest

from scripts.emoji import COMPONENTS, emoji_lines, emoji_module, names_module

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


def test_a_page_gets_a_row_of_words_and_one_variant_a_tone():
    tones = [entry("👋🏿", 1, 6, 1, tone=5), entry("👋🏻", 1, 5, 1, tone=1), entry("🤝🏻🏿", 1, 7, 1, tone=[1, 5])]
    wave = entry("👋️", 1, 4, 1, skins=tones, hexcode="1F44B", tags=["Hello", "number", "wave", "hello"])
    module = emoji_module([wave, entry("🏽", 1, 1, 2, hexcode="1F3FD")], GROUPS, {"1F44B": ["wave_hand", "number_4"]})

    assert 'GROUPS = ["people & body", "symbols"]' in module
    assert "ROWS = `👋\tnumber 4\t:wave_hand hello wave\t0\t👋🏻 👋🏿`" in module


def test_another_language_has_names_and_words_of_the_same_emoji():
    wave = entry("👋️", 1, 4, 1, hexcode="1F44B") | {"label": "Winkende Hand", "tags": ["Hallo", "winkende"]}
    heart = entry("❤️", 0, 5, hexcode="2764") | {"label": "Rotes Herz"}
    module = names_module([heart, wave, entry("🏽", 1, 1, 2), entry("🇦", 1, 2, None)], GROUPS)

    assert module == "export const ROWS = `👋\tWinkende Hand\thallo\n❤️\tRotes Herz`;\n"


def test_what_would_end_the_script_s_string_is_noticed():
    with pytest.raises(ValueError, match="script"):
        emoji_module([entry("👋️", 1, 4, 1, hexcode="1F44B", tags=["`"])], GROUPS, {})
    with pytest.raises(ValueError, match="script"):
        names_module([entry("👋️", 1, 4, 1, hexcode="1F44B", tags=["${1}"])], GROUPS)
