"""Posts as `save_messages` takes them."""

from typing import Any

from events.ids import new_id
from messaging.models import User
from messaging.services.messages import new_message
from messaging.services.save import NewMessage


def new(author: User, topic_id: object, text: str = "Hello", **given: object) -> NewMessage:
    """A checked and rendered post with a client_id of its own, which no rate limit stops."""
    command: dict[str, Any] = {"topic_id": topic_id, "client_id": str(new_id()), "text": text} | given
    post = new_message(author, **command)
    post.limited = None
    return post
