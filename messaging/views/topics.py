"""Pages of topics: the conversation, page by page, making a topic, and links to one message."""

from typing import Final

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from messaging import permissions, queries
from messaging.forms import MessageForm
from messaging.models import Level
from messaging.shapes import InviteShape, PartyShape
from messaging.views import history, panels
from messaging.views.beginnings import begin
from messaging.views.desk import PersonRequest, desk, htmx_target, insist_same_party, show, signed_in
from messaging.views.share import words_chosen
from messaging.views.writing import composer_place, people_to_name, reply_of, writing

#: The element that holds a whole conversation.
SHEET: Final = "main"


@signed_in
@require_safe
def topic(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    """A conversation. A script gets the part that it has a place for: the sheet, an older, newer or the newest page, or
    a panel.
    """
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    target = htmx_target(request)
    if target == "topic-title":
        context = {"party": opened.party, "topic": opened.topic, "is_alone": True}
        return show(request, "messaging/_topic_title.html", context | _may(opened))
    if target == "panel":
        return panels.panel(request, opened)
    if target in panels.PARTS:
        return panels.part(request, opened, target)
    if target == "composer-place":
        return composer_place(request, opened, MessageForm())
    if target == "completion":
        return people_to_name(request, opened)
    if target in (None, SHEET):
        return conversation(request, opened, MessageForm(initial={"text": words_chosen(request)}))
    place = history.asked_for(request)
    comes_in = history.UNREAD in request.GET and not place
    context = (history.entry_of(request, opened) if comes_in else history.page_of(request, opened, place)) | {
        "only_earlier": "before" in place,
        "only_later": "after" in place,
    }
    template = "messaging/_column.html" if target == "messages" else "messaging/_messages.html"
    return show(request, template, context | {"party": opened.party, "topic": opened.topic})


def conversation(request: PersonRequest, opened: queries.OpenTopic, form: MessageForm) -> HttpResponse:
    """The whole page around one topic; the sheet alone when a script puts it on a desk that stands."""
    alone = htmx_target(request) == SHEET
    around = {"party": queries.party_shape_of(opened.membership)} if alone else desk(request, opened.membership)
    place = history.asked_for(request)
    context = (
        around
        | (history.page_of(request, opened, place) if place else history.entry_of(request, opened))
        | panels.context(request, opened)
        | _may(opened)
        | writing(opened)
        | {
            "parent": "messaging/sheet_alone.html" if alone else "messaging/desk.html",
            "topic": opened.topic,
            "open_id": str(opened.topic.id),
            "level": opened.marker.level if opened.marker else Level.ALL.value,
            "form": form,
            "reply": reply_of(request, opened, form),
            "to_party": "../../" if request.method == "POST" else "../",  # a refused form has an address of its own
        }
    )
    context["party"] = _with_me_online(context["party"])
    context["beginnings"] = begin(request, opened, form)
    context["invite"] = _invite_to_show(context["party"], opened)
    return show(request, "messaging/topic.html", context)


def _may(opened: queries.OpenTopic) -> dict[str, bool]:
    """What the menu of the topic has for this person."""
    return {
        "may_keep": permissions.looks_after(opened.membership, opened.topic),
        "may_delete_topic": permissions.may(opened.membership, "delete_topic"),
    }


def _with_me_online(party: PartyShape) -> PartyShape:
    known = party.online_count is not None
    return msgspec.structs.replace(party, online_count=max(party.online_count or 0, 1)) if known else party


def _invite_to_show(party: PartyShape, opened: queries.OpenTopic) -> InviteShape | None:
    """A link for somebody who is alone in a party where nothing has been said."""
    if party.member_count > 1 or opened.topic.last_n:
        return None
    newest, _more = queries.invites_of(opened.membership, limit=1)
    return next((invite for invite in newest if is_open(invite)), None)


def is_open(invite: InviteShape) -> bool:
    """Whether an invite still lets people in."""
    expires = parse_datetime(invite.expires_at) if invite.expires_at else None
    used_up = invite.max_uses is not None and invite.uses >= invite.max_uses
    return invite.revoked_at is None and not used_up and (expires is None or expires > timezone.now())


@signed_in
@require_safe
def permalink(request: PersonRequest, message: str) -> HttpResponse:
    """To a message, with those before and after it. A panel that was closed stays closed."""
    party_id, topic_id, n = queries.permalink(request.person, message)
    closed = f"&panel={panels.NONE}" if request.GET.get("panel") == panels.NONE else ""
    return redirect(f"{reverse('topic', args=[party_id, topic_id])}?around={n}{closed}#m-{n}")
