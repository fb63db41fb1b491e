"""It is true of breaks that those who chat are not to notice that an error frame and an answer of 5xx are faults."""

from types import SimpleNamespace

import pytest

from faults.checkers import Window
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
    stage.logs = SimpleNamespace(since=lambda name: lines if name == "messaging-web" else [])

    assert _noticed(stage, entries, []) == faults


def test_what_nginx_could_not_have_answered_by_messaging_is_named_and_by_accounts_is_not():
    lines = [f'{{"timestamp": 1767355200.5, "status": 502, "for": "{name}"}}' for name in ("accounts", "messaging")]
    stage = empty_stage()
    stage.logs = SimpleNamespace(since=lambda name: lines if name == "nginx" else [])

    assert _noticed(stage, [], []) == [f"nginx: {lines[1]}"]


@pytest.mark.parametrize(("at", "faults"), [(105.0, []), (120.0, ["ada was told unavailable"])])
def test_what_people_were_told_after_the_mending_is_named(at, faults):
    entries = [Entry(ERROR, "ada", "", at=at, text="unavailable")]

    assert _noticed(empty_stage(), entries, [Window(100.0, 110.0)]) == faults
