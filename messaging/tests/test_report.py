"""It is true of a report that moderators who may see the message get it once, with what the message said then."""

from collections.abc import Callable
from typing import Any

import pytest

from events.errors import ChatterboxError, Forbidden, Invalid, NotFound, RateLimited, TooLong
from events.times import now
from messaging import queries, services
from messaging.models import Kind, Message, Party, Report, Role, Topic, TopicMember, User
from messaging.services import delete_message, edit_message, report_message
from messaging.services.message_change import MessageGone
from messaging.tests.between import meanwhile
from messaging.tests.clients import refused
from messaging.tests.parallel import together
from messaging.tests.queries_counted import at_most
from messaging.tests.scenes import join, private_topic

pytestmark = pytest.mark.django_db(databases=["messaging"])

Post = Callable[..., Any]


@pytest.fixture
def message(ada: User, topic: Topic, post: Post) -> Any:
    return post(ada, topic, "**bad** words").message


def seen_by(person: User, party: Party, **keys: Any) -> list[Any]:
    return queries.reports_of(person, queries.party_for(person, party.id), **keys)[0]


def test_moderators_see_it_with_what_the_message_said_then(ada: User, bo: User, party: Party, message: Any):
    report_message(bo, message_id=message.id, reason="Rude.")
    edit_message(ada, message_id=message.id, text="good words")

    [report] = seen_by(ada, party)

    assert (report.reporter.username, report.reason) == ("bo", "Rude.")
    assert (report.snapshot["text"], report.snapshot["html"]) == (
        "**bad** words",
        "<p><strong>bad</strong> words</p>",
    )
    assert report.snapshot["rev"] == message.rev
    assert report.message == queries.message_shape_for(ada, message.id)
    assert report.message.text == "good words"


def test_members_do_not_see_reports(bo: User, party: Party, message: Any):
    report_message(bo, message_id=message.id, reason="Rude.")

    with pytest.raises(Forbidden):
        seen_by(bo, party)


def test_one_person_reports_a_message_once(ada: User, bo: User, party: Party, message: Any):
    cy = join(party, "cy")
    for person, reason in ((bo, "Rude."), (bo, "Very rude."), (cy, "Oh.")):
        report_message(person, message_id=message.id, reason=reason)
    delete_message(ada, message_id=message.id)
    report_message(bo, message_id=message.id, reason="Still.")

    assert [(one.reporter.username, one.reason) for one in seen_by(ada, party)] == [("cy", "Oh."), ("bo", "Rude.")]


def test_what_was_deleted_since_is_in_the_report_alone(ada: User, bo: User, party: Party, message: Any):
    report_message(bo, message_id=message.id, reason="")
    delete_message(ada, message_id=message.id)

    [report] = seen_by(ada, party)

    assert (report.message.text, report.snapshot["text"]) == ("", "**bad** words")


def test_what_can_not_be_reported(ada: User, bo: User, eve: User, topic: Topic, message: Any, post: Post):
    mine, gone = post(bo, topic).message, post(ada, topic).message
    delete_message(ada, message_id=gone.id)
    note = Message.objects.filter(topic=topic, kind=Kind.SYSTEM).first()

    for message_id in (mine.id, gone.id, note.id):
        with pytest.raises(ChatterboxError) as caught:
            report_message(bo, message_id=message_id, reason="")
        assert (caught.value.code, caught.value.status) == ("conflict", 409)
    with pytest.raises(NotFound):
        report_message(eve, message_id=message.id, reason="")
    for reason, error in (("\x00", Invalid), ("x" * 501, TooLong), (7, Invalid)):
        with pytest.raises(error):
            report_message(bo, message_id=message.id, reason=reason)
    assert not Report.objects.exists()


def test_of_a_private_topic_only_moderators_inside_see_it(ada: User, bo: User, party: Party, post: Post):
    inside, outside = join(party, "mo", Role.MODERATOR), join(party, "di", Role.ADMIN)
    cabin = private_topic(party, bo, inside)
    hidden = post(inside, cabin, "hidden").message
    report_message(bo, message_id=hidden.id, reason="Rude.")

    assert [one.snapshot["text"] for one in seen_by(inside, party)] == ["hidden"]
    assert seen_by(ada, party) == seen_by(outside, party) == []
    TopicMember.objects.filter(user=inside).delete()
    assert seen_by(inside, party) == []


