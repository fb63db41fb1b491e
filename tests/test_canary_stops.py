"""It is true of each component of the stack that /status names it, and nothing else, within 45 s of its end, and
forgets it within 60 s of its start; the gap stays to be seen.

A second web process of messaging tells it, because the first one is stopped as well. The times are written into the
report of the test run (`record_property`), and printed with `-rP`.
"""

import os
import subprocess
import sys
import time

import pytest

from messaging.canary.components import NAMES
from scripts.stack.layout import HOST, ROOT
from tests import sites, status

pytestmark = [pytest.mark.servers, pytest.mark.alone]

RED, GREEN = 45.0, 60.0
#: Parts of the stack, and what people read of them.
PARTS = {
    "redis": "redis",
    "messaging-relay": "messaging-relay",
    "postgres": "postgresql",
    "mongo": "mongodb",
    "kafka": "kafka",
    "accounts-web": "accounts-web",
    "messaging-web": "messaging-web",
    "accounts-relay": "accounts-relay",
    "accounts-consume": "accounts-consumer",
    "messaging-consume": "messaging-consumer",
    "accounts-jobs": "accounts-jobs",
    "accounts-mails": "accounts-mails",
    "messaging-jobs": "messaging-jobs",
    "messaging-canary": "canary",
    "nginx": "front",
}
#: Those that `make test` stops; `make test-long` stops all.
SHORT = {"redis"}
#: What stands in nobody's way when it is gone: the demo provider is no part of the product.
NOT_SHOWN = {"provider"}


@pytest.fixture(scope="module")
def witness(stack_site, tmp_path_factory):
    """Another web process of messaging, on a port of its own: its address."""
    port = sites.free_port()
    log = tmp_path_factory.mktemp("witness") / "web.log"
    environment = {"PATH": os.environ["PATH"], **stack_site.env("messaging"), "INSTANCE": "witness"}
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "chatterbox.serve", "--host", HOST, "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
        )
        sites.wait_for_health(f"http://{HOST}:{port}/health/live", process, log)
        yield f"http://{HOST}:{port}"
        process.terminate()
        process.wait(20)
    assert "Traceback" not in log.read_text()


@pytest.fixture
def well(stack_site, witness):
    """All is there before, and whatever a test does, after."""
    status.await_status(witness, lambda found: found["state"] == "ok", 90)
    yield witness
    stack_site.up()


def test_every_part_of_the_stack_is_a_component(stack_site):
    assert set(stack_site.parts) == set(PARTS) | NOT_SHOWN


@pytest.mark.timeout(300)
@pytest.mark.parametrize("how", ["stop", pytest.param("kill", marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "part", [part if part in SHORT else pytest.param(part, marks=pytest.mark.long) for part in PARTS]
)
def test_it_is_named_when_it_ends_and_forgotten_when_it_is_back(stack_site, well, record_property, part, how):
    component = PARTS[part]

    getattr(stack_site, how)(part)
    red, found = status.await_status(well, lambda found: status.missing(found) == [component], RED)
    assert found["state"] == "down"
    assert f"<b>{NAMES[component]}</b>" in status.page(well)
    began = time.monotonic()
    stack_site.start(part)
    _, found = status.await_status(well, lambda found: found["state"] == "ok", GREEN)
    green = time.monotonic() - began

    record_property("red_seconds", round(red, 1))
    record_property("green_seconds", round(green, 1))
    print(f"{part}: {how}: red after {red:.1f} s, green {green:.1f} s after its start")
    assert green < GREEN
    gap = found["gaps"][0]
    assert component in gap["missing"]
    assert gap["ended_at"] is not None


@pytest.mark.long
@pytest.mark.timeout(300)
def test_a_web_process_that_has_just_started_knows_the_day(stack_site, well):
    before = status.read(well)
    stack_site.stop("messaging-web")
    stack_site.start("messaging-web")

    _, found = status.await_status(stack_site.url, lambda found: found["shown"]["count"] > 0, 20)

    assert found["shown"]["count"] >= before["shown"]["count"]
