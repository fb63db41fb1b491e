"""A client as the contract describes it: it loads a page once, and from then on lives on frames or changes alone."""

import json
from typing import Any

import msgspec

from messaging import frames, queries, shapes
from messaging.models import Topic, User


class Follower:
    """What a client holds of one topic: each message by its number, and the rev up to which it has everything."""

    def __init__(self, person: User, topic: Topic) -> None:
        page = queries.message_page(queries.topic_for(person, topic.id), limit=100)
        self.have = page.last_rev
        self.messages = {message.n: _plain(message) for message in page.items}

    def hear(self, change: frames.TopicChange) -> None:
        """Take a frame as a socket brings it. Fails when one before it is missing."""
        frame = json.loads(frames.message_event(change, frames.JSON, ""))
        assert frame["prev"] <= self.have < frame["rev"], f"have {self.have}: {frame}"
        self.have = frame["rev"]
        self.messages[frame["n"]] = _without_excerpt(frame["d"])

    def catch_up(self, person: User, topic: Topic, limit: int = 3) -> None:
        """Ask what has changed, by small pages, until there is no more."""
        opened = queries.topic_for(person, topic.id)
        while True:
            found = queries.changes(opened, after=self.have, limit=limit)
            for message in found.items:
                assert message.rev > self.have
                self.have = message.rev
                self.messages[message.n] = _plain(message)
            if not found.has_more:
                break
        self.have = found.last_rev

    def same_as(self, other: "Follower") -> bool:
        assert self.messages == other.messages
        assert self.have == other.have
        return True


def _plain(message: shapes.MessageShape) -> dict[str, Any]:
    return _without_excerpt(json.loads(msgspec.json.encode(message)))


def _without_excerpt(message: dict[str, Any]) -> dict[str, Any]:
    """Replies quote what they reply to as it was; nobody is told again when that changes."""
    if message["reply_to"] is not None:
        message["reply_to"]["excerpt"] = ""
    return message
