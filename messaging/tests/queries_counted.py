"""Counting the statements that something sends to messaging's database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

_TRANSACTION = re.compile(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK)\b")


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """Fail when more than `most` statements are sent inside, besides those that begin and end transactions."""
    with CaptureQueriesContext(connections[settings.MESSAGING_DB]) as captured:
        yield
    asked = [query["sql"][:200] for query in captured if not _TRANSACTION.match(query["sql"])]
    assert len(asked) <= most, f"{len(asked)} statements:\n" + "\n".join(asked)
