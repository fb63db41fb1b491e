"""It is true of what people notice of a deployment that each fault is named, and that nothing seen is no pass."""

from types import SimpleNamespace

import pytest

from faults.absences import FEW, Move
from faults.breaks import ROLL, Break
from faults.checkers import Window
from faults.load import Told
from faults.notice import Notice
from faults.visitors import Seen

GOOD = Seen(0.0, "GET /status", 200, 0.1)


@pytest.fixture
def notice():
    moments = {f"client{n}": 105.0 + n / 5 for n in range(FEW)}
    members = [
        SimpleNamespace(client=None, journal=SimpleNamespace(who=who), told=[Told(104.0, at)])
        for who, at in moments.items()
    ]
    made = Notice(SimpleNamespace(members=members))
    made.visitors = [SimpleNamespace(seen=[GOOD], again=2)]
    made.watch.moves = [Move(who, at, 0.5, at) for who, at in moments.items()]
    return made


def faults(notice, front=()):
    plan, windows = [Break(0.0, "messaging-web", ROLL, 0.0)], [Window(100.0, 110.0, excuses=False)]
    return {name: found for name, found in notice.faults(plan, windows, front).items() if found}


def test_nothing_is_wrong_when_all_was_answered(notice):
    assert faults(notice, ["[notice] signal 1 received", "[warn] a warning"]) == {}
    said = notice.words()
    assert "1 requests beside it, 0 of 5xx, 0 unreachable" in said
    assert "2 kept connections made anew; 20 sockets moved, at most 0.5 s without one" in said


def test_answers_that_were_none_are_named(notice):
    notice.visitors[0].seen += [Seen(0.0, "GET /p", 502, 0.1), Seen(0.0, "POST /q", 0, 0.1, "ConnectionRefusedError")]

    assert faults(notice) == {"answers": ["GET /p after 0.10 s: 502", "POST /q after 0.10 s: ConnectionRefusedError"]}
    assert "1 of 5xx, 1 unreachable" in notice.words()


def test_no_answers_at_all_are_no_pass(notice):
    notice.visitors[0].seen = []

    assert faults(notice) == {"answers": ["nobody has asked for anything"]}


def test_what_the_front_complains_of_is_named(notice):
    line = "2026/01/02 12:00:00 [error] 7#7: *1 connect() failed (111: Connection refused) while connecting to upstream"

    assert faults(notice, [line]) == {"front": [line]}


def test_sockets_that_did_not_move_are_named(notice):
    notice.watch.moves = []

    assert list(faults(notice)) == ["sockets"]
