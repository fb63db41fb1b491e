"""It is true of the audit log on pages that…"""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from events.times import iso, now
from messaging import services
from messaging.audit_words import PLAIN, sentence_of
from messaging.models import Action, AuditEntry, Role, User
from messaging.services.undo.registry import undoer_of
from messaging.tests.forms import submit, text_of
from messaging.tests.people import member_of, role_of
from messaging.tests.queries_counted import at_most

pytestmark = [pytest.mark.django_db(databases="__all__"), pytest.mark.portable]


@pytest.fixture
def kicked(ada, bo, party):
    """The entry that tells of bo's removal."""
    services.kick_member(ada, party_id=party.id, user_id=bo.id, reason="adverts")
    return AuditEntry.objects.get(action=Action.KICKED)


def add(party, actor, action, **fields):
    return AuditEntry.objects.create(party=party, actor=actor, action=action, **{"created_at": now()} | fields)


def test_it_tells_who_did_what_to_whom_and_why(browser, ada, party, kicked):
    text = text_of(browser(ada).get(f"/p/{party.id}/audit"))

    assert "Ada removed Bo" in text
    assert "adverts" in text


@pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 200), (Role.MODERATOR, 200), (Role.MEMBER, 403)])
def test_it_is_for_those_who_look_after_the_party(browser, eve, party, kicked, role, status):
    assert browser(member_of(party, "who", role)).get(f"/p/{party.id}/audit").status_code == status
    assert browser(eve).get(f"/p/{party.id}/audit").status_code == 404


def test_it_is_filtered_by_person_and_action(browser, ada, party, topic, kicked):
    moderator = member_of(party, "mod", Role.MODERATOR)
    services.archive_topic(moderator, topic_id=topic.id)
    client = browser(ada)

    by_mod = text_of(client.get(f"/p/{party.id}/audit?actor={moderator.id}"))
    assert "archived the topic general" in by_mod
    assert "adverts" not in by_mod
    kicks = text_of(client.get(f"/p/{party.id}/audit?action=member_kicked"))
    assert "adverts" in kicks
    assert "archived the topic general" not in kicks
    for query in ("actor=nobody", "action=flew", "actor=%00", "action=%00"):
        assert "nothing of this kind" in text_of(client.get(f"/p/{party.id}/audit?{query}"))


def test_a_long_log_goes_on_with_its_filter_and_few_queries(browser, ada, party):
    for n in range(60):
        add(party, ada, Action.ICON_CHANGED, reason=f"r{n:02}")
    client = browser(ada)
    client.get(f"/p/{party.id}/audit")
    with at_most(6):
        first = client.get(f"/p/{party.id}/audit?action=icon_changed")
    more = first.content.decode().split('href="?action=icon_changed&amp;cursor=')[1].split('"')[0]
    second = client.get(f"/p/{party.id}/audit?action=icon_changed&cursor={more}")

    assert "r59" in text_of(first)
    assert "r05" not in text_of(first)
    assert "r05" in text_of(second)
    assert client.get(f"/p/{party.id}/audit?cursor=x").status_code == 400


def test_what_was_done_to_private_topics_is_told_to_those_inside(browser, ada, bo, party):
    private, _ = services.create_topic(bo, party_id=party.id, client_id="p", name="Hidden", private=True)
    services.archive_topic(bo, topic_id=private.id)

    assert "Hidden" not in text_of(browser(ada).get(f"/p/{party.id}/audit"))


@pytest.mark.parametrize("action", [*Action.values, "something_new"])
def test_every_action_has_its_sentence_whatever_the_entry_lacks(ada, bo, party, topic, action):
    for fields in ({}, {"user": bo, "topic": topic}):
        entry = add(party, ada, action, **fields)
        (shape,) = services.audit_shapes([AuditEntry.objects.select_related("actor", "user", "topic").get(id=entry.id)])
        sentence = sentence_of(shape)
        assert sentence
        assert "{" not in sentence


def test_sentences_name_before_and_after(browser, ada, bo, party):
    services.update_party(ada, party_id=party.id, name="<Tin> Boats")
    services.update_member(ada, party_id=party.id, user_id=bo.id, role="admin")
    html = browser(ada).get(f"/p/{party.id}/audit").content.decode()

    assert "named the party <b>&lt;Tin&gt; Boats</b>, which was <b>The Harbour</b>" in html
    assert "changed the role of <b>Bo</b> from <b>member</b> to <b>admin</b>" in html


