"""Somebody else's commit in the middle of what we do: what a busy place does all the time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections

from messaging.tests.parallel import elsewhere


@contextmanager
def meanwhile(happening: Callable[[], Any], *, before: str = "", after: str = "") -> Iterator[None]:
    """`happening` is committed in another thread before, or after, this thread's first statement with such words.

    Fails when no such statement came.
    """
    seen: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_it = not seen and (before or after) in sql
        if is_it:
            seen.append(sql)
        if is_it and before:
            elsewhere(happening)
        answer = execute(sql, params, many, context)
        if is_it and after:
            elsewhere(happening)
        return answer

    with connections[settings.MESSAGING_DB].execute_wrapper(look):
        yield
    assert seen, f"no statement with {before or after!r}"
