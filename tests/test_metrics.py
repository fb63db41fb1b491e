"""It is true that a running site tells its metrics on a port of its own, and never where people are."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests import sites


def test_metrics_are_on_their_own_port_alone(tmp_path: Path):
    port = sites.free_port()

    with sites.local_site(tmp_path / "data", METRICS_PORT=str(port)) as site:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            told = answer.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{site.url}/metrics", timeout=10)

    for service in ("accounts", "messaging"):
        assert f'chatterbox_events_outbox_age_seconds{{service="{service}"}}' in told
        assert f'chatterbox_events_up{{service="{service}"}} 1.0' in told
    assert "chatterbox_events_applied_total" in told
    assert "chatterbox_canary_up{component=" in told
