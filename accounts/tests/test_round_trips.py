"""It is true of signing in and staying so that it asks the database few questions, and that each finds its index."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import RefreshToken, SignIn, User
from conftest import PASSWORD
from events.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)

#: What ends or begins a transaction is no question on SQLite, where it is a statement like any other.
FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
PEOPLE = 20_000
#: Documents inserted at once.
PIECE = 5_000
#: What is different in each row.
OWN = {"_id", "user_id", "sign_in_id"}


def post_json(client: Client, path: str, **body: str) -> Any:
    return client.post(f"/accounts/api/auth/app/v1/{path}", body, content_type="application/json")


def sign_in(browser: Client) -> Any:
    return browser.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})


def refresh_token_of(phone: Client) -> str:
    token = post_json(phone, "auth/login", email="ada@example.org", password=PASSWORD).json()["meta"]["refresh_token"]
    return str(token)


def refresh(phone: Client, token: str) -> Any:
    return post_json(phone, "tokens/refresh", refresh_token=token)


def questions(ask: Callable[[], Any], status: int) -> int:
    with CaptureQueriesContext(connections[settings.ACCOUNTS_DB]) as captured:
        answer = ask()
    assert answer.status_code == status
    return sum(not query["sql"].startswith(FRAMES) for query in captured)


def test_sign_in_page_asks_nothing_of_a_stranger_and_two_things_of_somebody(ada, browser_of):
    assert questions(lambda: Client().get("/accounts/login/"), 200) == 0
    assert questions(lambda: browser_of(ada).get("/accounts/login/"), 302) > 2  # they sign in first
    browser = browser_of(ada)
    assert questions(lambda: browser.get("/accounts/login/"), 302) == 2


def test_refresh_takes_six_round_trips_at_most_with_its_transaction(ada):
    phone = Client()
    token = refresh_token_of(phone)

    with CaptureQueriesContext(connections[settings.ACCOUNTS_DB]) as captured:
        assert refresh(phone, token).status_code == 200

    assert len(captured) <= 6


def test_renewal_takes_three(ada, browser_of):
    browser = browser_of(ada)

    assert questions(lambda: browser.get("/accounts/renew?next=/"), 302) == 3


def test_signing_in_takes_fourteen_at_most(ada):
    """Three are allauth's list of devices, two the session, which is saved when it begins and when it is complete, and
    one writes to the person's row, so that of a sign-in and a disabling one comes second. On SQLite it takes eleven."""
    assert questions(lambda: sign_in(Client()), 302) <= 14


@pytest.fixture
def crowd(ada) -> Iterator[Any]:
    """20,000 people, each signed in on a browser and a phone and known to a provider, and ada among them."""
    connection: Any = connections[settings.ACCOUNTS_DB]
    database = connection.get_database()
    browser, phone = Client(), Client()
    sign_in(browser)
    refresh_token_of(phone)
    SocialAccount.objects.create(user=ada, provider="github", uid="ada")
    for model, keys in {
        User: {"username": "user{}", "email": "user{}@example.org"},
        EmailAddress: {"email": "user{}@example.org"},
        Session: {"session_key": "key{}"},
        UserSession: {"session_key": "key{}"},
        SignIn: {"session_key": "key{}"},
        RefreshToken: {"digest": "{}"},
        SocialAccount: {"uid": "{}"},
    }.items():
        _multiply(database[model._meta.db_table], keys)
    yield database
    database.command("profile", 0)
    database["system.profile"].drop()


def _multiply(collection: Any, keys: dict[str, str]) -> None:
    pattern = collection.find_one()
    for start in range(0, PEOPLE, PIECE):
        rows = [
            # Every row belongs to somebody else, or all would be ada's.
            pattern
            | {name: str(new_id()).replace("-", "") for name in OWN & set(pattern)}
            | {name: text.format(number) for name, text in keys.items()}
            for number in range(start, start + PIECE)
        ]
        collection.insert_many(rows)


def reads(database: Any, ask: Callable[[], Any], status: int) -> list[dict[str, Any]]:
    """What the server's profiler says of every statement that looked something up meanwhile."""
    database.command("profile", 0)
    database["system.profile"].drop()
    database.command("profile", 2)
    answer = ask()
    database.command("profile", 0)
    assert answer.status_code == status
    found = list(database["system.profile"].find({"planSummary": {"$exists": True}}))
    assert found
    return found


def check(found: list[dict[str, Any]], own: int = 1) -> None:
    """`own`: how many documents of somebody's own are looked through."""
    for one in found:
        assert "COLLSCAN" not in one["planSummary"], one
        assert one["planSummary"].startswith(("IXSCAN", "IDHACK", "EXPRESS")), one
        # A join reads one document more; the list of somebody's devices reads as many as it lists.
        joined = sum("$lookup" in stage for stage in one.get("command", {}).get("pipeline", []))
        assert one.get("docsExamined", 0) <= max(own, one.get("nreturned", 1)) + joined, one


@pytest.mark.servers
@pytest.mark.timeout(300)
def test_among_20000_people_every_look_up_reads_one_document(crowd):
    browser, phone = Client(), Client()
    token = refresh_token_of(phone)
    # Who has too many sign-ins loses the oldest: all of one's own are looked through, and never more than are allowed.
    check(reads(crowd, lambda: sign_in(browser), 302), own=SignIn.objects.filter(user__username="ada").count())
    check(reads(crowd, lambda: browser.get("/accounts/login/"), 302))
    check(reads(crowd, lambda: browser.get("/accounts/renew?next=/"), 302))
    check(reads(crowd, lambda: refresh(phone, token), 200))
    check(reads(crowd, lambda: Client().post("/accounts/password/reset/", {"email": "user7@example.org"}), 302))
    check(reads(crowd, lambda: Client().post("/accounts/login/code/", {"email": "nobody@example.org"}), 302))
    check(reads(crowd, lambda: found_one(SocialAccount.objects.filter(provider="github", uid="7")), 200))
    check(reads(crowd, lambda: found_one(User.objects.filter(username="USER7")), 200))


def found_one(rows: Any) -> HttpResponse:
    return HttpResponse(status=200 if len(rows) == 1 else 404)
