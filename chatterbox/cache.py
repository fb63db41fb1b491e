"""Django's cache, in Redis where there is one: what must be used once only is used once in all processes together.

allauth notes there which code of a second factor was used, and which of a provider's tokens. While Redis is gone each
process notes it for itself. Values are JSON, so that whoever can write to that Redis can't make us run anything.
"""

import json
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

from events.shared import GONE, Shared

_MS: Final = 1000


class SharedCache(LocMemCache):
    """The memory of this process, and before it the Redis at `LOCATION`."""

    def __init__(self, url: str, params: dict[str, Any]) -> None:
        super().__init__("shared", params)
        self._shared = Shared(url, "cache_without_redis")

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        answer = self._put(key, value, timeout, version, new=True)
        return super().add(key, value, timeout, version) if answer is GONE else bool(answer)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if self._put(key, value, timeout, version, new=False) is GONE:
            super().set(key, value, timeout, version)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        answer = self._shared.ask(lambda: self._shared.client.get(name))
        if answer is GONE:
            return super().get(key, default, version)
        return default if answer is None else json.loads(answer)

    def delete(self, key: str, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        here = super().delete(key, version)
        answer = self._shared.ask(lambda: self._shared.client.delete(name))
        return here if answer is GONE else bool(answer)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self.get(key, GONE, version) is not GONE

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        value = self.get(key, GONE, version)
        if value is not GONE:
            self.set(key, value, timeout, version)
        return value is not GONE

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        raise NotImplementedError("Count with events.limiter.")

    def _put(self, key: str, value: Any, timeout: Any, version: int | None, *, new: bool) -> Any:
        name = self.make_and_validate_key(key, version=version)
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        if seconds is not None and seconds <= 0:
            return self.delete(key, version)
        px = None if seconds is None else int(seconds * _MS)
        return self._shared.ask(lambda: self._shared.client.set(name, json.dumps(value), px=px, nx=new))


def caches(redis_url: str) -> dict[str, Any]:
    """Setting CACHES."""
    if not redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    backend = {"BACKEND": "chatterbox.cache.SharedCache", "LOCATION": redis_url, "KEY_PREFIX": "cache"}
    return {"default": backend}
