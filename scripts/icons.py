"""Draw the app's icons as PNG files, from the SVGs in static/images: `python -m scripts.icons`. Needs Chromium."""

from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from scripts.stack.install import need

IMAGES: Final = Path(__file__).resolve().parent.parent / "static" / "images"
#: File, picture, pixels, and how much of it the picture fills: systems cut a maskable one to their own shape, iOS
#: rounds corners and shows no transparency.
ICONS: Final = (
    ("icon-192.png", "logo.svg", 192, 0.92, "transparent"),
    ("icon-512.png", "logo.svg", 512, 0.92, "transparent"),
    ("maskable-192.png", "icon-maskable.svg", 192, 1.0, "transparent"),
    ("maskable-512.png", "icon-maskable.svg", 512, 1.0, "transparent"),
    ("touch-180.png", "icon-maskable.svg", 180, 1.0, "#e1ebe7"),
)
PAGE: Final = """<!doctype html><style>
html {{ background: {paper}; }} body {{ margin: 0; display: grid; place-items: center; block-size: 100vh; }}
svg {{ inline-size: {fill}vw; block-size: {fill}vw; }}
</style>{picture}"""


def main() -> None:
    (IMAGES / "app").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=need("chromium"), args=["--no-sandbox"])
        for name, source, size, fill, paper in ICONS:
            page = browser.new_page(viewport={"width": size, "height": size})
            picture = (IMAGES / source).read_text(encoding="utf-8")
            page.set_content(PAGE.format(paper=paper, fill=fill * 100, picture=picture))
            page.screenshot(path=IMAGES / "app" / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
