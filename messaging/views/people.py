"""The page of a person, as other members of a party see them."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from messaging import queries
from messaging.views.desk import PersonRequest, desk, show, signed_in


@signed_in
@require_safe
def person(request: PersonRequest, party: str, user: str) -> HttpResponse:
    membership = queries.party_for(request.person, party)
    context = desk(request, membership) | {"member": queries.member_for(membership, user)}
    return show(request, "messaging/person.html", context)
