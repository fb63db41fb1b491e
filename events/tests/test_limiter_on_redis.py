import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from events import limiter
from events.limiter import OverLimit, RedisLimiter, Use

# Others use the same server, which is paused here, and forgets its scripts and connections.
pytestmark = [pytest.mark.servers, pytest.mark.alone]


def test_of_200_at_once_over_two_clients_exactly_10_pass():
    key = uuid.uuid4().hex
    # Patient ones: what is tested is that they count together, not how fast this machine is.
    nodes = [RedisLimiter(settings.REDIS_URL, seconds=5), RedisLimiter(settings.REDIS_URL, seconds=5)]
    together = threading.Barrier(20)

    def work(worker: int) -> list[int]:
        together.wait()
        return [nodes[(worker + n) % 2].take(key, 10, 10).remaining for n in range(10)]

    with ThreadPoolExecutor(20) as pool:
        left = [remaining for part in pool.map(work, range(20)) for remaining in part]

    assert len(left) == 200
    assert sorted(remaining for remaining in left if remaining >= 0) == list(range(10))


def test_the_window_slides():
    node = RedisLimiter(settings.REDIS_URL, seconds=5)
    key = uuid.uuid4().hex

    assert [node.take(key, 2, 3).remaining for _ in range(3)] == [1, 0, -1]
    reset = node.take(key, 2, 3).reset
    assert 0 < reset <= 3
    threading.Event().wait(reset + 0.02)
    assert node.take(key, 2, 3).remaining >= 0


def test_many_are_counted_in_their_order_like_one_after_the_other():
    node = RedisLimiter(settings.REDIS_URL, seconds=5)
    ada, bo = uuid.uuid4().hex, uuid.uuid4().hex
    node.take(bo, 2, 10)

    answers = node.take_many([ada, bo, ada, bo, ada], 2, 10)

    assert [answer.remaining for answer in answers] == [1, 0, 0, -1, -1]
    assert all(0 < answer.reset <= 10 for answer in answers)
    assert node.take(ada, 2, 10).remaining == -1


def test_uses_in_turn_are_one_command_and_stop_at_the_first_refused():
    node = RedisLimiter(settings.REDIS_URL, seconds=5)
    address, ada = uuid.uuid4().hex, uuid.uuid4().hex
    uses = [Use(address, 2, 10), Use(ada, 5, 20)]
    client = node._shared.client
    node.take_in_turn(uses)  # Redis knows the script now
    before = client.info("commandstats")["cmdstat_evalsha"]["calls"]

    answers = [node.take_in_turn(uses) for _ in range(2)]

    assert client.info("commandstats")["cmdstat_evalsha"]["calls"] - before == 2
    assert [[(one.limit, one.remaining) for one in answer] for answer in answers] == [[(2, 0), (5, 3)], [(2, -1)]]
    assert 10 < node.take(ada, 5, 20, count=False).reset <= 20
    assert node.take(ada, 5, 20, count=False).remaining == 3


def test_a_connection_that_was_ended_and_a_script_that_was_forgotten_are_made_anew(caplog):
    node, key = RedisLimiter(settings.REDIS_URL, seconds=5), uuid.uuid4().hex
    client = node._shared.client
    node.take(key, 5, 10)
    client.script_flush()
    assert node.take(key, 5, 10).remaining == 3
    client.client_kill_filter(_type="normal", skipme=True)

    assert node.take(key, 5, 10).remaining == 2
    assert not caplog.records


def test_an_answer_that_comes_late_is_nobodys():
    node, ada, bo = RedisLimiter(settings.REDIS_URL, seconds=1), uuid.uuid4().hex, uuid.uuid4().hex
    client = node._shared.client
    node.take(ada, 100, 10)
    client.execute_command("CLIENT", "PAUSE", 3000)

    assert node.take(ada, 100, 10).remaining == 99  # counted here alone
    node._shared._left_alone_until = 0
    threading.Event().wait(2.5)

    assert node.take(bo, 7, 10).remaining == 6


def test_threads_do_not_share_a_connection():
    node, key = RedisLimiter(settings.REDIS_URL, seconds=5), uuid.uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        left = list(pool.map(lambda _: node.take(key, 400, 60).remaining, range(400)))

    assert sorted(left) == list(range(400))


def test_the_profile_chooses_redis():
    key = uuid.uuid4().hex
    limiter.check("post", key, 1, 60)
    limiter.forget()

    with pytest.raises(OverLimit) as refused:
        limiter.check("post", key, 1, 60)

    assert refused.value.headers()["X-RateLimit-Limit"] == "1"
