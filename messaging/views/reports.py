"""Reporting a message, the reports of a party and their being settled, and removing a message with a reason."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.errors import NotFound
from messaging import permissions, queries, services
from messaging.models import Membership, Message, User
from messaging.people_forms import ReasonForm, ReportForm
from messaging.queries.hanging import ReportShape
from messaging.services.reports import insist_reportable
from messaging.shapes import excerpt, user_shape
from messaging.views.desk import PersonRequest, show, signed_in
from messaging.views.dialogs import carried_out, done, sent, show_form
from messaging.views.settings_frame import settings_frame


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: PersonRequest, message: str) -> HttpResponse:
    """Tell those who look after the party of a message, with a reason."""
    opened = queries.message_for(request.person, message)
    insist_reportable(opened.message, request.person)
    form = ReportForm(sent(request))
    if carried_out(form, lambda reason: services.report_message(request.person, message_id=message, reason=reason)):
        return done(request, _("Thank you. Those who look after this party will see it."), _place(message))
    return _ask(request, opened, "report", form, _("Report this message"))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: PersonRequest, message: str) -> HttpResponse:
    """Delete a message: one's own, or somebody's below with a reason."""
    opened = queries.message_for(request.person, message)
    is_mine = opened.message.author_id == request.person.id
    if not is_mine:
        permissions.insist(opened.membership, "delete_message")
    form = ReasonForm(sent(request))
    if is_mine:
        del form.fields["reason"]
    act = services.delete_message
    if carried_out(form, lambda **fields: act(request.person, message_id=message, **fields)):
        return done(request, _("The message is deleted."), _place(message))
    return _ask(request, opened, "delete_message", form, _("Delete this message?"), is_mine=is_mine)


@signed_in
@require_safe
def reports(request: PersonRequest, party: str) -> HttpResponse:
    """What was reported and is open, newest first, and what may be done about it; with `?settled=1` what is settled."""
    membership = queries.party_for(request.person, party)
    settled, cursor = request.GET.get("settled") == "1", request.GET.get("cursor")
    found, following = queries.reports_of(request.person, membership, settled=settled, cursor=cursor)
    roles = queries.roles_of(membership, [each.message.author.id for each in found])
    context = {
        "heading": _("Reports"),
        "settled": settled,
        "reports": [(each, _reach(membership, each, roles)) for each in found],
        "following": following,
    }
    return show(request, "messaging/reports.html", settings_frame(request, membership, "reports") | context)


@signed_in
@require_POST
def settle(request: PersonRequest, party: str, report: str) -> HttpResponse:
    """Settle a report; with `again` open it again. Raises NotFound for one of another party."""
    if str(queries.report_for(request.person, report).party_id) != party:
        raise NotFound
    again = "again" in request.POST
    services.settle_report(request.person, report_id=report, settled=not again)
    messages.success(request, _("The report is open again.") if again else _("The report is settled."))
    return redirect("reports", party=party)


def _reach(membership: Membership, report: ReportShape, roles: dict[str, str]) -> dict[str, bool]:
    """What I may do about a report: to the message, to its author as a member, and to them as somebody."""
    author = report.message.author
    role = roles.get(author.id)
    is_me = author.id == str(membership.user_id)
    is_below = not is_me and (role is None or permissions.is_above_role(membership, role))
    return {
        "message": not report.message.deleted_at and (is_me or is_below),
        "member": is_below and role is not None,
        "ban": is_below and not author.deleted,
        "settle": not is_me,
    }


def _place(message: str) -> str:
    return reverse("permalink", args=[message])


def _ask(
    request: PersonRequest,
    opened: queries.OpenMessage,
    name: str,
    form: ReportForm | ReasonForm,
    heading: str,
    **context: Any,
) -> HttpResponse:
    found: Message = opened.message
    author: User = found.author
    return show_form(
        request,
        opened.membership,
        f"messaging/forms/{name}.html",
        form,
        heading=heading,
        back=_place(str(found.id)),
        author=user_shape(author),
        words=excerpt(found),
        **context,
    )
