"""It is true that the services tell each other by Kafka what happens, and that nobody waits for it."""

import json
import secrets

import pytest

from tests import arrivals, steps

pytestmark = [pytest.mark.servers, pytest.mark.alone]
ARRIVE_SECONDS = 20


@pytest.fixture
def ada(person, stack_site):
    somebody = person("ada")
    if somebody.url != stack_site.url:
        pytest.fail("this journey is for the stack")
    return somebody


@pytest.fixture
def site(stack_site):
    """These journeys are about two processes, so they go through the stack alone."""
    from tests.sites import Site

    return Site("stack", stack_site.url, stack_site.layout.folder("mails"))


def log_lines(stack, part):
    for line in stack.layout.log(part).read_text().splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def applied(stack, part, event_type, request_id):
    return [
        line
        for line in log_lines(stack, part)
        if line.get("event") == "event_applied"
        and line.get("event_type") == event_type
        and line.get("request_id") == request_id
    ]


def test_a_request_id_goes_from_a_post_through_outbox_and_kafka_into_the_consumers_log(ada, site, stack_site):
    arrivals.sign_up(ada, site)
    request_id = secrets.token_hex(16)
    ada.page.goto("/")
    token = next(cookie for cookie in ada.context.cookies() if cookie["name"] == "csrftoken")["value"]

    answer = ada.context.request.post(
        "/api/v1/parties",
        data={"client_id": request_id, "name": "Traced"},
        headers={
            "X-CSRFToken": token,
            "Origin": site.url,
            "traceparent": f"00-{request_id}-{secrets.token_hex(8)}-01",
        },
    )

    assert answer.status == 201, answer.text()
    assert answer.headers["x-request-id"] == request_id
    for event_type in ("party:created", "member:created"):
        assert steps.wait_for(
            lambda kind=event_type: applied(stack_site, "accounts-consume", kind, request_id),
            event_type,
            ARRIVE_SECONDS,
        )


def my_id(person):
    return person.context.request.get("/accounts/api/v1/me").json()["user"]["id"]


def user_copied(stack, user_id):
    return [
        line
        for line in log_lines(stack, "messaging-consume")
        if line.get("event_type") == "user:created" and line.get("key") == user_id
    ]


def test_accounts_learns_of_parties_and_messaging_of_people(ada, site, stack_site):
    arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Two Houses")

    def my_parties():
        answer = ada.context.request.get("/accounts/api/v1/me/parties")
        return [item for item in answer.json()["items"] if item["name"] == "Two Houses"]

    assert steps.wait_for(my_parties, "the party's copy", ARRIVE_SECONDS)
    assert steps.wait_for(lambda: user_copied(stack_site, my_id(ada)), "the user's copy", ARRIVE_SECONDS)


def test_a_token_alone_is_enough_on_the_first_visit(ada, site, stack_site):
    stack_site.pause("accounts-relay")
    try:
        arrivals.sign_up(ada, site)
        arrivals.create_party(ada, "No Waiting")
        assert not user_copied(stack_site, my_id(ada))
    finally:
        stack_site.resume("accounts-relay")

    assert steps.wait_for(lambda: user_copied(stack_site, my_id(ada)), "the user's copy", ARRIVE_SECONDS)


def get_back(stack, part):
    """Whether it was killed or paused."""
    stack.resume(part)
    stack.start(part)


@pytest.mark.parametrize("loss", ["kill", "pause"])
def test_without_mongodb_people_go_on_talking_and_signing_in_says_when_to_come_back(ada, site, stack_site, loss):
    username = arrivals.sign_up(ada, site)
    arrivals.create_party(ada, "Without Mongo")
    token = next(cookie for cookie in ada.context.cookies() if cookie["name"] == "csrftoken")["value"]
    script = {"X-CSRFToken": token, "Origin": site.url}
    http = ada.context.request
    topic = http.get("/api/v1/sync").json()["parties"][-1]["topics"][0]["id"]
    credentials = {"email": f"{username}@example.org", "password": steps.PASSWORD}

    def sign_in_by_phone():
        return http.post("/accounts/api/auth/app/v1/auth/login", data=credentials, headers={"Cookie": ""})

    getattr(stack_site, loss)("mongo")
    try:
        said = http.post(f"/api/v1/topics/{topic}/messages", data={"client_id": loss, "text": "Hello"}, headers=script)
        page, refused = http.get("/"), sign_in_by_phone()
    finally:
        get_back(stack_site, "mongo")

    assert (said.status, page.status) == (201, 200)
    assert (refused.status, refused.headers["retry-after"]) == (503, "2")
    assert steps.wait_for(lambda: sign_in_by_phone().status == 200, "signing in again", ARRIVE_SECONDS)
