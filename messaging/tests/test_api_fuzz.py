"""No input anywhere gives a 500: every operation with every kind of junk answers in the contract's shapes."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest

from messaging import services
from messaging.models import AuditEntry, Invite, Message, Party, Topic, User

pytestmark = [pytest.mark.wide, pytest.mark.servers, pytest.mark.django_db(databases=["messaging"])]

OPERATIONS = [
    ("POST", "/parties", {"client_id": "f1", "name": "x"}),
    ("POST", "/parties/{party}/invites", {"client_id": "f1", "expires_in": 60, "max_uses": 1}),
    ("POST", "/parties/{party}/topics", {"client_id": "f1", "name": "x", "description": "x"}),
    ("POST", "/parties/{party}/topics", {"client_id": "f2", "name": "x", "private": True, "member_ids": []}),
    ("PATCH", "/topics/{topic}", {"name": "x", "description": "x", "announcement": False, "slow_mode_s": 0}),
    ("DELETE", "/topics/{topic}", {}),
    ("POST", "/topics/{topic}/move", {"after": None}),
    ("POST", "/topics/{topic}/archive", {}),
    ("POST", "/topics/{topic}/restore", {}),
    ("PUT", "/topics/{topic}/members/{user}", {}),
    ("DELETE", "/topics/{topic}/members/{user}", {}),
    ("PUT", "/topics/{topic}/level", {"level": "all"}),
    ("POST", "/read-all", {"party_id": None}),
    ("POST", "/topics/{topic}/messages", {"client_id": "f1", "text": "x", "reply_to": None}),
    ("PATCH", "/messages/{message}", {"text": "x"}),
    ("POST", "/messages/{message}/report", {"reason": "x"}),
    ("PUT", "/messages/{message}/reactions/🎉", {}),
    ("PUT", "/messages/{message}/pin", {}),
    ("PUT", "/topics/{topic}/read", {"n": 1, "force": False}),
    ("POST", "/invites/{code}/accept", {}),
    ("POST", "/ws-ticket", {}),
    ("PATCH", "/parties/{party}", {"name": "x", "description": "x"}),
    ("PATCH", "/parties/{party}/members/{user}", {"role": "member", "timeout_until": None, "reason": "x"}),
    ("PUT", "/parties/{party}/bans/{user}", {"reason": "x", "delete_hours": 1}),
    ("DELETE", "/parties/{party}/bans/{user}", {}),
    ("POST", "/parties/{party}/transfer", {"user_id": "x"}),
    ("POST", "/parties/{party}/transfer/accept", {}),
    ("DELETE", "/parties/{party}/transfer", {}),
    ("PUT", "/parties/{party}/icon", {}),
    ("DELETE", "/parties/{party}/icon", {}),
    ("POST", "/parties/{party}/leave", {}),
    ("DELETE", "/parties/{party}", {}),
    ("DELETE", "/invites/{code}", {}),
    ("POST", "/audit/{entry}/undo", {}),
]
READS = [
    "/sync",
    "/search",
    "/parties",
    "/parties/{party}",
    "/parties/{party}/members",
    "/parties/{party}/presence",
    "/parties/{party}/invites",
    "/parties/{party}/topics",
    "/parties/{party}/bans",
    "/parties/{party}/audit",
    "/audit/{entry}/undo",
    "/invites/{code}",
    "/topics/{topic}",
    "/topics/{topic}/messages",
    "/topics/{topic}/changes",
    "/topics/{topic}/pins",
    "/messages/{message}",
    "/messages/{message}/revisions",
    "/messages/{message}/reactions",
    "/parties/{party}/reports",
    "/topics/{topic}/members",
    "/topics/{topic}/unread",
    "/parties/{party}/private-topics",
    "/catch-up",
]
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    2**63,
    10**400,
    "",
    "\x00",
    "\x00" * 40,
    "null",
    "🎉" * 5000,
    "' OR 1=1 --",
    "{{7*7}}%s%n",
    "\u202e\u2066",
    [],
    [[]],
    {},
    {"$gt": ""},
    {"a": {"b": {"c": {}}}},
]
RAW = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"{",
    b"\x00",
    b"\xff",
    b'{"a":1e999}',
    b'{"n":NaN}',
    b'{"a":"\\ud83d"}',
    b"{" * 5000,
]
QUERY_VALUES = ["", "-1", "\x00", "9" * 400, "1.5", "１", "🎉"]
QUERY_NAMES = "limit cursor before after around date epoch as archived format actor action".split()
#: Those that an operation reads.
KEYS = {
    "members": ["cursor", "limit"],
    "pins": ["cursor", "limit"],
    "revisions": ["cursor", "limit"],
    "reactions": ["cursor", "limit"],
    "reports": ["cursor", "limit"],
    "invites": ["cursor", "limit"],
    "bans": ["cursor", "limit"],
    "audit": ["cursor", "limit", "actor", "action"],
    "topics": ["archived"],
    "messages": ["before", "after", "around", "date", "limit"],
    "private-topics": ["cursor", "limit"],
    "catch-up": ["party", "topic"],
    "changes": ["after", "epoch", "as", "limit"],
    "search": ["q", "sort", "cursor", "limit"],
}
ODD_IDS = [
    "",
    "%00",
    "..",
    "%2F",
    "%F0%9F%8E%89",
    "x" * 3000,
    "null",
    "0",
    "%25",
    "{}",
    "0197a000-0000-7000-8000-00000000000g",
]


@pytest.fixture
def ask(
    api: Callable, ada: User, eve: User, party: Party, topic: Topic, invite: Invite, limit: Callable
) -> Callable[..., None]:
    """Send something as ada; whatever it is, the answer has to be one of the contract."""
    client = api(ada)
    services.update_party(ada, party_id=party.id, description="x")
    entry = AuditEntry.objects.get()
    message = Message.objects.filter(topic=topic).latest("n")
    limit()
    ids = {"party": party.id, "topic": topic.id, "code": invite.code, "user": eve.id, "entry": entry.id}
    ids["message"] = message.id

    def send(method: str, path: str, body: Any = None, **how: Any) -> None:
        answer = client.send(method, path.format(**ids | how.pop("ids", {})), body, **how)
        assert_of_the_contract(answer, (method, path, str(body)[:80], str(how)[:80]))

    return send


def assert_of_the_contract(answer: Any, what: object) -> None:
    assert answer.status_code < 500, what
    body = json.loads(answer.content) if answer.content else {}
    if answer.status_code >= 400 and answer.request["REQUEST_METHOD"] != "HEAD":
        assert isinstance(body["code"], str), what
        assert isinstance(body["message"], str), what


@pytest.mark.parametrize(("method", "path", "good"), OPERATIONS, ids=[path for _, path, _ in OPERATIONS])
def test_junk_in_any_field_is_answered(ask: Callable, method: str, path: str, good: dict[str, Any]):
    for name, junk in itertools.product(good, JUNK):
        ask(method, path, good | {name: junk})
    for junk in JUNK:
        ask(method, path, junk)
        ask(method, path, {"unknown": junk})


@pytest.mark.parametrize(("method", "path", "good"), OPERATIONS, ids=[path for _, path, _ in OPERATIONS])
def test_a_broken_body_is_answered(ask: Callable, method: str, path: str, good: dict[str, Any]):
    for raw in RAW:
        ask(method, path, raw=raw)
    for content_type in ("application/json; charset=utf-16", "multipart/form-data", "application/json;" + "x" * 5000):
        ask(method, path, raw=RAW[0], content_type=content_type)
        ask(method, path, raw=RAW[5], content_type=content_type)


@pytest.mark.parametrize("path", READS)
def test_odd_queries_are_answered(ask: Callable, path: str):
    for value in QUERY_VALUES:
        ask("GET", f"{path}?" + "&".join(f"{name}={value}" for name in QUERY_NAMES))
    for name, value in itertools.product(KEYS.get(path.rpartition("/")[2], []), QUERY_VALUES):
        ask("GET", f"{path}?{name}={value}")
    ask("GET", path + "?%FF=%FE&&&=&limit=1&limit=x")


@pytest.mark.parametrize(
    "q", ["boat", "from:%00", "in:%F0%9F%8E%89", "mentions:%25", "-%22", "%EF%BC%9A", "%ED%A0%BD", "%"]
)
def test_odd_searches_are_answered(ask: Callable, q: str):
    for name, value in itertools.product(["party", "topic", "sort", "cursor", "limit"], QUERY_VALUES):
        ask("GET", f"/search?q={q}&{name}={value}")
    for cursor in ("99999999999999999." + "f" * 32, "0." + "0" * 32 + ".9999"):
        for sort in ("new", "best"):
            ask("GET", f"/search?q={q}&sort={sort}&cursor={cursor}")


def test_odd_ids_are_answered(ask: Callable):
    for odd in ODD_IDS:
        ids = {"party": odd, "topic": odd, "code": odd, "user": odd, "entry": odd, "message": odd}
        for path in READS:
            ask("GET", path, ids=ids)
        for method, path, good in OPERATIONS:
            ask(method, path, good, ids=ids)


def test_odd_emoji_are_answered(ask: Callable):
    for odd in [*ODD_IDS, "%F0%9F", "%EF%B8%8F", "%F0%9F%8E%89" * 500, "%23%EF%B8%8F%E2%83%A3", "%ED%A0%BD"]:
        for method in ("PUT", "DELETE"):
            ask(method, "/messages/{message}/reactions/" + odd.replace("{", "{{").replace("}", "}}"))


def test_odd_methods_are_answered(ask: Callable):
    for path in sorted({*READS, *[path for _, path, _ in OPERATIONS]}):
        for method in ("HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "BREW"):
            ask(method, path)
