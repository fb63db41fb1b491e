"""The place to write in a topic: the composer, or why there is none."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.http import HttpResponse

from events.errors import NotFound
from messaging import permissions, presence, queries
from messaging.checks import MAX_NAME
from messaging.forms import MessageForm
from messaging.models import Kind
from messaging.shapes import ReplyShape, reply_shape
from messaging.views.desk import PersonRequest, show
from messaging.views.standing import standing


class Silence(NamedTuple):
    """Why somebody can't write here, and when that ends, if it ends by itself."""

    why: str  # archived, timed_out or announcement
    until: datetime | None = None


def composer_place(request: PersonRequest, opened: queries.OpenTopic, form: Any) -> HttpResponse:
    """The place alone, for a page on which it may have changed, with what its reader may do there by now."""
    context = {"party": opened.party, "topic": opened.topic, "form": form} | writing(opened) | standing(opened)
    return show(request, "messaging/_composer_place_alone.html", context)


def writing(opened: queries.OpenTopic) -> dict[str, Any]:
    """Context of the place: at most one query, in topics in slow mode."""
    silence = _silence(opened)
    return {
        "silence": silence,
        "slow_until": None if silence else _slow_until(opened),
        "may_mention_all": permissions.may(opened.membership, "mention_all"),
    }


def people_to_name(request: PersonRequest, opened: queries.OpenTopic) -> HttpResponse:
    """Whom one may name in the topic, to complete from: all of them, or of too many those that `?named=` fits."""
    letters = request.GET.get("named", "")[:MAX_NAME]
    others, whole = queries.people_to_name(opened, letters)
    context = {
        "party": opened.party,
        "topic": opened.topic,
        "may_let_in": permissions.looks_after(opened.membership, opened.topic),
        "members": others,
        "outside": queries.people_outside(opened, letters) if opened.topic.private else [],
        "whole": whole,
        "may_mention_all": permissions.may(opened.membership, "mention_all"),
        "everyone": len(others) if whole else queries.readers_of(opened) - 1,
        "here": sum(one.state in {"online", "away"} for one in others) if whole else _others_online(opened),
    }
    return show(request, "messaging/_completion_people.html", context)


def _others_online(opened: queries.OpenTopic) -> int | None:
    """How many others `@here` would reach; None where that is not known, such as of a private topic with very many."""
    count = None if opened.topic.private else presence.store().count(opened.topic.party_id)
    return None if count is None else max(count - 1, 0)


def _silence(opened: queries.OpenTopic) -> Silence | None:
    if opened.topic.archived_at:
        return Silence("archived")
    if permissions.is_timed_out(opened.membership):
        return Silence("timed_out", opened.membership.timeout_until)
    if opened.topic.announcement and not permissions.may(opened.membership, "post_announcement"):
        return Silence("announcement")
    return None


def _slow_until(opened: queries.OpenTopic) -> datetime | None:
    """When the person may write again, in a topic in slow mode. It is in the past for who may write at once."""
    seconds = opened.topic.slow_mode_s
    if not seconds or permissions.may(opened.membership, "skip_slow_mode"):
        return None
    last = queries.last_words_at(opened)
    return last + timedelta(seconds=seconds) if last else opened.topic.created_at


def reply_of(request: PersonRequest, opened: queries.OpenTopic, form: MessageForm) -> ReplyShape | None:
    """What the form's message replies to: a message of this topic that is still there, else nothing."""
    named = form.data.get("reply_to") if form.is_bound else request.GET.get("reply")
    if not named:
        return None
    try:
        message = queries.message_for(request.person, named).message
    except NotFound:
        return None
    is_there = message.topic_id == opened.topic.id and message.kind == Kind.TEXT and message.deleted_at is None
    return reply_shape(message) if is_there else None
