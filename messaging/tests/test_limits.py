"""It is true of each limit that the last use within it passes, the next is told when to come back, and then passes;
and that nobody else is held up.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from events import limiter
from messaging import consumers, limits, services
from messaging.entrance import TOO_FAST
from messaging.models import Invite, Party, Topic, User
from messaging.tests.clients import Api, refused
from messaging.tests.sockets import Closed

pytestmark = pytest.mark.django_db(databases=["messaging"])

HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


class World:
    """What uses of a limit may be about."""

    def __init__(self, party: Party, topic: Topic, invites: Iterator[str]) -> None:
        self.party, self.topic, self.invites = party, topic, invites


@pytest.fixture
def world(party: Party, topic: Topic, ada: User, bo: User, limit: Callable) -> World:
    limit()
    limiter.clear("joins", str(bo.id))

    def invites() -> Iterator[str]:
        for number in range(20):
            made = services.create_party(ada, client_id=f"w{number}", name="Another")
            yield made.invite.code

    return World(party, topic, invites())


def post(api: Api, world: World, client_id: str) -> Any:
    return api.post(f"/topics/{world.topic.id}/messages", {"client_id": client_id, "text": "hi"})


def make_party(api: Api, world: World, client_id: str) -> Any:
    return api.post("/parties", {"client_id": client_id, "name": "Mine"})


def make_topic(api: Api, world: World, client_id: str) -> Any:
    return api.post(f"/parties/{world.party.id}/topics", {"client_id": client_id, "name": "mine"})


def make_invite(api: Api, world: World, client_id: str) -> Any:
    return api.post(f"/parties/{world.party.id}/invites", {"client_id": client_id})


def join(api: Api, world: World, client_id: str) -> Any:
    return api.post(f"/invites/{next(world.invites)}/accept")


def take_ticket(api: Api, world: World, client_id: str) -> Any:
    return api.post("/ws-ticket")


def read(api: Api, world: World, client_id: str) -> Any:
    return api.get("/parties")


USES = {
    "posts": post,
    "parties": make_party,
    "topics": make_topic,
    "invites": make_invite,
    "joins": join,
    "tickets": take_ticket,
    "requests": read,
}
EACH = pytest.mark.parametrize(("name", "use"), USES.items(), ids=USES)


@EACH
def test_the_last_use_passes_and_the_next_is_told_when_to_come_back(
    api: Callable, ada: User, bo: User, world: World, limit: Callable, name: str, use: Callable
):
    limit(name, 2, 60)

    first, last, over = (use(api(bo), world, f"c{number}") for number in range(3))

    assert (first.status_code, last.status_code) in {(200, 200), (201, 201)}
    assert [[answer[header] for header in HEADERS[:2]] for answer in (first, last)] == [["2", "1"], ["2", "0"]]
    body = refused(over, 429, "rate_limited")
    assert 0 < body["retry_after"] <= 60
    assert int(over["Retry-After"]) >= body["retry_after"]
    assert [over[header] for header in HEADERS] == ["2", "0", over["Retry-After"]]
    assert use(api(ada), world, "c").status_code < 300


@EACH
def test_after_the_wait_it_passes(
    api: Callable, bo: User, world: World, limit: Callable, name: str, use: Callable, party: Party
):
    limit(name, 1, 60)
    use(api(bo), world, "c0")

    wait = refused(use(api(bo), world, "c1"), 429, "rate_limited")["retry_after"]
    limit(name, 1, 60 - wait)  # as after the wait, however slow the machine is: what counts is how long ago c0 was

    assert use(api(bo), world, "c1").status_code < 300


@pytest.mark.parametrize("name", ["posts", "parties", "topics", "invites"])
def test_what_was_done_before_is_answered_also_when_there_is_none_left(
    api: Callable, bo: User, world: World, limit: Callable, name: str
):
    limit(name, 1, 60)
    use = USES[name]
    first = use(api(bo), world, "c1")

    again = use(api(bo), world, "c1")

    assert (first.status_code, again.status_code) == (201, 200)
    refused(use(api(bo), world, "c2"), 429, "rate_limited")


def test_whoever_is_in_already_may_accept_an_invite_as_often_as_they_like(
    api: Callable, bo: User, invite: Invite, limit: Callable
):
    limit("joins", 1, 60)

    assert {api(bo).post(f"/invites/{invite.code}/accept").status_code for _ in range(4)} == {200}


def test_what_is_refused_leaves_no_row(api: Callable, bo: User, world: World, limit: Callable):
    limit("topics", 1, 60)
    make_topic(api(bo), world, "c1")
    rows = Topic.objects.count()

    refused(make_topic(api(bo), world, "c2"), 429, "rate_limited")

    assert Topic.objects.count() == rows


def test_an_address_is_held_up_before_it_is_asked_who_it_is(api: Callable, ada: User, limit: Callable):
    limit("address", 2, 60)
    forger = api()
    forger.headers = {"Authorization": "Bearer forged"}

    refused(forger.get("/parties"), 401, "not_signed_in")
    refused(forger.get("/parties"), 401, "not_signed_in")
    refused(forger.get("/parties"), 429, "rate_limited")
    refused(api(ada).get("/parties"), 429, "rate_limited")

    elsewhere = api(ada)
    elsewhere.client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert elsewhere.get("/parties").status_code == 200


def test_one_request_does_not_tell_what_another_left(api: Callable, ada: User, bo: User, world: World, limit: Callable):
    limit("posts", 5, 60)
    limit("requests", 100, 60)

    post(api(bo), world, "c1")
    after = api(ada).get("/parties")

    assert after["X-RateLimit-Limit"] == "100"


def test_a_slow_topic_says_so_in_the_same_headers(api: Callable, bo: User, world: World):
    Topic.objects.update(slow_mode_s=30)
    post(api(bo), world, "c1")

    slow = post(api(bo), world, "c2")

    refused(slow, 429, "slow_mode")
    assert [slow[header] for header in HEADERS] == ["1", "0", slow["Retry-After"]]


def test_a_form_that_is_too_fast_is_shown_again_with_its_words_and_headers(
    browser: Callable, bo: User, party: Party, topic: Topic, limit: Callable
):
    limit("posts", 1, 60)
    address = f"/p/{party.id}/t/{topic.id}"
    somebody = browser(bo)
    somebody.get(address)
    token = {"csrfmiddlewaretoken": somebody.cookies["csrftoken"].value}

    somebody.post(f"{address}/messages", token | {"client_id": "c1", "text": "first"})
    over = somebody.post(f"{address}/messages", token | {"client_id": "c2", "text": "second"})

    assert over.status_code == 429
    assert "second" in over.content.decode()
    assert int(over["Retry-After"]) > 0
    assert [over[header] for header in HEADERS] == ["1", "0", over["Retry-After"]]


@pytest.mark.parametrize(("name", "path"), [("parties", "/parties/new"), ("topics", "/p/{}/topics/new")])
def test_a_form_that_makes_something_too_often_says_when(
    browser: Callable, bo: User, party: Party, limit: Callable, name: str, path: str
):
    limit(name, 1, 60)
    somebody, address = browser(bo), path.format(party.id)
    somebody.get(address)
    token = {"csrfmiddlewaretoken": somebody.cookies["csrftoken"].value}

    made = somebody.post(address, token | {"client_id": "c1", "name": "one"})
    over = somebody.post(address, token | {"client_id": "c2", "name": "two"})

    assert (made.status_code, over.status_code) == (302, 429)
    assert int(over["Retry-After"]) > 0


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_sockets_may_be_opened_so_often_and_others_still_can(
    sockets: Callable, ada: User, bo: User, limit: Callable
):
    limit("sockets", 2, 60)
    await sockets(bo)
    await sockets(bo)

    with pytest.raises(Closed) as closed:
        await sockets(bo)

    assert closed.value.code == TOO_FAST
    assert (await sockets(ada)).hello


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_one_person_has_so_many_sockets_at_once_and_leaves_room_for_others(
    sockets: Callable, ada: User, bo: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(consumers, "MOST_OF_ONE", 2)
    first = await sockets(ada)
    came = await asyncio.gather(*(sockets(ada) for _ in range(4)), return_exceptions=True)

    assert [one.code for one in came if isinstance(one, Closed)] == [TOO_FAST] * 3
    assert [(await sockets(bo)).hello["user_id"] for _ in range(2)] == [str(bo.id)] * 2

    await first.leave()
    assert (await sockets(ada)).hello["user_id"] == str(ada.id)
    with pytest.raises(Closed) as closed:
        await sockets(ada)
    assert closed.value.code == TOO_FAST


@pytest.mark.django_db(databases=["messaging"], transaction=True)
async def test_a_command_that_is_too_fast_is_told_when_to_come_back(
    sockets: Callable, bo: User, topic: Topic, limit: Callable
):
    limit("posts", 1, 60)
    socket = await sockets(bo)
    await socket.send("message:create", topic=str(topic.id), client_id="c1", text="first")
    await socket.expect("ack")

    await socket.send("message:create", topic=str(topic.id), client_id="c2", text="second")
    over = await socket.expect("error", client_id="c2")
    limit("posts", 1, 60 - over["retry_after"])  # as after the wait
    await socket.send("message:create", topic=str(topic.id), client_id="c2", text="second")

    assert (over["code"], 0 < over["retry_after"] <= 60) == ("rate_limited", True)
    assert (await socket.expect("ack"))["message"]["text"] == "second"


def test_every_name_of_the_table_counts_by_itself(settings: Any):
    for name, rate in settings.LIMITS.items():
        for _ in range(rate.limit):
            limits.take(name, "ada")

        with pytest.raises(limiter.OverLimit) as caught:
            limits.take(name, "ada")
        assert caught.value.allowance.limit == rate.limit
        assert limits.take(name, "bo").remaining == rate.limit - 1
