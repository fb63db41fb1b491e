"""Pictures of all screens, to leaf through: `python -m tests.screens FOLDER [NAME…]`.

Each screen in four variants: desktop and phone, light and dark. FOLDER/index.html shows them side by side.
"""

import argparse
import html
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Error, sync_playwright

from scripts.stack.install import need
from tests import sites
from tests.screens import SCREENS, Screen
from tests.screens.world import World


class Variant(NamedTuple):
    name: str
    width: int
    height: int
    theme: str


VARIANTS: Final = (
    Variant("desktop-light", 1440, 900, "light"),
    Variant("desktop-dark", 1440, 900, "dark"),
    Variant("phone-light", 390, 844, "light"),
    Variant("phone-dark", 390, 844, "dark"),
)
STYLE: Final = """
body { font: 15px system-ui; margin: 1.5rem; background: Canvas; color: CanvasText; color-scheme: light dark; }
section > div { display: flex; gap: 0.5rem; align-items: start; overflow-x: auto; }
img { block-size: 420px; inline-size: auto; border: 1px solid GrayText; }
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="only screens whose name has one of these words")
    given = parser.parse_args()
    wanted = [one for one in SCREENS if not given.names or any(name in one.name for name in given.names)]
    given.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    missing = list(draw(given.folder, wanted))
    (given.folder / "index.html").write_text(index(wanted), encoding="utf-8")
    print(f"{len(wanted)} screens in {time.monotonic() - began:.0f} s: {given.folder / 'index.html'}")
    for fault in missing:
        print(f"not drawn: {fault}")


def draw(folder: Path, screens: list[Screen]) -> Iterator[str]:
    """Write the pictures; what could not be drawn, and why."""
    with (
        tempfile.TemporaryDirectory() as data,
        sites.local_site(Path(data) / "data", STATIC_ROOT=str(sites.collect(Path(data) / "static"))) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=need("chromium"), args=["--no-sandbox", "--disable-gpu"])
        world = World(browser, site)
        for screen in screens:
            try:
                _draw_variants(world, screen, folder)
            except (AssertionError, Error, KeyError) as fault:
                yield f"{screen.name}: {fault}"
        world.close()
        browser.close()


def _draw_variants(world: World, screen: Screen, folder: Path) -> None:
    for variant in VARIANTS:
        page = world.page_of(screen.who)
        page.set_viewport_size({"width": variant.width, "height": variant.height})
        page.emulate_media(color_scheme=variant.theme)  # type: ignore[arg-type]
        if variant.theme == "light":  # a size may be drawn by script, a theme is not
            world.visit(screen)
        page.screenshot(path=folder / f"{screen.name}-{variant.name}.png", animations="disabled", full_page=True)


def index(screens: list[Screen]) -> str:
    sections = []
    for screen in screens:
        name = html.escape(screen.name)
        files = [f"{name}-{variant.name}.png" for variant in VARIANTS]
        pictures = "".join(f'<a href="{file}"><img src="{file}" alt="{file}" loading="lazy"></a>' for file in files)
        title = f"{name} <small>{html.escape(screen.path)}, {html.escape(screen.who or 'signed out')}</small>"
        sections.append(f"<section><h2>{title}</h2><div>{pictures}</div></section>")
    return f'<!doctype html><meta charset="utf-8"><title>Screens</title><style>{STYLE}</style>{"".join(sections)}\n'


if __name__ == "__main__":
    main()
