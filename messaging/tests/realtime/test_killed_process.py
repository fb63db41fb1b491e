"""It is true of a message whose process dies between its commit and its announcement that it is shown, and once."""

import signal
from collections.abc import Callable
from typing import Any

import pytest

from messaging.database import ask
from messaging.models import Message
from messaging.tests.realtime.oracle import all_settled
from messaging.tests.realtime.servers import Pair

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]


@pytest.fixture
async def fatal(extra) -> Any:
    """A process that dies at its third message, after the commit."""
    return (await extra(1, CHATTERBOX_FAILPOINT="before_announce:3:kill"))[0]


async def test_a_process_is_killed_between_commit_and_publish(
    pair: Pair, fatal, screen: Callable[..., Any], topic, ada, bo
):
    writer, reader = await screen(ada, topic, at=fatal), await screen(bo, topic, at=pair.two)
    writer.api.url = pair.url  # where one comes back to
    key = str(topic.id)
    await writer.post(key, "first")
    await writer.post(key, "second")

    third = await writer.post(key, "third")
    fourth = await writer.post(key, "fourth")
    await all_settled(writer, reader)

    assert fatal.process.wait(5) == -signal.SIGKILL
    assert fourth["n"] == third["n"] + 1
    assert reader.topics[key].texts() == ["first", "second", "third", "fourth"] == writer.topics[key].texts()
    assert await ask(Message.objects.filter(topic=topic, text="third").count) == 1
    assert len([shown for shown in reader.seen if shown.message["text"] == "third"]) == 1
    assert writer.connects == 2
