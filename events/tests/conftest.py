import pytest
from django.conf import settings

from events.registry import no_handlers


@pytest.fixture(autouse=True)
def _only_the_handlers_of_the_test():
    with no_handlers():
        yield


@pytest.fixture(params=["accounts", "messaging"])
def using(request) -> str:
    """Alias of each service's database: SQLite, or MongoDB and PostgreSQL in the second leg."""
    return settings.ACCOUNTS_DB if request.param == "accounts" else settings.MESSAGING_DB
