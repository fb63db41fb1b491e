"""It is true of the files that browsers load that…"""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from chatterbox.static import IMPORTED, HashedStaticFilesStorage, modules_of_a_page, with_imports, without_comments
from scripts import vendor
from tests.weight import script_at_once, script_in_all

pytestmark = pytest.mark.wide

ROOT = Path(settings.BASE_DIR)
MODULES = sorted(path for path in (ROOT / "static" / "js").rglob("*.js") if "tests" not in path.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("folder", vendor.FOLDERS, ids=lambda folder: folder.parent.name)
def test_scripts_of_others_are_those_of_the_manifest(folder):
    vendor.check(folder)


@pytest.fixture
def copied(tmp_path):
    """A copy of static/vendor that may be spoilt."""
    return Path(shutil.copytree(vendor.VENDOR, tmp_path / "vendor"))


def test_a_changed_script_is_noticed(copied):
    (copied / "htmx.min.js").write_text("alert(1)")

    with pytest.raises(vendor.Refused, match=r"htmx\.min\.js"):
        vendor.check(copied)


def test_a_script_that_nobody_knows_is_noticed(copied):
    (copied / "extra.js").write_text("alert(1)")

    with pytest.raises(vendor.Refused, match=r"extra\.js"):
        vendor.check(copied)


@pytest.mark.parametrize("folder", vendor.FOLDERS, ids=lambda folder: folder.parent.name)
def test_the_manifest_names_the_versions_that_are_asked_for(folder):
    entries = json.loads((folder / vendor.MANIFEST).read_text())

    assert {(entry["package"], entry["version"]) for entry in entries.values()} == {
        (package.name, package.version) for package in vendor.FOLDERS[folder]
    }


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_has_script_or_style_inside(path):
    html = path.read_text()

    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:|hx-on", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_says_at_its_head_what_it_is_for(path):
    assert path.read_text().startswith("// ")


def test_modules_import_each_other_by_hashed_names(tmp_path):
    """What `collectstatic` does to our modules and style sheets, in the hardest order: who imports comes first."""
    storage = HashedStaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {}
    names = sorted(
        (path.relative_to(ROOT / "static").as_posix() for path in MODULES), key=lambda name: -len(with_imports(name))
    )
    files = [
        *(ROOT / "static" / name for name in names),
        *(ROOT / "static" / "css").glob("*.css"),
        *(ROOT / "static" / "fonts").glob("*.*"),
    ]
    for file in files:
        name = file.relative_to(ROOT / "static").as_posix()
        storage.save(name, ContentFile(file.read_bytes()))
        paths[name] = (storage, name)
    failures = [result for result in storage.post_process(paths) if isinstance(result[2], Exception)]
    app = (tmp_path / storage.stored_name("js/app.js")).read_text()

    assert failures == []
    assert re.search(r'from "\./base/http\.[0-9a-f]{12}\.js"', app)
    assert not re.findall(r'from "\.{1,2}/[a-z/]+\.js"', app)


def test_a_page_names_every_module_that_it_starts_with():
    names = modules_of_a_page()

    assert "js/app.js" in names
    assert "js/base/http.js" in names  # imported by a module that app.js imports
    assert all((ROOT / "static" / name).is_file() for name in names)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('import { a } from "./a.js";', ["./a.js"]),
        ('import {\n  a,\n  b,\n} from "../a.js";', ["../a.js"]),
        ('import "./a.js";', ["./a.js"]),
        ('export { a } from "./a.js";', ["./a.js"]),
        ('export async function a() {\n  return import("./a.js")\n}', []),
        ("export const a = (name) => `./${name}.js`", []),
    ],
)
def test_what_is_imported_by_a_call_is_not_among_them(code, found):
    assert IMPORTED.findall(code) == found


def test_the_budgets_hold():
    """Compressed bytes, as collected: script until a page can be used, that and what follows by itself, style."""
    size = {
        "script at once": script_at_once(),
        "script in all": script_in_all(),
        "style": sum(len(gzip.compress(file.read_bytes())) for file in (ROOT / "static" / "css").glob("*.css")),
    }

    assert size["script at once"] <= 60_000, size
    assert size["script at once"] < size["script in all"] <= 89_000, size
    assert size["style"] <= 30_000, size


