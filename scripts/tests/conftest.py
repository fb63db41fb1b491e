"""These tests know no database of the code: the leg on the real servers repeats none of them, it adds its own."""

import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent

#: No package registry has it; `make test` says at its end when it was missing.
collect_ignore = [] if shutil.which("terraform") else ["test_terraform.py"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_SERVERS") != "1":
        return
    done_before = [item for item in items if HERE in item.path.parents and not item.get_closest_marker("servers")]
    config.hook.pytest_deselected(items=done_before)
    items[:] = [item for item in items if item not in done_before]
