from collections.abc import Callable

import pytest

from messaging import presence
from messaging.epoch import epoch
from messaging.models import Party, Topic, User
from messaging.services import redeem_ticket
from messaging.tests.queries_counted import at_most
from messaging.tests.tokens import SES

pytestmark = pytest.mark.django_db(databases=["messaging"])


def test_sync_is_everything_that_a_client_starts_from(api: Callable, bo: User, party: Party, topic: Topic):
    body = api(bo).get("/sync").json()

    assert set(body) == {"me", "parties", "epoch", "server_time", "limits"}
    assert body["me"] == {"id": str(bo.id), "username": "bo", "display_name": "Bo", "avatar_url": "", "deleted": False}
    assert body["epoch"] == epoch()
    assert body["server_time"].endswith("Z")
    assert body["limits"]["text"] == 4000
    [harbour] = body["parties"]
    assert (harbour["id"], harbour["role"], harbour["online_count"]) == (str(party.id), "member", 0)
    [general] = harbour["topics"]
    assert (general["id"], general["last_n"], general["unread"], general["level"]) == (str(topic.id), 1, 0, "all")


def test_sync_of_somebody_without_parties_is_short(api: Callable, eve: User, party: Party):
    assert api(eve).get("/sync").json()["parties"] == []


def test_sync_says_not_modified_until_something_changes(
    api: Callable, ada: User, bo: User, party: Party, topic: Topic, post: Callable
):
    client = api(bo)
    first = client.get("/sync")
    client.headers |= {"If-None-Match": first["ETag"]}

    presence.store().here([(party.id, ada.id)])
    unchanged = client.get("/sync")
    post(ada, topic)
    changed = client.get("/sync")

    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert changed.json()["parties"][0]["topics"][0]["unread"] == 1


def test_sync_takes_few_statements(api: Callable, bo: User, party: Party):
    epoch()

    with at_most(3):  # who asks, memberships, topics
        api(bo).get("/sync")


def test_a_ticket_is_for_whoever_asks(api: Callable, ada: User):
    body = api(ada).post("/ws-ticket").json()

    assert (set(body), body["expires_in"]) == ({"ticket", "expires_in"}, 30)
    claims = redeem_ticket(body["ticket"])
    assert (claims.user_id, claims.ses) == (ada.id, SES)
