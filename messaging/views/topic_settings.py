"""Making and changing a topic, and putting it away: small forms, each a dialog and a page of its own."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from chatterbox.forms import RefusableForm
from events.errors import ChatterboxError
from messaging import permissions, queries, services
from messaging.topic_forms import DeleteTopicForm, EditTopicForm, NewTopicForm
from messaging.views.desk import PersonRequest, desk, insist_same_party, show, signed_in
from messaging.views.dialogs import done, show_form

#: People who are offered for a new private topic; others can be let in afterwards.
MOST_OFFERED = 100


class Step(NamedTuple):
    """What a form without fields does: the service, and what is asked and said."""

    act: Callable[..., Any]
    heading: Any
    said: Any


ARCHIVE = Step(services.archive_topic, gettext_lazy("Archive %(name)s?"), gettext_lazy("%(name)s is archived."))
RESTORE = Step(services.restore_topic, gettext_lazy("Bring %(name)s back?"), gettext_lazy("%(name)s is back."))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def topic_new(request: PersonRequest, party: str) -> HttpResponse:
    membership = queries.party_for(request.person, party)
    people, more = queries.members_of(membership, limit=MOST_OFFERED)
    form = NewTopicForm(
        request.POST or None,
        people=[one for one in people if one.user.id != str(request.person.id)],
        may_announce=permissions.may(membership, "post_announcement"),
    )
    if form.is_bound and form.is_valid():
        try:
            made, _created = services.create_topic(request.person, party_id=party, **form.cleaned_data)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("topic", party=party, topic=made.id)
    context = desk(request, membership) | {"form": form, "more_people": more}
    return form.mark(show(request, "messaging/topic_new.html", context))


def kept(request: PersonRequest, party: str, topic: str) -> queries.OpenTopic:
    """A topic of this party that the person looks after. Raises NotFound, Forbidden, TimedOut."""
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    permissions.insist_looks_after(opened.membership, opened.topic)
    return opened


def ask(
    request: PersonRequest, opened: queries.OpenTopic, name: str, form: RefusableForm, heading: str, **more: Any
) -> HttpResponse:
    back = reverse("topic", args=[opened.party.id, opened.topic.id])
    template = f"messaging/forms/{name}.html"
    return show_form(request, opened.membership, template, form, heading=heading, back=back, topic=opened.topic, **more)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def topic_edit(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    opened = kept(request, party, topic)
    is_moderator = permissions.may(opened.membership, "manage_topic")
    form = EditTopicForm(request.POST or None, topic=opened.topic, is_moderator=is_moderator)
    if form.is_bound and form.is_valid():
        try:
            services.update_topic(request.person, topic_id=topic, changes=form.changes)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            return done(request, _("Saved."), reverse("topic", args=[party, topic]))
    return ask(request, opened, "topic_edit", form, _("Topic settings"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def topic_archive(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    return _step(request, party, topic, "topic_archive", ARCHIVE)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def topic_restore(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    return _step(request, party, topic, "topic_restore", RESTORE)


def _step(request: PersonRequest, party: str, topic: str, name: str, step: Step) -> HttpResponse:
    opened = kept(request, party, topic)
    form = RefusableForm(request.POST if request.method == "POST" else None)
    called = {"name": opened.topic.name}
    if form.is_valid():
        try:
            step.act(request.person, topic_id=topic)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            return done(request, str(step.said) % called, reverse("topic", args=[party, topic]))
    return ask(request, opened, name, form, str(step.heading) % called)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def topic_delete(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    """Its name has to be typed."""
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    permissions.insist(opened.membership, "delete_topic")
    form = DeleteTopicForm(request.POST if request.method == "POST" else None)
    called = {"name": opened.topic.name}
    if form.is_valid():
        try:
            services.delete_topic(request.person, topic_id=topic, **form.cleaned_data)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            here = reverse("topic", args=[party, topic])
            return done(request, _("%(name)s is deleted.") % called, reverse("party", args=[party]), gone=here)
    return ask(request, opened, "topic_delete", form, _("Delete %(name)s?") % called)
