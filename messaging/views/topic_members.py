"""Who is in a private topic: letting in, taking out, leaving, and an owner's own door."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chatterbox.forms import RefusableForm
from chatterbox.templatetags.interface import called
from events.errors import ChatterboxError, Conflict, Invalid
from messaging import permissions, queries, services
from messaging.topic_forms import LetInForm
from messaging.views.desk import PersonRequest, desk, insist_same_party, show, signed_in
from messaging.views.dialogs import done
from messaging.views.topic_settings import ask

#: Members of the party whom the field offers by name; anybody else is found by username as well.
MOST_OFFERED = 500


def _private(request: PersonRequest, party: str, topic: str) -> queries.OpenTopic:
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    if not opened.topic.private:
        raise Conflict(_("All members of the party are in this topic."))
    return opened


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def topic_members(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    """Everybody inside sees who else is; who looks after the topic lets others in."""
    opened = _private(request, party, topic)
    form = LetInForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            member = _let_in(request, opened, form.cleaned_data["username"])
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("%(name)s is in.") % {"name": called(member.user)})
            return redirect("topic-members", party=party, topic=topic)
    cursor = request.GET.get("cursor")
    inside, following = queries.members_of(opened.membership, topic=opened.topic, cursor=cursor)
    context = desk(request, opened.membership) | {"topic": opened.topic, "open_id": str(opened.topic.id), "form": form}
    context |= {"inside": inside, "next": following, "candidates": []}
    if permissions.looks_after(opened.membership, opened.topic):
        context |= {"may_change": True, "candidates": _candidates(opened)}
    return form.mark(show(request, "messaging/topic_members.html", context))


def _candidates(opened: queries.OpenTopic) -> list[Any]:
    everybody, _more = queries.members_of(opened.membership, limit=MOST_OFFERED)
    inside, _more = queries.members_of(opened.membership, topic=opened.topic, limit=MOST_OFFERED)
    known = {one.user.id for one in inside}
    return [one for one in everybody if one.user.id not in known]


def _let_in(request: PersonRequest, opened: queries.OpenTopic, username: str) -> Any:
    permissions.insist_looks_after(opened.membership, opened.topic)
    member = queries.member_called(opened.membership, username)
    if member is None:
        raise Invalid.field("username", _("Nobody in this party has this username."))
    return services.add_topic_member(request.person, topic_id=opened.topic.id, user_id=member)


@signed_in
@require_POST
def topic_member_remove(request: PersonRequest, party: str, topic: str, user: str) -> HttpResponse:
    opened = _private(request, party, topic)
    services.remove_topic_member(request.person, topic_id=opened.topic.id, user_id=user)
    messages.success(request, _("They see this topic no more."))
    return redirect("topic-members", party=party, topic=topic)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def topic_leave(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    opened = _private(request, party, topic)
    form = RefusableForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.remove_topic_member(request.person, topic_id=opened.topic.id, user_id=request.person.id)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            said = _("You have left %(name)s.") % {"name": opened.topic.name}
            return done(request, said, reverse("party", args=[party]), gone=reverse("topic", args=[party, topic]))
    return ask(request, opened, "topic_leave", form, _("Leave %(name)s?") % {"name": opened.topic.name})


@signed_in
@require_POST
def topic_enter(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    """An owner lets themself into a private topic of their party, which is said there."""
    membership = queries.party_for(request.person, party)
    permissions.insist(membership, "see_private_topics")
    services.add_topic_member(request.person, topic_id=topic, user_id=request.person.id)
    opened = queries.topic_for(request.person, topic)
    return redirect("topic", party=opened.party.id, topic=opened.topic.id)
