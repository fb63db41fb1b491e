"""All topics of a party, in their order, and the private ones that only an owner knows of."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from events.errors import Invalid, NotFound
from messaging import permissions, queries, services
from messaging.shapes import TopicShape
from messaging.views.desk import PersonRequest, desk, insist_same_party, show, signed_in


@signed_in
@require_safe
def topics(request: PersonRequest, party: str) -> HttpResponse:
    """Archived ones too; for who may, with buttons that move each up and down."""
    membership = queries.party_for(request.person, party)
    everything = queries.topics_of(request.person, membership, archived=True)
    open_ones = [topic for topic in everything if not topic.archived_at]
    context = desk(request, membership) | {
        "places": [_place(open_ones, topic) for topic in open_ones],
        "archived": [topic for topic in everything if topic.archived_at],
        "may_move": permissions.may(membership, "move_topic"),
        "may_see_private": permissions.may(membership, "see_private_topics"),
        "moved": request.GET.get("moved", ""),
    }
    return show(request, "messaging/topics.html", context)


def _place(topics: list[TopicShape], topic: TopicShape) -> dict[str, Any]:
    line = _line(topics, topic)
    return {"topic": topic, "is_first": line[0] is topic, "is_last": line[-1] is topic}


def _line(topics: list[TopicShape], topic: TopicShape) -> list[TopicShape]:
    """The topics that one stands among: a public one among the public ones, since nobody sees it move past others."""
    return topics if topic.private else [each for each in topics if not each.private]


@signed_in
@require_POST
def topic_move(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    """One place `up` or `down` among those that it stands among; at the end of them it stays."""
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    permissions.insist(opened.membership, "move_topic")
    direction = request.POST.get("direction")
    if direction not in {"up", "down"}:
        raise Invalid.field("direction", "up or down")
    shown = queries.topics_of(request.person, opened.membership)
    mine = next((each for each in shown if each.id == str(opened.topic.id)), None)
    if mine is None:  # an archived one has no place to move to
        raise NotFound
    line = _line(shown, mine)
    index = line.index(mine)
    if direction == "up" and index:
        services.move_topic(request.person, topic_id=topic, after=line[index - 2].id if index > 1 else None)
    if direction == "down" and index + 1 < len(line):
        services.move_topic(request.person, topic_id=topic, after=line[index + 1].id)
    return redirect(f"{reverse('topics', args=[party])}?moved={mine.id}-{direction}")


@signed_in
@require_safe
def private_topics(request: PersonRequest, party: str) -> HttpResponse:
    """For the owner: which private topics there are; their names only of those that they are in."""
    membership = queries.party_for(request.person, party)
    permissions.insist(membership, "see_private_topics")
    hidden, following = queries.private_topics(membership, cursor=request.GET.get("cursor"))
    context = desk(request, membership)
    mine = {topic.id: topic for topic in queries.topics_of(request.person, membership, archived=True)}
    context |= {"private_topics": [(each, mine.get(each.id)) for each in hidden], "next": following}
    return show(request, "messaging/private_topics.html", context)
