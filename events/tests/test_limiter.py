import pytest

from events import limiter
from events.errors import RateLimited
from events.limiter import MemoryLimiter, OverLimit, RedisLimiter, Use


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _in_memory(settings):
    settings.REDIS_URL = ""


def test_as_many_pass_as_are_allowed_and_the_next_is_refused():
    for left in (2, 1, 0):
        assert limiter.check("post", "ada", 3, 10).remaining == left

    with pytest.raises(RateLimited) as refused:
        limiter.check("post", "ada", 3, 10)

    assert refused.value.retry_after is not None
    assert 9 < refused.value.retry_after <= 10
    assert refused.value.status == 429
    assert refused.value.headers() == {
        "Retry-After": "10",
        "X-RateLimit-Limit": "3",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "10",
    }


def test_many_are_counted_in_their_order_and_a_refused_use_does_not_count():
    limiter.check("post", "bo", 2, 10)

    answers = limiter.check_many("post", ["ada", "bo", "ada", "bo", "ada", "ada"], 3, 10)

    assert [getattr(answer, "remaining", None) for answer in answers] == [2, 1, 1, 0, 0, None]
    assert isinstance(answers[5], RateLimited)
    assert answers[5].allowance.remaining == 0
    assert limiter.check_many("post", [], 3, 10) == []


def test_others_and_other_deeds_are_not_touched():
    limiter.check("post", "ada", 1, 10)

    assert limiter.check("post", "bo", 1, 10).remaining == 0
    assert limiter.check("join", "ada", 1, 10).remaining == 0


def test_the_window_slides(clock):
    memory = MemoryLimiter(clock)
    for _ in range(3):
        assert memory.take("ada", 3, 10).remaining >= 0
        clock.now += 3

    refused = memory.take("ada", 3, 10)
    assert (refused.remaining, refused.reset) == (-1, 1)
    clock.now += 1
    assert memory.take("ada", 3, 10).remaining == 0
    assert memory.take("ada", 3, 10).remaining == -1


def test_a_refused_use_does_not_count(clock):
    memory = MemoryLimiter(clock)
    memory.take("ada", 1, 10)
    for _ in range(5):
        clock.now += 1.9
        assert memory.take("ada", 1, 10).remaining == -1
    clock.now += 1

    assert memory.take("ada", 1, 10).remaining == 0


def test_the_number_of_keys_is_bounded(clock):
    memory = MemoryLimiter(clock, max_keys=100)
    for number in range(1000):
        memory.take(str(number), 5, 10)

    assert len(memory._uses) == 100


def test_without_redis_each_process_counts_for_itself(caplog):
    alone = RedisLimiter("redis://127.0.0.1:1/0")

    assert [alone.take("ada", 2, 10).remaining for _ in range(4)] == [1, 0, -1, -1]
    # It is left alone for a while after the first failure.
    assert caplog.text.count("limiter_without_redis") == 1


def test_uses_in_turn_each_have_a_limit_of_their_own_and_nothing_behind_a_refused_one_counts():
    uses = [Use("address:here", 2, 10), Use("requests:ada", 5, 20)]

    assert [limiter.check_in_turn(uses).remaining for _ in range(2)] == [4, 3]
    with pytest.raises(OverLimit) as refused:
        limiter.check_in_turn(uses)

    assert refused.value.allowance.limit == 2
    assert limiter.look("requests", "ada", 5, 20).remaining == 3


def test_the_last_in_turn_may_be_the_refused_one():
    uses = [Use("address:here", 9, 10), Use("requests:ada", 1, 20)]
    limiter.check_in_turn(uses)

    with pytest.raises(OverLimit) as refused:
        limiter.check_in_turn(uses)

    assert refused.value.allowance.limit == 1
    assert limiter.look("address", "here", 9, 10).remaining == 7


def test_who_was_refused_in_turn_is_refused_without_a_question_until_it_would_pass(monkeypatch):
    here = [Use("address:here", 1, 10)]
    limiter.insist_not_refused("address:here")
    limiter.check_in_turn(here)
    limiter.insist_not_refused("address:here")  # nobody was refused yet
    clock = Clock()
    monkeypatch.setattr("events.limiter.time.monotonic", clock)
    with pytest.raises(OverLimit):
        limiter.check_in_turn(here)
    clock.now += 4

    with pytest.raises(OverLimit) as refused:
        limiter.insist_not_refused("address:here")
    assert refused.value.retry_after == pytest.approx(6, abs=0.5)
    limiter.insist_not_refused("address:elsewhere")
    clock.now += 6.1
    limiter.insist_not_refused("address:here")
