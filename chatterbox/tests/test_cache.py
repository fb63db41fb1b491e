"""It is true of the cache that what is added once is added once in all processes, and that it does without Redis."""

import time

import pytest
from django.conf import settings

from chatterbox.cache import SharedCache, caches

NOBODY = "redis://127.0.0.1:1/0"


def cache(url: str) -> SharedCache:
    made = SharedCache(url, {"KEY_PREFIX": "cache"})
    made.clear()
    return made


def check_all(of: SharedCache) -> None:
    assert of.add("code", "y", timeout=30) is True
    assert of.add("code", "z", timeout=30) is False
    assert (of.get("code"), "code" in of) == ("y", True)
    of.set("code", {"a": [1]}, timeout=30)
    assert of.get("code") == {"a": [1]}
    assert of.touch("code", 60) is True
    assert of.delete("code") is True
    assert (of.get("code", "none"), of.delete("code"), of.touch("code")) == ("none", False, False)
    of.set("code", 1, timeout=0)
    assert of.get("code") is None


def test_without_redis_this_process_keeps_it(caplog):
    started = time.monotonic()

    check_all(cache(NOBODY))

    assert time.monotonic() - started < 10
    assert {record.message for record in caplog.records} == {"cache_without_redis"}


@pytest.mark.servers
def test_with_redis_processes_share_it():
    one, other = cache(settings.REDIS_URL), cache(settings.REDIS_URL)

    check_all(one)
    one.add("used", "y", timeout=30)

    assert other.add("used", "y", timeout=30) is False
    assert other.delete("used") is True


@pytest.mark.servers
def test_what_is_kept_ends():
    one = cache(settings.REDIS_URL)
    one.set("short", 1, timeout=0.2)
    deadline = time.monotonic() + 20

    while one.get("short") is not None:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_where_there_is_no_redis_it_is_memory_alone():
    assert "LOCATION" not in caches("")["default"]
    assert caches(NOBODY)["default"]["LOCATION"] == NOBODY