def test_thirty_an_hour_are_enough(
    ada: User, bo: User, topic: Topic, message: Any, post: Post, limit: Callable[..., None]
):
    limit("reports", 2)
    ids = [post(ada, topic).message.id for _ in range(3)]
    for message_id in (ids[0], ids[0], ids[0], ids[1]):  # a repeat does not count
        report_message(bo, message_id=message_id, reason="")

    with pytest.raises(RateLimited):
        report_message(bo, message_id=ids[2], reason="")


def test_what_somebody_wanted_erased_is_in_no_report_and_who_is_gone_has_made_none(
    ada: User, bo: User, topic: Topic, message: Any, post: Post
):
    mine = post(bo, topic, "mine").message
    report_message(bo, message_id=message.id, reason="by bo")
    report_message(ada, message_id=mine.id, reason="of bo")

    services.want_erasure(bo.id, messages=True)
    while services.erase_some(bo.id):
        pass

    assert not Report.objects.exists()


def test_by_the_api_by_pages_newest_first(
    api: Callable, ada: User, bo: User, eve: User, party: Party, topic: Topic, post: Post
):
    for n in range(3):
        message = post(ada, topic, f"bad {n}").message
        for _ in range(2):
            answer = api(bo).post(f"/messages/{message.id}/report", {"reason": f"reason {n}"})
            assert (answer.status_code, answer.content) == (204, b"")
    path = f"/parties/{party.id}/reports"

    first = api(ada).get(path, {"limit": 2}).json()
    rest = api(ada).get(path, {"limit": 2, "cursor": first["next"]}).json()

    assert [one["reason"] for one in first["items"] + rest["items"]] == ["reason 2", "reason 1", "reason 0"]
    assert set(first["items"][0]) == {
        "id",
        "reporter",
        "reason",
        "snapshot",
        "message",
        "created_at",
        "settled_at",
        "settled_by",
    }
    assert rest["next"] is None
    refused(api(bo).get(path), 403, "forbidden")
    refused(api(eve).get(path), 404, "not_found")
    refused(api(ada).get(path, {"cursor": "x"}), 400, "bad_cursor")
    refused(api(bo).post(f"/messages/{message.id}/report", {}), 400, "invalid")
    refused(api(eve).post(f"/messages/{message.id}/report", {"reason": ""}), 404, "not_found")


def test_a_report_and_their_list_cost_few_statements(ada: User, bo: User, party: Party, topic: Topic, post: Post):
    for _ in range(4):
        message = post(ada, topic).message
        with at_most(7):
            report_message(bo, message_id=message.id, reason="")

    membership = queries.party_for(ada, party.id)
    with at_most(1):
        assert len(queries.reports_of(ada, membership)[0]) == 4


@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_reported_many_times_at_once_it_is_reported_once(bo: User, message: Any):
    outcomes = together(*[lambda: report_message(bo, message_id=message.id, reason="")] * 4)

    assert outcomes == [None] * 4
    assert Report.objects.count() == 1


@pytest.mark.parametrize("what", ["erased", "in a topic that is deleted"])
@pytest.mark.django_db(databases=["messaging"], transaction=True)
def test_of_what_goes_at_this_moment_no_report_stays(ada: User, bo: User, topic: Topic, message: Any, what: str):
    def go() -> None:
        if what == "erased":
            services.want_erasure(ada.id, messages=True)
            while services.erase_some(ada.id):
                pass
        else:
            Topic.objects.filter(id=topic.id).update(deleted_at=now())
            while services.erase_topic_some(topic.id):
                pass

    gone = MessageGone if what == "erased" else NotFound
    with meanwhile(go, after='FROM "messaging_report"'), pytest.raises(gone):
        report_message(bo, message_id=message.id, reason="Rude.")

    assert not Report.objects.exists()
