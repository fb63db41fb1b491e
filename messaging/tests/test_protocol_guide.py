"""It is true of the examples in docs/protocol.md that each is a frame of the schemas, and that no kind is missing."""

import json
import re
from typing import Any, get_args

import msgspec
import pytest

from chatterbox import BASE_DIR
from messaging import backlogs, commands, consumers, entrance, frames, outlets, server_frames, turns
from messaging.tests import frame_contract

PAGE = (BASE_DIR / "docs" / "protocol.md").read_text(encoding="utf-8")
SENT: list[str] = re.findall(r"^```json client\n(.*)\n```$", PAGE, re.MULTILINE)
RECEIVED: list[str] = re.findall(r"^```json server\n(.*)\n```$", PAGE, re.MULTILINE)


def op_of(text: str) -> Any:
    return json.loads(text)["op"]


@pytest.mark.parametrize("text", SENT, ids=op_of)
def test_an_example_is_a_command_in_every_field(text: str):
    command = frames.decode_command(text)

    assert json.loads(text).keys() - {"op"} <= set(command.__struct_fields__)
    frame_contract.check_from_client(json.loads(text))


@pytest.mark.parametrize("text", RECEIVED, ids=op_of)
def test_an_example_of_the_server_is_a_frame_of_the_schemas(text: str):
    frame_contract.check_from_server(json.loads(text))


def test_every_frame_of_the_server_has_an_example():
    shown = [json.loads(text) for text in RECEIVED]

    for kind in server_frames.FRAMES:
        events = [get_args(field.type)[0] for field in msgspec.structs.fields(kind) if field.name == "t"]
        names = {field.name for field in msgspec.structs.fields(kind) if field.required}
        alike = [one for one in shown if one["op"] == kind.__struct_config__.tag and names <= one.keys()]
        assert [one for one in alike if one.get("t") in (events or [None])], kind.__name__


def test_every_command_has_an_example():
    assert set(map(op_of, SENT)) == frames.OPS


def test_the_numbers_of_the_page_are_those_of_the_code():
    assert f'"heartbeat_ms":{frames.HEARTBEAT_MS}' in PAGE
    assert f"{frames.MAX_FRAME // 1024} KiB; a larger one" in PAGE
    assert f"{outlets.MOST_WAITING // 1024} KiB; more" in PAGE
    assert f"{consumers.MOST_OF_ONE} at one server process; one more" in PAGE
    assert f"{commands.MOST_UNANSWERED} a socket; one more" in PAGE
    assert f"{turns.MOST_IN_TURN} a socket that wait" in PAGE
    assert f"{commands.MOST_TOPICS} topics, 1,000 watched, {commands.MOST_PARTIES} parties" in PAGE
    missed, seconds = backlogs._rate()
    assert f"| what you missed | {missed:,} changes for all your sockets at one server process, and" in PAGE
    assert f"{missed // seconds} more each second" in PAGE
    assert f"| silence | {consumers.SILENCE} seconds; then" in PAGE


def test_every_close_code_is_on_the_page():
    codes = {value for name, value in vars(entrance).items() if name.isupper() and isinstance(value, int)}

    assert codes
    assert not [code for code in codes if f"\n| {code} |" not in PAGE]
