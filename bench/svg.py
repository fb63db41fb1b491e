"""What every drawn picture has in common."""

from collections.abc import Sequence
from html import escape


def text(x: float, y: float, words: str, anchor: str = "middle", colour: str = "#333") -> str:
    """Words whose `anchor` (start, middle or end) is at a place."""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{escape(words, quote=False)}</text>'


def picture(width: int, height: int, parts: Sequence[str], size: int = 12) -> str:
    """A whole file: `parts` on white, their words `size` px high."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    ground = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return f'{head} font-family="sans-serif" font-size="{size}">{ground}{"".join(parts)}</svg>\n'
