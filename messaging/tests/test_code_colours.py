"""It is true of the colours of code that …"""

import math
import re

import pytest
from django.conf import settings

from messaging.rendering.colours import INKS

#: What WCAG asks for between letters and what they stand on.
LEAST = 4.5
STYLES = settings.BASE_DIR / "static" / "css"
NAMES = {"k": "code-word", "s": "code-string", "m": "code-number", "f": "code-name", "c": "code-comment"}


def luminance(token: str, theme: int) -> float:
    """Relative luminance of one token; theme 0 is light, 1 is dark."""
    value = re.findall(rf"--{token}:\s*(.*);", (STYLES / "tokens.css").read_text(encoding="utf-8"))[0]
    lightness, chroma, hue = map(float, re.findall(r"oklch\(([^)]*)\)", value)[theme].split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, middle, short = (
        (lightness + x * a + y * b) ** 3
        for x, y in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))
    )
    red, green, blue = (
        min(1.0, max(0.0, part))
        for part in (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(front: str, back: str, theme: int) -> float:
    high, low = sorted((luminance(front, theme), luminance(back, theme)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("front", [*NAMES.values(), "text", "text-quiet"])
def test_each_can_be_read_on_what_it_stands_on(front: str, theme: int):
    assert contrast(front, "well", theme) >= LEAST
    assert contrast("crease", "well", theme) < LEAST  # the measure tells the two apart


def test_each_ink_has_one():
    css = (STYLES / "components.css").read_text(encoding="utf-8")
    rule = css[css.index(".message-text pre {") :].split(".message-text.as-typed")[0]

    assert dict(re.findall(r"& \.(\w) { color: var\(--([\w-]+)\);", rule)) == NAMES
    assert set(NAMES) == set(INKS)
    for wrapped in (".message-text > pre", ".code-block {"):
        assert "background: var(--well)" in css[css.index(wrapped) :].split("}")[0]
