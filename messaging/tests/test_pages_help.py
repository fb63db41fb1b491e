"""It is true of the help that it names every key there is, and none that there is not."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]

MODULES = Path(settings.BASE_DIR) / "static" / "js"
#: How the help writes the names of keys.
NAMES = {"ArrowUp": "↑", "ArrowDown": "↓", "Escape": "Esc", "ContextMenu": "Menu"}
#: Modules that listen to keys in a field, a list or a menu of their own, where these do what they do everywhere.
WIDGETS = {"completion.js", "edit.js", "list_edge.js", "menu.js", "panels.js", "picker.js", "switcher.js"}
#: Whatever hears any key as a sign of life.
NO_KEY = {"attention.js"}
#: Keys of the browser: they lead on among messages as they do everywhere.
BROWSERS = {"Tab"}
#: What the composer does with Enter depends on what is held: see `keyAction`.
WITH_ENTER = {"Shift Enter", "Ctrl Enter"}

LITERAL = re.compile(r'key(?:\.toLowerCase\(\))? [!=]== "([^"]+)"')


def code_of(name: str) -> str:
    return (MODULES / name).read_text()


def pressed(condition: str) -> set[str]:
    """The keys of a condition in a module, as the help writes them: with what has to be held."""
    held = [
        name for name, sign in (("Ctrl", "command"), ("Alt", "altKey")) if re.search(rf"(?<!!)\b{sign} &&", condition)
    ]
    keys = {NAMES.get(key, key.upper() if len(key) == 1 else key) for key in LITERAL.findall(condition)}
    if re.search(r"&& shiftKey\b", condition):
        shifts: tuple[list[str], ...] = (["Shift"],)
    else:
        shifts = ([], ["Shift"]) if re.search(r"(?<!!)\bshiftKey \?", condition) else ([],)
    return {" ".join([*held, *shift, key]) for key in keys for shift in shifts}


def literals(code: str) -> set[str]:
    return {combination for line in code.splitlines() for part in line.split("||") for combination in pressed(part)}


def entries(code: str, pattern: str) -> set[str]:
    """The keys of an object that a module holds."""
    found = re.search(pattern, code)
    assert found, pattern
    names = re.findall(r'"?([^\s",{]+?)"?: ', found[1])
    return {NAMES.get(name, name.upper() if len(name) == 1 else name) for name in names}


def of_a_message() -> set[str]:
    tools, roving = code_of("conversation/tools.js"), code_of("conversation/roving.js")
    steps = entries(roving, r"const to = \{(.+?)\}\[key\]")
    return (literals(tools) | entries(tools, r"const KEYS = \{(.+?)\};") | literals(roving) | steps) - BROWSERS


def of_the_composer() -> set[str]:
    code = code_of("composer/keys.js")
    marks = {f"Ctrl {letter}" for letter in entries(code, r"const MARKS = \{(.+?)\};")}
    return literals(code) | marks | WITH_ENTER


def rows_of(html: str) -> dict[str, set[str]]:
    """What the help says to press, by the heading above it."""
    found = {}
    for body in re.findall(r"<tbody>(.+?)</tbody>", html, re.DOTALL):
        heading = re.search(r'<th colspan="2" scope="rowgroup">(.+?)</th>', body)
        if not heading:
            continue
        cells = [
            way for cell in re.findall(r"<td>(.+?)</td>", body) for way in cell.split('<span class="quiet">or</span>')
        ]
        ways = (" ".join(unescape(key) for key in re.findall(r"<kbd>(.+?)</kbd>", way)) for way in cells)
        found[heading[1]] = {way for way in ways if way}
    return found


def test_each_key_of_the_modules_has_a_row_and_each_row_a_key(browser):
    html = browser(None).get("/help", HTTP_HOST="localhost").content.decode()

    assert rows_of(html) == {
        "Everywhere": literals(code_of("base/keys.js")),
        "On a message": of_a_message(),
        "While writing": of_the_composer(),
    }


def test_what_is_read_out_of_the_modules_is_what_they_hold():
    """Of some keys it is written here, so that the reading above cannot come to find nothing."""
    assert {"Ctrl K", "Alt Shift ↓", "Shift F6", "Esc", "?", "End"} <= literals(code_of("base/keys.js"))
    assert {"R", "+", "Shift F10", "Home"} <= of_a_message()
    assert {"↑", "Enter", "Ctrl B", "Ctrl E"} <= of_the_composer()


def test_no_other_module_listens_to_keys():
    files = [path for path in MODULES.rglob("*.js") if "tests" not in path.parts]
    listening = {path.name for path in files if re.search(r'"key(?:down|up|press)"', path.read_text())}

    assert listening == {"keys.js", "tools.js", "roving.js", "composer.js"} | WIDGETS | NO_KEY
