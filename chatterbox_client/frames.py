"""What each frame of the server means to a client."""

import asyncio
from typing import TYPE_CHECKING

from chatterbox_client.api import Json, Refused

if TYPE_CHECKING:
    from chatterbox_client.client import Client
    from chatterbox_client.connection import Connection


def apply(client: "Client", connection: "Connection", frame: Json) -> None:
    """Take one frame. What is not known, an op or an event, means nothing."""
    match frame["op"]:
        case "event":
            _event(client, frame)
        case "synced":
            _synced(client, frame)
            connection.unsynced = max(connection.unsynced - 1, 0)
            connection.synced.set()
        case "pong":
            for key, rev in frame["heads"]["topics"].items():
                _hear(client, key, rev)
            for key, head in frame["heads"]["parties"].items():
                if client.parties.get(key, head) != tuple(head):
                    client.mender.look_at(key)
        case "ack":
            client.outbox.acknowledged(frame["client_id"], frame["message"])
            if topic := client.topics.get(frame["message"]["topic_id"]):
                topic.keep(frame["message"], "ack")
        case "error":
            _refused(client, connection, frame)
        case "gone":
            if topic := client.topics.get(frame.get("topic", "")):
                topic.gone = True
            client.parties.pop(frame.get("party", ""), None)
        case "authed":
            connection.extend(frame["expires_at"])
        case "reconnect":
            connection.move(frame["after_ms"])


def _event(client: "Client", frame: Json) -> None:
    match frame["t"]:
        case "message":
            if topic := client.topics.get(frame["topic"]):
                topic.take(frame)
                client.mender.mend(topic)
        case "bulk" | "head":
            _hear(client, frame["topic"], frame["rev"])
        case "party" | "me":
            numbered(client, frame)


def _hear(client: "Client", key: str, rev: int) -> None:
    if topic := client.topics.get(key):
        topic.hear(rev)
        client.mender.mend(topic)


def _synced(client: "Client", frame: Json) -> None:
    for key, said in frame["topics"].items():
        if topic := client.topics.get(key):
            if topic.epoch != frame["epoch"]:
                topic.drop_numbers()
            topic.synced(said["to"], limited=said["limited"])
            client.mender.mend(topic)


def numbered(client: "Client", frame: Json) -> None:
    """A frame that has the next number of its party. A later one: something is missing; one that is known: nothing."""
    party, rev, mine = frame["party"], frame["rev"], frame["t"] == "me"
    numbers = list(client.parties.get(party, ()))
    if not numbers or rev <= numbers[mine]:
        return
    if mine and frame["d"]["change"] == "read" and (topic := client.topics.get(frame["d"]["topic"])):
        topic.read_n = frame["d"]["read_n"]
    is_looked_at = client.mender.hear(frame)
    if rev == numbers[mine] + 1:
        numbers[mine] = rev
        client.parties[party] = numbers[0], numbers[1]
    elif not is_looked_at:
        client.mender.look_at(party)


def _refused(client: "Client", connection: "Connection", frame: Json) -> None:
    refusal, moment = Refused(frame), asyncio.get_running_loop().time()
    if "client_id" in frame:
        client.outbox.refused(frame["client_id"], refusal, moment)
    elif refusal.retry_after is not None:  # too many frames, or an outage: nobody says which one was not heard
        client.outbox.wait(moment + refusal.retry_after)
        if connection.unsynced:
            connection.unsynced -= 1
            client.ask_again(connection, refusal.retry_after)
