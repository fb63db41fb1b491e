"""It is true that nothing whose post began after a kick was answered is shown to the kicked, whatever Redis does."""

import asyncio
import random
import time

import pytest

from events.ids import new_id
from messaging import services
from messaging.database import ask
from messaging.models import Topic
from messaging.tests.people import member_of
from messaging.tests.test_authority import redis_of_our_own

__all__ = ["redis_of_our_own"]

pytestmark = [pytest.mark.servers, pytest.mark.django_db(databases=["messaging"], transaction=True)]

POSTERS = 4
#: Posts that a round waits for before the kick, and after it.
BEFORE, AFTER = 12, 24
#: Seconds of looking at the heads, and a little: what could still be shown by mistake would be there by then.
A_LOOK = 1.3
SEED = 20_260
WAYS = ["with Redis", "Redis is killed before the kick", "Redis is killed right after the kick"]


class Stream:
    """People who post as fast as they can; when each post began, by its text."""

    def __init__(self, people, topic):
        self.began = {}
        self.topic = topic
        self._is_over = False
        self._tasks = [asyncio.create_task(self._post_on(person)) for person in people]

    async def _post_on(self, person):
        while not self._is_over:
            text = str(new_id())
            self.began[text] = time.monotonic()
            await ask(services.post_message, person, topic_id=self.topic.id, client_id=text, text=text)

    async def more(self, count):
        """Wait for so many more posts."""
        wanted = len(self.began) + count
        while len(self.began) < wanted:
            await asyncio.sleep(0.002)
            for task in self._tasks:
                if task.done():
                    task.result()

    async def stop(self):
        """End, with each post answered that began."""
        self._is_over = True
        await asyncio.gather(*self._tasks)


@pytest.mark.parametrize("rounds", [1, pytest.param(25, marks=[pytest.mark.long, pytest.mark.timeout(400)])])
@pytest.mark.parametrize("way", WAYS)
async def test_nothing_that_began_after_the_kick_is_shown_to_the_kicked(
    redis_of_our_own, sockets, limit, ada, party, topic, way, rounds
):
    limit()
    dice = random.Random(f"{SEED} {way}")
    people = [await ask(member_of, party, f"poster{number}") for number in range(POSTERS)]
    for number in range(rounds):
        if not redis_of_our_own.answers():
            redis_of_our_own.start()
        await one_round(redis_of_our_own, sockets, ada, party, topic, people, way, f"kicked{number}", dice)


async def one_round(redis, sockets, ada, party, topic, people, way, name, dice):
    kicked = await ask(member_of, party, name)
    owner_socket, kicked_socket = await sockets(ada), await sockets(kicked)
    have = (await ask(Topic.objects.get, id=topic.id)).last_rev
    for socket in (owner_socket, kicked_socket):
        await socket.sub(topic, have=have, parties=[str(party.id)])

    stream = Stream(people, topic)
    await stream.more(BEFORE + dice.randrange(BEFORE))
    # The Redis of the round before may just be back, and then this takes a look at the heads.
    kicked_socket.frames.append(await kicked_socket.message())
    if way == "Redis is killed before the kick":
        redis.kill()
        await stream.more(dice.randrange(BEFORE))
    await ask(services.kick_member, ada, party_id=party.id, user_id=kicked.id)
    answered = time.monotonic()
    if way == "Redis is killed right after the kick":
        redis.kill()
    await stream.more(AFTER)
    await stream.stop()

    await kicked_socket.expect("gone", topic=str(topic.id))
    await asyncio.sleep(0 if way == "with Redis" else A_LOOK)
    await kicked_socket.ping()
    late = {text for text, began in stream.began.items() if began > answered}
    shown = texts_of(kicked_socket)
    assert len(late) >= AFTER - POSTERS
    assert shown & set(stream.began)
    assert shown & late == set(), f"seed {SEED}, {name}"
    await shown_to_the_owner(owner_socket, late)
    await kicked_socket.leave()
    await owner_socket.leave()


async def shown_to_the_owner(socket, texts):
    """All of these come to somebody who may see them."""
    shown = set()
    while not texts <= shown:
        shown.add((await socket.message())["d"]["text"])


def texts_of(socket):
    return {frame["d"]["text"] for frame in socket.frames if frame.get("t") == "message"}
