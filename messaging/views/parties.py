"""Pages of parties: home (a landing page for strangers), making one, and one party's topics."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from events.errors import ChatterboxError
from messaging import permissions, queries, services
from messaging.forms import LinkForm, PartyForm
from messaging.views.desk import PersonRequest, desk, htmx_target, show, signed_in

#: Topics whose last words the page of a party shows.
NEWEST = 6


@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """My parties, or the landing page. With `?link=` the invite that a pasted link names.

    To htmx the rail alone, where `?open=` names the party that is open beside it; or what was missed.
    """
    if request.person is not None and htmx_target(request) == "rail":
        return _rail(request)
    if request.person is not None and htmx_target(request) == "missed":
        return _missed_alone(request)
    link_form = LinkForm(request.GET if "link" in request.GET else None)
    if link_form.is_bound and link_form.is_valid():
        return redirect("invite", code=link_form.cleaned_data["link"])
    status = 400 if link_form.is_bound else 200
    if request.person is None:
        context = {"link_form": link_form, "may_start_party": permissions.may_start_party()}
        return show(request, "messaging/landing.html", context, status=status)
    return _my_parties(request, link_form, status)


@signed_in
def _rail(request: PersonRequest) -> HttpResponse:
    opened = request.GET.get("open", "")
    return show(request, "messaging/_party_rail.html", desk(request) | {"party": {"id": opened}, "at_home": not opened})


@signed_in
def _my_parties(request: PersonRequest, link_form: LinkForm, status: int) -> HttpResponse:
    around = desk(request)
    missed = _missed(request, list(around["news"]))
    context = around | {"missed": missed, "link_form": link_form, "at_home": True}
    return show(request, "messaging/home.html", context, status=status)


@signed_in
def _missed_alone(request: PersonRequest) -> HttpResponse:
    missed = _missed(request, [party.id for party in queries.parties_of(request.person)])
    return show(request, "messaging/_missed.html", {"missed": missed})


def _missed(request: PersonRequest, parties: list[str]) -> list[queries.Missed]:
    """What has come in in parties that have something to look at."""
    return queries.missed_in(request.person, [uuid.UUID(key) for key in parties]) if parties else []


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def party_new(request: PersonRequest) -> HttpResponse:
    """Make a party; its maker lands in its first topic, where the invite link is on screen.

    Who may not make one still finds here how to join one.
    """
    if request.method == "POST":
        permissions.insist_on_creating(request.person)
    form = PartyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = services.create_party(request.person, **form.cleaned_data)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            return redirect("topic", party=made.party.id, topic=made.topics[0].id)
    context = desk(request) | {"form": form, "link_form": LinkForm(), "at_party_new": True}
    return form.mark(show(request, "messaging/party_new.html", context))


@signed_in
@require_safe
def party(request: PersonRequest, party: str) -> HttpResponse:
    """A party's topics; to htmx the list alone, where `?open=` names the topic that is open beside it."""
    membership = queries.party_for(request.person, party)
    if htmx_target(request) == "offer":
        shape = queries.party_shape_for(request.person, party)
        return show(request, "messaging/_offer.html", {"party": shape})
    if htmx_target(request) is not None:
        topics = queries.topics_of(request.person, membership)
        listed = {"party": membership.party, "topics": topics, "open_id": request.GET.get("open")}
        return show(request, "messaging/_topic_list.html", listed)
    context = desk(request, membership)
    called = {topic.id: topic.name for topic in context["topics"]}
    newest = queries.newest_of(context["topics"], NEWEST)
    context |= {
        "newest": [(message, called[message.topic_id]) for message in newest],
        "unread": sum(topic.unread for topic in context["topics"]),
        "mentions": sum(topic.mentions for topic in context["topics"]),
    }
    return show(request, "messaging/party.html", context)


def first_topic(request: HttpRequest, party_id: str) -> HttpResponse:
    """To the first topic of a party that the person has just come into."""
    person = request.person  # type: ignore[attr-defined]
    topics = queries.topics_of(person, queries.party_for(person, party_id))
    return redirect("topic", party=party_id, topic=topics[0].id) if topics else redirect("party", party=party_id)
