"""A client of Chatterbox that uses its public API and the protocol of docs/protocol.md, and nothing else of ours.

async with Client(url, Phone(token)) as client:
    topic = await client.follow(topic_id)
    await client.post(topic_id, "Ahoy!")
    print(topic.texts())
"""

from chatterbox_client.access import Browser, Phone, sign_in, sign_up
from chatterbox_client.api import Api, Json, Refused, Unreachable
from chatterbox_client.client import Client, Ended, Shown
from chatterbox_client.connection import Closed
from chatterbox_client.topic import Topic

__all__ = [
    "Api",
    "Browser",
    "Client",
    "Closed",
    "Ended",
    "Json",
    "Phone",
    "Refused",
    "Shown",
    "Topic",
    "Unreachable",
    "sign_in",
    "sign_up",
]
