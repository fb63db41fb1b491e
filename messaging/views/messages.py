"""Posting by form: the way without a script. The composer's script calls the API, which calls the same service."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from events.errors import ChatterboxError, ClientIdReused, Unavailable
from events.ids import new_id
from messaging import queries, services
from messaging.forms import MessageForm
from messaging.services.messages import Posted
from messaging.views.desk import PersonRequest, insist_same_party, signed_in
from messaging.views.topics import conversation


@signed_in
@require_POST
def message_create(request: PersonRequest, party: str, topic: str) -> HttpResponse:
    opened = queries.topic_for(request.person, topic)
    insist_same_party(opened.membership, party)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            posted = _post(request, topic, **form.cleaned_data)
        except ChatterboxError as refusal:
            form.add_refusal(refusal)
        else:
            n = posted.message.n  # by itself the page would begin with what is unread, and may end before this one
            return redirect(f"{reverse('topic', args=[party, topic])}?before={n + 1}#m-{n}")
    if not isinstance(form.refusal, Unavailable):  # then it may have been saved all the same: sent again it is the same
        form.renew_client_id()
    return form.mark(conversation(request, opened, form))


def _post(request: PersonRequest, topic: str, *, client_id: str, **said: str) -> Posted:
    try:
        return services.post_message(request.person, topic_id=topic, client_id=client_id, **said)
    except ClientIdReused:  # the page was reached again by Back, and other words were written on it
        return services.post_message(request.person, topic_id=topic, client_id=str(new_id()), **said)
