"""Two phones talk: by the API and the socket alone."""

import secrets
from typing import Any

import pytest

from chatterbox_client import Closed, Phone, Refused, sign_in
from chatterbox_client.blocking import BlockingClient
from tests.sites import DEMO_PASSWORD

PASSWORD = DEMO_PASSWORD


@pytest.fixture
def ada(local_site: Any) -> BlockingClient:
    return BlockingClient(local_site.url, Phone(sign_in(local_site.url, "ada@example.org", PASSWORD)))


@pytest.fixture
def eve(local_site: Any) -> BlockingClient:
    return BlockingClient(local_site.url, Phone(sign_in(local_site.url, "eve@example.org", PASSWORD)))


def a_party(owner: BlockingClient) -> Any:
    return owner.ask("POST", "/parties", {"client_id": secrets.token_hex(8), "name": "Phones only"})


def test_two_phones_talk_and_the_one_that_was_away_misses_nothing(ada: BlockingClient, eve: BlockingClient):
    made = a_party(ada)
    topic = made["topics"][0]["id"]
    eve.ask("POST", f"/invites/{made['invite']['code']}/accept", {})

    with ada, eve:
        ada.follow(topic)
        eve.follow(topic)
        first = ada.post(topic, "Ahoy!")
        assert eve.wait_for(topic, "Ahoy!")["id"] == first["id"]
        eve.post(topic, "Who calls?", reply_to=first["id"])
        assert ada.wait_for(topic, "Who calls?")["reply_to"]["id"] == first["id"]

        eve.close()
        for number in range(5):
            ada.post(topic, f"while away {number}")
        eve.open()
        ada.post(topic, "back?")
        eve.wait_for(topic, "back?")

    assert eve.texts(topic) == ada.texts(topic)
    assert eve.texts(topic) == ["Ahoy!", "Who calls?", *[f"while away {number}" for number in range(5)], "back?"]
    assert eve.client.topics[topic].have == ada.client.topics[topic].have
    assert eve.client.mender.fetches == 0


def test_a_message_sent_twice_is_one_message(ada: BlockingClient):
    topic = a_party(ada)["topics"][0]["id"]

    with ada:
        ada.follow(topic)
        first = ada.post(topic, "once", client_id="c1")
        again = ada.post(topic, "once", client_id="c1")
        with pytest.raises(Refused) as refused:
            ada.post(topic, "twice", client_id="c1")

    assert again["id"] == first["id"]
    assert refused.value.code == "client_id_reused"
    assert ada.texts(topic) == ["once"]


def test_a_stranger_hears_nothing(ada: BlockingClient, eve: BlockingClient):
    topic = a_party(ada)["topics"][0]["id"]

    with pytest.raises(Refused) as refused:
        eve.ask("GET", f"/topics/{topic}/messages")
    with eve:
        eve.send("sub", topics={topic: 0})
        assert eve.expect("gone")["topic"] == topic
        with pytest.raises(Refused) as not_sent:
            eve.post(topic, "let me in")

    assert (refused.value.status, refused.value.code, not_sent.value.code) == (404, "not_found", "not_found")


@pytest.mark.parametrize("size", [70_000, 2_000_000])
def test_a_frame_that_is_too_large_ends_the_socket(ada: BlockingClient, size: int):
    with ada:
        ada.send("ping", c=1, x="x" * size)
        with pytest.raises(Closed) as closed:
            ada.expect("pong")

    assert closed.value.code == 1009