def test_whatever_can_be_undone_has_a_plain_sentence_or_one_of_its_own():
    special = {Action.TIMED_OUT, Action.MESSAGES_DELETED, Action.TOPIC_UPDATED, Action.UNDONE}

    assert set(PLAIN) | special == set(Action.values)
    assert undoer_of(Action.KICKED)


# Undoing


def test_it_shows_what_comes_back_and_brings_it_back(browser, ada, bo, party, kicked):
    client = browser(ada)
    page = text_of(client.get(f"/audit/{kicked.id}/undo"))
    answer = submit(client, f"/audit/{kicked.id}/undo")
    log = text_of(client.get(answer["Location"]))

    assert "Bo is a member again, as before." in page
    assert answer["Location"] == f"/p/{party.id}/audit"
    assert "It is undone." in log
    assert role_of(party, bo) == Role.MEMBER
    assert f"/audit/{kicked.id}/undo" not in client.get(f"/p/{party.id}/audit").content.decode()


def test_it_tells_times_as_the_log_does(browser, ada, bo, party):
    User.objects.filter(id=ada.id).update(zoneinfo="Pacific/Kiritimati")
    services.update_member(ada, party_id=party.id, user_id=bo.id, timeout_until=iso(now() + timedelta(hours=5)))
    entry = AuditEntry.objects.get(action=Action.TIMED_OUT)
    there = (now() + timedelta(hours=5)).astimezone(ZoneInfo("Pacific/Kiritimati"))

    pages = [text_of(browser(ada).get(page)) for page in (f"/p/{party.id}/audit", f"/audit/{entry.id}/undo")]

    told = [re.search(r"until \d+ \w+, (\d\d):\d\d", page)[1] for page in pages]
    assert told[0] == told[1]
    assert int(told[0]) in {there.hour, (there - timedelta(minutes=1)).hour}


def test_a_second_undo_changes_nothing_and_says_so(browser, ada, party, kicked):
    client = browser(ada)
    submit(client, f"/audit/{kicked.id}/undo")

    assert "undone already" in text_of(client.get(f"/audit/{kicked.id}/undo", follow=True))
    assert submit(client, "/parties/new", f"/audit/{kicked.id}/undo").status_code == 302
    assert AuditEntry.objects.filter(action=Action.UNDONE).count() == 1


def test_what_has_changed_since_is_named(browser, ada, bo, party, invite, kicked):
    services.join_party(bo, code=invite.code)
    page = browser(ada).get(f"/audit/{kicked.id}/undo")
    sent = submit(browser(ada), "/parties/new", f"/audit/{kicked.id}/undo")

    assert page.status_code == sent.status_code == 409
    assert "Bo has joined again since." in text_of(page)
    assert "Bo has joined again since." in text_of(sent)
    assert ">Undo</button>" not in sent.content.decode()


def test_after_a_day_it_is_too_late(browser, ada, party, kicked):
    AuditEntry.objects.filter(id=kicked.id).update(created_at=now() - timedelta(hours=25))

    assert browser(ada).get(f"/audit/{kicked.id}/undo").status_code == 410
    assert submit(browser(ada), "/parties/new", f"/audit/{kicked.id}/undo").status_code == 410
    assert f"/audit/{kicked.id}/undo" not in browser(ada).get(f"/p/{party.id}/audit").content.decode()


def test_what_can_not_be_undone_says_so(browser, ada, party):
    entry = add(party, ada, Action.ICON_CHANGED)

    assert browser(ada).get(f"/audit/{entry.id}/undo").status_code == 409
    assert f"/audit/{entry.id}/undo" not in browser(ada).get(f"/p/{party.id}/audit").content.decode()


def test_members_and_strangers_find_no_entry(browser, eve, party, kicked):
    for who in (member_of(party, "member"), eve):
        assert browser(who).get(f"/audit/{kicked.id}/undo").status_code == 404
        assert submit(browser(who), "/parties/new", f"/audit/{kicked.id}/undo").status_code == 404
    assert browser(eve).get("/audit/nothing/undo").status_code == 404


def test_a_moderator_undoes_no_role(browser, ada, bo, party):
    services.update_member(ada, party_id=party.id, user_id=bo.id, role="admin")
    entry = AuditEntry.objects.get(action=Action.ROLE_CHANGED)
    moderator = browser(member_of(party, "mod", Role.MODERATOR))

    assert moderator.get(f"/audit/{entry.id}/undo").status_code == 403
    assert submit(moderator, "/parties/new", f"/audit/{entry.id}/undo").status_code == 403
    assert role_of(party, bo) == Role.ADMIN
