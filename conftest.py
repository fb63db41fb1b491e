"""What all tests share: the cast of accounts (ada, bo, eve), their browsers and phones, and a fast clean-up."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from events import limiter

JOURNEYS = Path(__file__).parent / "tests"
#: `make test-long`.
IS_LONG = os.environ.get("LONG") == "1"
#: By one of these a test without the mark django_db asks a database.
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}

# How long an example takes says how busy the machine is. New examples are for the night, when nobody waits to merge.
hypothesis_settings.register_profile(
    "chatterbox",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not IS_LONG,
    database=None,
)
hypothesis_settings.load_profile("chatterbox")

#: `accounts.limits.NAME`, which can't be imported before Django is set up.
SIGN_IN_LIMITS = "sign-in"
PASSWORD = "seven folded papers"
#: Tables whose rows come from migrations.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def _delete_rows(case: Any) -> None:
    """Instead of Django's flush, which takes ten times as long, because it makes the permissions again."""
    for alias in case._databases_names(include_mirrors=False):
        connection = connections[alias]
        if connection.vendor == "mongodb":
            _delete_documents(connection)
        else:
            _delete_sql_rows(connection)


def _delete_documents(connection) -> None:
    """Most are empty, and to ask which are not is one question, where each deletion is one."""
    database = connection.get_database()
    names = [name for name in database.list_collection_names() if name not in KEPT]
    one_of_each: list[dict[str, Any]] = [
        {"$unionWith": {"coll": name, "pipeline": [{"$limit": 1}, {"$project": {"name": {"$literal": name}}}]}}
        for name in names
    ]
    for found in database.aggregate([{"$documents": []}, *one_of_each]):
        database[found["name"]].delete_many({})


def _delete_sql_rows(connection) -> None:
    """Foreign keys are checked at the commit, so the order of tables does not matter."""
    from events import txn

    with txn.atomic(connection.alias), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
        asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables]  # noqa: S608
        cursor.execute(" UNION ALL ".join(asked))
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608


TransactionTestCase._fixture_teardown = _delete_rows  # type: ignore[attr-defined]


def forget_limits() -> None:
    """All tests come from one address, so limits by address start anew, where they count over Redis as well."""
    cache.clear()
    limiter.forget()
    if settings.REDIS_URL:
        shared = redis.Redis.from_url(settings.REDIS_URL)
        for pattern in (f"limit:{SIGN_IN_LIMITS}:*", "cache:*"):
            for key in shared.scan_iter(pattern, count=1000):
                shared.delete(key)
        shared.close()


@pytest.fixture(autouse=True)
def _fresh_limits():
    forget_limits()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Django's test client leaves the language of its last request to the thread, and so to the next test."""
    yield
    translation.deactivate()


class Letters(list[Any]):
    """`mail.outbox` whose reader is the postman: what waits is sent first, by the worker's own function."""

    _sending = False

    def _arrive(self) -> None:
        from accounts import services

        if self._sending:
            return
        self._sending = True
        try:
            while services.send_due_mails():
                pass
        finally:
            self._sending = False

    def __len__(self) -> int:
        self._arrive()
        return super().__len__()

    def __iter__(self) -> Iterator[Any]:
        self._arrive()
        return super().__iter__()

    def __getitem__(self, key: Any) -> Any:
        self._arrive()
        return super().__getitem__(key)

    def clear(self) -> None:
        self._arrive()
        super().clear()


@pytest.fixture(autouse=True)
def _letters(_dj_autoclear_mailbox: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "outbox", Letters())


@pytest.fixture(autouse=True)
def _events_over_kafka(request: pytest.FixtureRequest) -> Iterator[None]:
    """`run_events` of a test marked `servers` goes through the real broker."""
    if request.node.get_closest_marker("servers") is None:
        yield
        return
    from events.testing import over_kafka

    with over_kafka(settings.KAFKA_SERVERS):
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `servers` belong to the second leg, those that are the same on any database to the first."""
    from chatterbox.env import test_servers

    for item in items:
        if _depends_on_the_database(item):
            item.add_marker("database")
    is_left_out = _is_the_same_anywhere if test_servers() else _needs_servers
    if left_out := [item for item in items if is_left_out(item)]:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_left_out(item)]


def _needs_servers(item: pytest.Item) -> bool:
    return item.get_closest_marker("servers") is not None


def _depends_on_the_database(item: pytest.Item) -> bool:
    """Whether it asks a database what may differ between them; at night nothing is taken on trust."""
    fixtures = set(getattr(item, "fixturenames", ()))
    asks = item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & fixtures)
    return asks and (item.get_closest_marker("portable") is None or IS_LONG)


def _is_the_same_anywhere(item: pytest.Item) -> bool:
    """Whether a test of the code, not a journey, asks no database, or nothing that differs between them."""
    is_journey = item.path.is_relative_to(JOURNEYS)
    return not (is_journey or _depends_on_the_database(item) or _needs_servers(item))


@pytest.fixture
def sign_up(db) -> Callable:
    """A new person of accounts by their username."""
    from accounts import services

    def make(username: str, **more):
        given = {"email": f"{username}@example.org", "password": PASSWORD, "display_name": username.title()}
        return services.sign_up(username=username, **given | {"verified": True} | more)

    return make


@pytest.fixture
def ada(sign_up):
    return sign_up("ada")


@pytest.fixture
def bo(sign_up):
    return sign_up("bo")


@pytest.fixture
def eve(sign_up):
    return sign_up("eve")


@pytest.fixture
def browser_of() -> Callable:
    """A browser in which somebody has signed in by the form; it checks CSRF as real ones are checked."""

    def sign_in(user, **more) -> Client:
        browser = Client(enforce_csrf_checks=True, **more)
        browser.get("/accounts/login/")
        given = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": csrf_of(browser)}
        assert browser.post("/accounts/login/", given).status_code == 302
        return browser

    return sign_in


@pytest.fixture
def phone_of() -> Callable:
    """A phone on which somebody has signed in: a client that sends a Bearer token."""
    from accounts import services
    from accounts.tokens import access_token_of

    def sign_in(user) -> Client:
        sign_in = services.start_sign_in(user=user, session_key="", user_agent="phone", amr=["pwd"])
        return Client(headers={"Authorization": f"Bearer {access_token_of(sign_in).text}"})

    return sign_in


@pytest.fixture
def csrf() -> Callable[[Client], dict[str, str]]:
    """The header that a script of ours sends with whatever changes something."""
    return lambda browser: {"X-CSRFToken": csrf_of(browser)}


def csrf_of(browser: Client) -> str:
    return browser.cookies[settings.CSRF_COOKIE_NAME].value


@pytest.fixture
def told(db) -> Callable:
    """The data of all events of one name that accounts has recorded, in order."""
    import msgspec

    from events.models import OutboxEvent

    def events(name: str) -> list[dict]:
        rows = OutboxEvent.objects.using(settings.ACCOUNTS_DB).filter(type=name).order_by("id")
        return [msgspec.json.decode(row.payload)["data"] for row in rows]

    return events
