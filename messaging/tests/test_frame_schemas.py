"""It is true of docs/socket-frames.json that it is current, complete, and tells good frames from bad ones."""

import json
from typing import Any, get_args

import jsonschema_rs
import msgspec
import pytest

from messaging import frame_schemas, frames, server_frames
from messaging.commands import COMMANDS
from messaging.tests.frame_contract import check_from_client, check_from_server

HEADS = {"topics": {"T": 3}, "parties": {"P": [1, 2]}}
PRESENCE = {"online": ["u"], "away": [], "offline": [], "count": 1}

GOOD_FROM_SERVER: list[dict[str, Any]] = [
    {"op": "event", "t": "bulk", "topic": "T", "prev": 812, "rev": 1312},
    {"op": "event", "t": "typing", "topic": "T", "d": {"user_id": "u"}},
    {"op": "event", "t": "presence", "party": "P", "d": PRESENCE},
    {"op": "event", "t": "party", "party": "P", "rev": 2, "d": {"change": "party_deleted"}},
    {"op": "event", "t": "me", "party": "P", "rev": 2, "d": {"change": "read", "topic": "T", "read_n": 7}},
    {"op": "pong", "c": 17, "heads": HEADS},
    {"op": "gone", "topic": "T", "code": "not_found"},
    {"op": "reconnect", "after_ms": 4200, "reason": "deploy"},
    {"op": "error", "code": "rate_limited", "message": "Slow down.", "retry_after": 1.5},
    {"op": "synced", "topics": {"T": {"from": 812, "to": 815, "limited": False}}, "epoch": "e"},
]
BAD_FROM_SERVER: list[dict[str, Any]] = [
    {},
    {"op": "nonsense"},
    {"op": "event", "topic": "T", "prev": 812, "rev": 1312},
    {"op": "event", "t": "bulk", "topic": "T", "prev": 812},
    {"op": "event", "t": "bulk", "topic": "T", "prev": 812, "rev": "1312"},
    {"op": "event", "t": "bulk", "topic": "T", "prev": 812, "rev": 1312, "more": 1},
    {"op": "event", "t": "presence", "party": "P", "d": PRESENCE | {"count": "many"}},
    {"op": "event", "t": "party", "party": "P", "rev": 2, "d": {"change": "party_renamed"}},
    {"op": "pong", "c": 17, "heads": HEADS | {"parties": {"P": [1]}}},
    {"op": "gone", "topic": "T", "code": "no"},
    {"op": "synced", "topics": {"T": {"to": 815, "limited": False}}, "epoch": "e"},
]
GOOD_FROM_CLIENT: list[dict[str, Any]] = [
    {"op": "sub"},
    {"op": "sub", "topics": {"T": 1}, "watch": ["W"], "parties": ["P"], "members": ["P"], "epoch": None},
    {"op": "unsub", "topics": ["T"], "watch": ["W"]},
    {"op": "message:create", "topic": "T", "client_id": "c", "text": "x", "reply_to": None},
    {"op": "auth", "ticket": "t"},
    {"op": "read", "topic": "T", "n": 640},
    {"op": "typing", "topic": "T"},
    {"op": "active", "active": False},
    {"op": "ping"},
    {"op": "ping", "c": 17},
]
BAD_FROM_CLIENT: list[dict[str, Any]] = [
    {"op": "active"},
    {"op": "active", "active": 1},
    {"op": "typing"},
    {"op": "sub", "watch": {"T": 1}},
    {"op": "read", "topic": "T"},
    {"op": "nonsense"},
]


def test_the_file_is_current_and_a_schema():
    assert frame_schemas.FILE.read_text(encoding="utf-8") == frame_schemas.text(), "run: manage.py frames_docs"
    jsonschema_rs.meta.validate(frame_schemas.document())


def test_every_frame_has_words_and_every_command_a_schema():
    defs = frame_schemas.document()["$defs"]
    for kind in (*server_frames.FRAMES, *get_args(frames.Command)):
        assert len(defs[kind.__name__]["description"]) > 10
    assert set(get_args(frames.Command)) == set(COMMANDS)
    assert {kind.__struct_config__.tag for kind in COMMANDS} == frames.OPS
    assert "Shape" not in json.dumps(defs)


@pytest.mark.parametrize("frame", GOOD_FROM_SERVER, ids=json.dumps)
def test_good_frames_of_the_server_are_known(frame: dict[str, Any]):
    check_from_server(frame)


@pytest.mark.parametrize("frame", BAD_FROM_SERVER, ids=json.dumps)
def test_bad_frames_of_the_server_are_not(frame: dict[str, Any]):
    with pytest.raises(AssertionError, match="not as documented"):
        check_from_server(frame)


@pytest.mark.parametrize("frame", GOOD_FROM_CLIENT, ids=json.dumps)
def test_good_frames_of_a_client_are_known_to_both(frame: dict[str, Any]):
    check_from_client(frame)
    assert type(frames.decode_command(json.dumps(frame))) in COMMANDS


@pytest.mark.parametrize("frame", BAD_FROM_CLIENT, ids=json.dumps)
def test_bad_frames_of_a_client_are_known_to_neither(frame: dict[str, Any]):
    with pytest.raises(AssertionError, match="not as documented"):
        check_from_client(frame)
    with pytest.raises(msgspec.ValidationError):
        frames.decode_command(json.dumps(frame))
