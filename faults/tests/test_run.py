"""It is true of breaks that those who chat are not to notice that an error frame and an answer of 5xx are faults."""

from types import SimpleNamespace

import pytest

from faults.journal import ERROR, SENT, Entry
from faults.run import _noticed
from faults.tests.stages import empty_stage

LINE = '{"timestamp": "2026-01-02T12:00:00+00:00", "status": 503}'


@pytest.mark.parametrize(
    ("entries", "lines", "faults"),
    [
        ([Entry(SENT, "ada", "t")], ['{"status": 201}'], []),
        ([Entry(ERROR, "ada", "", text="unavailable")], [], ["ada was told unavailable"]),
        ([], [LINE], [f"messaging-web: {LINE}"]),
    ],
)
def test_what_those_who_chat_were_told_is_named_though_something_was_broken(entries, lines, faults):
    stage = empty_stage()
    with stage.broken("kill redis"):
        pass
    stage.logs = SimpleNamespace(since=lambda name: lines)

    assert _noticed(stage, entries) == faults
