"""It is true that Chatterbox can be installed, and that its worker keeps what is the same for everybody and no more."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.test import Client
from PIL import Image

from chatterbox import installable
from messaging.views.share import shared_words


@pytest.fixture
def kept():
    def of(**headers) -> dict:
        code = Client(headers=headers).get("/sw.js").content.decode()
        head = re.match(r"const KEPT = (\{.*\});\n", code)
        assert head
        found: dict = json.loads(head[1])
        return found

    return of


def test_the_manifest_names_icons_that_are_there_in_their_sizes():
    answer = Client().get("/manifest.webmanifest")
    manifest = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert manifest["display"] == "standalone"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        path = finders.find(icon["src"].removeprefix("/static/"))
        assert "x".join(map(str, Image.open(path).size)) == icon["sizes"]


def test_shortcuts_lead_to_pages():
    client = Client()

    for shortcut in client.get("/manifest.webmanifest").json()["shortcuts"]:
        assert client.get(shortcut["url"]).status_code in {200, 302}


def test_what_other_apps_share_comes_to_a_page_that_reads_it():
    target = Client().get("/manifest.webmanifest").json()["share_target"]

    assert target["method"] == "GET"
    assert Client().get(target["action"], dict.fromkeys(target["params"].values(), "words")).status_code == 302
    shared = "&".join(f"{name}={name}" for name in target["params"].values())
    assert shared_words(QueryDict(shared)) == "title\ntext\nurl"


def test_pages_name_the_manifest_and_an_icon_for_home_screens():
    page = Client().get("/offline").content.decode()

    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    assert re.search(r'rel="apple-touch-icon" href="/static/images/app/touch-180[^"]*\.png"', page)


def test_the_worker_is_looked_at_anew_and_may_fetch_its_files_only(settings):
    settings.STATIC_URL = "https://static.example/files/"

    answer = Client().get("/sw.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert "connect-src 'self' https://static.example" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_worker_keeps_static_files_and_one_page(kept):
    found = kept()

    assert found["page"] == "/offline"
    assert all(re.match(r"/static/|/icons\.svg\?v=", file) for file in found["files"])
    for name in installable.FILES:
        assert finders.find(name), name


def test_everything_that_the_page_offline_loads_is_kept(kept):
    page = Client().get("/offline").content.decode()
    loaded = {
        *re.findall(r'<(?:script|img)[^>]* src="([^"]+)"', page),
        *re.findall(r'<link rel="(?:stylesheet|icon|preload)"\s+href="([^"]+)"', page),
        *re.findall(r'<use href="([^"#]+)', page),
    }

    assert len(loaded) > 6
    assert loaded <= set(kept()["files"])


def test_a_changed_file_makes_another_worker(kept, monkeypatch, tmp_path):
    before = kept()["version"]
    changed = tmp_path / "tokens.css"
    changed.write_text("html { color: red }")
    monkeypatch.setattr(installable.finders, "find", lambda name: str(changed))
    installable._version.cache_clear()

    after = kept()["version"]
    installable._version.cache_clear()

    assert before != after


@pytest.mark.django_db(databases="__all__")
def test_the_page_offline_says_nothing_of_who_is_signed_in(ada, browser_of):
    mine, anybodys = browser_of(ada).get("/offline"), Client().get("/offline")

    assert mine.content == anybodys.content
    assert "data-user-id" not in mine.content.decode()
    assert "js/app.js" not in mine.content.decode()


@pytest.mark.parametrize("path", ["/sw.js", "/offline", "/manifest.webmanifest"])
def test_nothing_is_done_there_by_post(path):
    assert Client().post(path).status_code == 405


def test_the_code_of_the_worker_is_the_file():
    code = (Path(__file__).parents[2] / "static/js/offline/worker.js").read_text()

    assert Client().get("/sw.js").content.decode().endswith(code)
