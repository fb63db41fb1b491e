from collections.abc import Callable
from typing import Any

import pytest

from events.errors import Invalid
from events.times import now
from messaging import shapes
from messaging.models import Mention, Message, Party, Topic, User

pytestmark = pytest.mark.django_db(databases=["messaging"])

Post = Callable[..., Any]


def test_a_reply_shows_what_it_replies_to(ada: User, bo: User, topic: Topic, post: Post):
    first = post(ada, topic, "Where is the\nharbour? " + "x" * 200).message

    reply = post(bo, topic, "There.", reply_to=first.id).message

    assert (reply.reply_to.id, reply.reply_to.n, reply.reply_to.author.username) == (first.id, first.n, "ada")
    assert reply.reply_to.excerpt.startswith("Where is the harbour? xxx")
    assert reply.reply_to.excerpt.endswith("…")
    assert len(reply.reply_to.excerpt) <= 120


@pytest.mark.portable
@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Who brings the **glue**, and `this & that`?", "Who brings the glue, and this & that?"),
        ("> quoted\n\n- one\n- two *th*ree", "quoted one two three"),
        ("[the plan](https://example.org/?a>b) 2 < 3", "the plan 2 < 3"),
        ("```python\nx = 1\ny = '<b>'\n```", "x = 1 y = '<b>'"),
        ("<i>typed</i> &amp; meant", "<i>typed</i> & meant"),
    ],
)
def test_a_reply_shows_what_was_read_and_not_how_it_was_typed(
    ada: User, bo: User, topic: Topic, post: Post, text: str, read: str
):
    first = post(ada, topic, text).message

    assert post(bo, topic, "There.", reply_to=first.id).message.reply_to.excerpt == read


@pytest.mark.portable
def test_of_a_long_message_a_reply_looks_at_the_beginning_and_shows_no_half_of_a_mark(monkeypatch: pytest.MonkeyPatch):
    html = (
        '<p><a href="https://example.org/?a=1&amp;b=2" title="a < b > c">the &lt;plan&gt;</a> of <strong>all</strong>'
        '&#39;s <span class="mention" data-user="B">@bo</span> &amp; me</p>'
    )
    read = "the <plan> of all's @bo & me"

    for most in range(len(html)):
        monkeypatch.setattr(shapes, "MOST_HTML", most)
        shown = shapes.excerpt(Message(html=html))
        assert shown.endswith("…")
        assert read.startswith(shown[:-1]), most
    monkeypatch.setattr(shapes, "MOST_HTML", len(html))
    assert shapes.excerpt(Message(html=html)) == read


def test_a_reply_to_a_deleted_message_shows_no_word_of_it(ada: User, bo: User, topic: Topic, post: Post):
    first = post(ada, topic, "gone").message
    Message.objects.filter(id=first.id).update(deleted_at=now())

    assert post(bo, topic, "Why?", reply_to=first.id).message.reply_to.excerpt == ""


def test_a_reply_into_another_topic_is_refused(ada: User, bo: User, party: Party, topic: Topic, post: Post):
    other = Topic.objects.create(party=party, maker=ada, client_id="t2", name="boats", position="z", created_at=now())
    elsewhere = post(ada, other).message

    with pytest.raises(Invalid) as caught:
        post(bo, topic, "There.", reply_to=elsewhere.id)

    assert "reply_to" in caught.value.fields
    assert not Message.objects.filter(topic=topic, kind="text").exists()


@pytest.mark.parametrize("reply_to", ["0197a000-0000-7000-8000-000000000000", "nonsense", 7, [], True])
def test_a_reply_to_nothing_is_refused(bo: User, topic: Topic, post: Post, reply_to: object):
    with pytest.raises(Invalid) as caught:
        post(bo, topic, "There.", reply_to=reply_to)

    assert "reply_to" in caught.value.fields


def test_a_member_who_is_named_is_mentioned(ada: User, bo: User, topic: Topic, post: Post):
    message = post(bo, topic, "Ahoy @ADA, and @nobody.").message

    assert message.mentions == [str(ada.id)]
    assert f'<span class="mention" data-user="{ada.id}">@ADA</span>, and @nobody.' in message.html
    row = Mention.objects.get()
    assert (row.user_id, row.author_id, row.n, str(row.message_id)) == (ada.id, bo.id, message.n, message.id)


def test_a_stranger_who_is_named_is_not_mentioned(eve: User, bo: User, topic: Topic, post: Post):
    message = post(bo, topic, "Ahoy @eve").message

    assert message.mentions == []
    assert str(eve.id) not in message.html
    assert not Mention.objects.exists()


def test_a_name_in_code_is_not_a_mention(ada: User, bo: User, topic: Topic, post: Post):
    message = post(bo, topic, "`@ada`\n\n```\n@ada\n```").message

    assert message.mentions == []


def test_who_is_named_twice_is_mentioned_once(ada: User, bo: User, topic: Topic, post: Post):
    assert post(bo, topic, "@ada @Ada @ada.").message.mentions == [str(ada.id)]
    assert Mention.objects.count() == 1


@pytest.mark.parametrize("call", ["everyone", "here"])
def test_moderators_call_everybody_and_members_do_not(ada: User, bo: User, topic: Topic, post: Post, call: str):
    by_owner = post(ada, topic, f"@{call} come").message
    by_member = post(bo, topic, f"@{call} come").message

    assert (by_owner.mention_all, by_member.mention_all) == (call, None)
    row = Mention.objects.get()
    assert (row.user_id, row.kind, row.author_id) == (None, call, ada.id)
