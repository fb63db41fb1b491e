"""It is true of the frames in docs/protocol.md that they are like those which really cross the socket."""

import json
import re
import secrets
from typing import Any

import pytest

from chatterbox_client import Json, Phone, Refused, sign_in
from chatterbox_client.blocking import BlockingClient
from scripts.stack.layout import ROOT
from tests.sites import DEMO_PASSWORD

GUIDE = ROOT / "docs" / "protocol.md"
EXAMPLE = re.compile(r"^```json (client|server)\n(.*)\n```$", re.MULTILINE)
#: Fields that a frame has only when there is something to say.
NOT_ALWAYS = {".client_id", ".retry_after", ".fields"}
#: Values by id: each may be any.
BY_ID = {".topics", ".heads.topics", ".heads.parties"}
#: What a person sees who does a bit of everything for a second.
USUAL = "hello synced event-message event-party event-me event-presence ack error pong authed gone-topic gone-party"


def examples() -> dict[str, list[Json]]:
    """What the page shows the server to send, by kind."""
    found: dict[str, list[Json]] = {}
    for side, text in EXAMPLE.findall(GUIDE.read_text(encoding="utf-8")):
        if side == "server":
            frame = json.loads(text)
            found.setdefault(kind_of(frame), []).append(frame)
    return found


def kind_of(frame: Json) -> str:
    more = frame.get("t") or next((name for name in ("topic", "party") if name in frame), None)
    return f"{frame['op']}-{more}" if more else str(frame["op"])


def differences(example: Any, real: Any, where: str = "") -> list[str]:
    """Names and types that are not the same in two values, whatever is nested in them; null is like anything."""
    if example is None or real is None:
        return []
    if isinstance(example, dict) and isinstance(real, dict):
        if where in BY_ID:
            return [fault for value in real.values() for fault in differences(next(iter(example.values())), value)]
        missing = {f"{where}.{name}" for name in example.keys() ^ real.keys()} - NOT_ALWAYS
        both = example.keys() & real.keys()
        return sorted(missing) + [
            fault for name in both for fault in differences(example[name], real[name], f"{where}.{name}")
        ]
    if isinstance(example, list) and isinstance(real, list):
        return [fault for each in real if example for fault in differences(example[0], each, f"{where}[]")]
    return [] if isinstance(real, type(example)) else [f"{where}: {example!r} against {real!r}"]


@pytest.fixture
def heard(local_site: Any) -> dict[str, list[Json]]:
    """The frames of a phone whose owner does a bit of everything, and is put out at the end; by kind."""
    ada, eve = (
        BlockingClient(local_site.url, Phone(sign_in(local_site.url, f"{name}@example.org", DEMO_PASSWORD)))
        for name in ("ada", "eve")
    )
    made = ada.ask("POST", "/parties", {"client_id": secrets.token_hex(8), "name": "Frames"})
    party, topic = made["party"]["id"], made["topics"][0]["id"]
    eve.ask("POST", f"/invites/{made['invite']['code']}/accept", {})
    with ada, eve:
        assert eve.client.connection
        frames = [eve.client.connection.hello]
        eve.client.hear = lambda frame, _session: frames.append(frame)
        eve.follow(topic)
        eve.send("sub", members=[party])
        first = ada.post(topic, "Ahoy!")
        eve.post(topic, "Who calls?", reply_to=first["id"])
        ada.ask("PUT", f"/messages/{first['id']}/reactions/%F0%9F%8E%89", {})
        with pytest.raises(Refused):
            eve.post(topic, " ")
        ada.ask("POST", f"/parties/{party}/topics", {"client_id": "boats", "name": "boats"})
        eve.send("read", topic=topic, n=1)
        eve.send("ping", c=17)
        eve.send("auth", ticket=eve.ask("POST", "/ws-ticket", {})["ticket"])
        eve.wait_until(lambda: any(frame["op"] == "authed" for frame in frames))
        ada.ask("DELETE", f"/parties/{party}/members/{eve.client.user_id}")
        eve.wait_until(lambda: {"gone-topic", "gone-party"} <= {kind_of(frame) for frame in frames})
    found: dict[str, list[Json]] = {}
    for frame in frames:
        found.setdefault(kind_of(frame), []).append(frame)
    return found


def like(real: Json, shown: list[Json]) -> bool:
    """Whether a frame is like an example of its kind; what changes of parties bring along is not compared."""
    faults = [differences(example, real) for example in shown]
    if real.get("t") in {"party", "me"}:
        faults = [[fault for fault in each if not fault.startswith(".d.")] for each in faults]
    return not all(faults)


def test_what_crosses_the_socket_is_like_the_page_says(heard: dict[str, list[Json]]):
    shown = examples()

    assert set(USUAL.split()) <= heard.keys()
    assert not heard.keys() - shown.keys(), "the page does not show these"
    unlike = [frame for kind, frames in heard.items() for frame in frames if not like(frame, shown[kind])]
    assert not unlike, [differences(shown[kind_of(frame)][0], frame) for frame in unlike]


def test_a_frame_of_another_form_would_be_noticed():
    example = {"op": "ack", "message": {"n": 1, "reply_to": None, "reactions": [{"emoji": "x"}]}}

    assert like({"op": "ack", "message": {"n": 2, "reply_to": {"id": "m"}, "reactions": []}}, [example])
    assert differences(example, {"op": "ack", "message": {"n": "2", "reply_to": None, "reactions": []}})
    assert differences(example, {"op": "ack", "message": {"n": 2, "reply_to": None, "reactions": [{"emoij": "x"}]}})
    assert differences(example, {"op": "ack", "message": {"reply_to": None, "reactions": []}})
    assert differences(example, {"op": "ack", "message": example["message"], "more": 1})
