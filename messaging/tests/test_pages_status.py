"""It is true of /status that everybody may read it, and that it asks no server for its answer."""

import json
import re
import time
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client

from messaging.canary import status
from messaging.canary import watch as watching
from messaging.canary.beats import Beat
from messaging.canary.components import called
from messaging.canary.status import status_of
from messaging.tests.beats import heard


@pytest.fixture
def tells(monkeypatch):
    """What this process has heard."""

    def use(*beats, **sees):
        watch = heard(**sees)
        watch.history.add(beats, time.time())
        monkeypatch.setattr(watching, "_watch", watch)

    return use


def now_beat(*missing, **fields):
    given = {"shown_ms": 41, "round_ms": 512} | fields
    return Beat(id="1", at=time.time() - 5, missing=missing, **given)


def test_a_stranger_reads_that_messages_arrive(client, tells):
    tells(now_beat())

    page = client.get("/status")

    assert page.status_code == 200
    assert "Messages arrive" in page.content.decode()
    assert "41 ms" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert page["Refresh"]


def test_it_names_what_is_missing(client, tells):
    tells(now_beat("postgresql", shown_ms=None))

    page = client.get("/status").content.decode()

    assert "Something is missing" in page
    assert "Missing right now:" in page


def section_of(page, title):
    return page.partition(f'id="{title}"')[2].partition("</section>")[0]


def test_it_says_of_each_part_whether_it_is_there_and_when_something_was_missing(client, tells, settings):
    settings.PROFILE = "messaging"
    moment = time.time()
    told = [(90, ()), (75, ("redis",)), (60, ("redis",)), (45, ()), (30, ()), (15, ())]
    tells(*(Beat(id=str(ago), at=moment - ago, missing=missing) for ago, missing in told), now_beat(unknown=("kafka",)))

    page = client.get("/status").content.decode()

    parts = re.findall(r'<span class="grow">(.+?)</span>\s*<span class="tag.*?">(.*?)</span>', page, re.DOTALL)
    states = {name: re.sub(r"<.*>", "", state, flags=re.DOTALL).strip() for name, state in parts}
    assert (states[called("redis")], states[called("kafka")]) == ("there", "not known")
    gaps = section_of(page, "gaps-title")
    assert f"<b>{called('redis')}</b>" in gaps
    assert f"{datetime.fromtimestamp(moment - 75, UTC):%H:%M} UTC" in gaps
    assert "0 min 30 s" in gaps
    assert "goes on" not in gaps


def test_a_gap_that_goes_on_is_said_to_and_without_one_it_says_so(client, tells):
    tells(now_beat("postgresql", shown_ms=None))
    assert "goes on" in section_of(client.get("/status").content.decode(), "gaps-title")

    tells(now_beat())
    assert "None that was noticed." in section_of(client.get("/status").content.decode(), "gaps-title")


def test_without_a_canary_it_says_that_nothing_is_known(client, tells):
    tells()

    page = client.get("/status").content.decode()

    assert "Nothing has been heard of the canary" in page
    assert "Messages arrive" not in page


def test_programs_read_the_same(client, tells):
    tells(now_beat("postgresql"))

    answer = client.get("/status.json")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    found = json.loads(answer.content)
    assert found["state"] == "down"
    assert found["shown"] == {"newest": 41, "p50": 41, "p95": 41, "count": 1}
    assert [gap["missing"] for gap in found["gaps"]] == [["postgresql"]]


@pytest.mark.parametrize("path", ["/status", "/status.json"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_who_asks_is_not_looked_up(tells):
    """No database is open in this test: a look-up would fail."""
    tells(now_beat())
    client = Client()
    client.cookies[settings.ACCESS_COOKIE_NAME] = "a.bad.token"

    assert client.get("/status").status_code == 200


def test_it_speaks_german(client, tells):
    tells(now_beat())

    page = client.get("/status", headers={"accept-language": "de"}).content.decode()

    assert "Nachrichten kommen an" in page


def test_what_one_asks_for_does_for_others_for_a_second(client, tells, monkeypatch):
    made = []
    monkeypatch.setattr(status, "status_of", lambda *given: made.append(1) or status_of(*given))
    tells(now_beat())

    for _ in range(5):
        client.get("/status.json")
    assert len(made) == 1
    monkeypatch.setattr(status, "FRESH", 0)
    client.get("/status.json")

    assert len(made) == 2
