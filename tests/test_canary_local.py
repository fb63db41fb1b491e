"""It is true that a canary beside a site on a laptop shows that messages arrive, by a real socket and by events."""

import contextlib
import subprocess
import sys

from scripts.stack.layout import ROOT
from tests import sites, status


@contextlib.contextmanager
def canary_of(site):
    environment = sites.environment_of(site.data, site.port, DJANGO_SETTINGS_MODULE="chatterbox.settings.local")
    with (site.data / "canary.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "canary"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            assert process.wait(30) == 0


def test_it_is_not_known_before_and_well_with_a_canary(tmp_path):
    with sites.local_site(tmp_path / "data") as site:
        assert status.read(site.url)["state"] == "unknown"

        with canary_of(site):
            _, found = status.await_status(site.url, lambda found: found["state"] == "ok", 90)

        assert found["shown"]["newest"] is not None
        assert found["events"]["newest"] is not None
        assert {one["state"] for one in found["components"]} == {"ok"}
        assert "Traceback" not in (site.data / "canary.log").read_text()