def test_a_module_loses_its_comments_and_keeps_its_words():
    module = '// What it is for.\n\nexport const a = "// no comment"; // why\n  if (a) {\n    // so\n    b();\n  }\n'

    assert without_comments(module) == 'export const a = "// no comment"; // why\nif (a) {\nb();\n}\n'


#: A sign ` in quotes, or in an expression.
QUOTED = re.compile(r'"[^"]*"|/[^/]*`[^/]*/')


def test_no_string_of_a_module_has_lines_that_would_be_taken_for_comments_or_indented():
    over_lines = {
        path.name
        for path in MODULES
        if any(QUOTED.sub("", line).count("`") % 2 for line in path.read_text().splitlines())
    }
    assert over_lines == {"table.js", "names.de.js"}
    for name in over_lines:
        table = (ROOT / "static" / "js" / "emoji" / name).read_text()
        lines = [line for line in table.splitlines() if line[:2] not in ("", "//")]
        assert without_comments(table).count("\n") == len(lines)
        assert not [line for line in table.splitlines() if line[:1].isspace()]


def test_no_module_has_comments_of_the_other_kind():
    assert [path.name for path in MODULES if "/*" in path.read_text()] == []


def test_modules_pass_their_own_tests():
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is not installed: it runs the tests of static/js")
    done = subprocess.run([node, "--test", "static/js/tests/"], cwd=ROOT, capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stdout[-3000:]


#: Modules that only join others, or are about layout: no test of node imports them, a journey goes through each.
WALKED = {
    "account/theme.js": "tests/test_reading_journey.py",
    "app.js": "tests/test_loading_journey.py",
    "conversation/conversation.js": "tests/test_navigation_journey.py",
    "conversation/handling.js": "tests/test_message_tools_journey.py",
    "conversation/place.js": "tests/test_loading_journey.py",
    "desk/desk.js": "tests/test_live_journey.py",
    "desk/later.js": "tests/test_keyboard_journey.py",
    "desk/open_topic.js": "tests/test_navigation_journey.py",
    "live/news.js": "tests/test_live_journey.py",
    "offline/page.js": "tests/test_offline_journey.py",
    "offline/worker.js": "tests/test_offline_journey.py",
}
TESTED = re.compile(r'(?:from|import\()\s*"\.\./([^"]+)"')


def test_every_module_has_tests_of_its_own_or_a_journey():
    folder = ROOT / "static" / "js"
    tested = {name for test in (folder / "tests").glob("*.test.js") for name in TESTED.findall(test.read_text())}
    modules = {path.relative_to(folder).as_posix() for path in MODULES}

    assert sorted(modules - tested - WALKED.keys()) == [], "these have neither"
    assert sorted(WALKED.keys() - modules) == [], "these are no modules any more"
    assert sorted(WALKED.keys() & tested) == [], "these need no journey"
    assert sorted(tested - modules) == [], "these are tested and are not there"
    assert [journey for journey in WALKED.values() if not (ROOT / journey).is_file()] == []


SERVED = """
import django
django.setup()
from django.templatetags.static import static
from django.test import Client
answer = Client(SERVER_NAME="localhost").get(static("js/app.js"))
print(static("js/app.js"), answer.status_code, answer["Cache-Control"])
"""


@pytest.mark.parametrize(
    ("collected", "expected"),
    [
        (True, r"/static/js/app\.[0-9a-f]{12}\.js 200 .*immutable"),
        (False, r"/static/js/app\.js 200 max-age=60, public"),
    ],
)
def test_a_laptop_serves_what_was_collected_when_it_is_told_where(tmp_path, collected, expected):
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "chatterbox.settings.local",
        "DATA": str(tmp_path / "data"),
        **({"STATIC_ROOT": str(tmp_path / "static")} if collected else {}),
    }

    def run(*words):
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, timeout=120, check=True, capture_output=True
        )

    if collected:
        run("-m", "chatterbox.collect")

    assert re.match(expected, run("-c", SERVED).stdout.decode())
