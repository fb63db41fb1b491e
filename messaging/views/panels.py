"""What stands beside a conversation: `?panel=` on a topic's address. htmx gets a panel alone, others the whole page."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from events.errors import NotFound
from messaging import permissions, queries
from messaging.shapes import MemberShape, message_shape
from messaging.views import search
from messaging.views.desk import PersonRequest, show
from messaging.views.differences import differences

#: The panel that shows where there is room, unless the address names one; and the name that says that none shows.
USUAL: Final = "people"
NONE: Final = "none"
#: People that the panel lists; there may be more.
MOST_MEMBERS: Final = 100
#: Versions of a message that are shown at once; comparing them takes time.
MOST_VERSIONS: Final = 10
GROUPS: Final = (
    ("online", _("Online")),
    ("away", _("Away")),
    ("unknown", _("Members")),
    ("offline", _("Offline")),
)


class Panel(NamedTuple):
    """A panel's heading, what its template needs, and whether it takes more room."""

    title: Any
    content: Callable[[PersonRequest, queries.OpenTopic], dict[str, Any]]
    wide: bool = False


def context(request: PersonRequest, opened: queries.OpenTopic) -> dict[str, Any]:
    """The panel that the address asks for; on a phone it is the only pane, unless `pane=conversation`.

    Raises NotFound for a name that no panel has.
    """
    given = request.GET.get("panel")
    name = given or USUAL
    alone = given not in (None, "", NONE) and request.GET.get("pane") != "conversation"
    shown = {"panel": name, "pane": "panel" if alone else "conversation"}
    if name == NONE:
        return shown
    if name not in PANELS:
        raise NotFound
    panel = PANELS[name]
    return shown | {
        "panel_title": panel.title,
        "panel_wide": panel.wide,
        "panel_template": f"messaging/panels/_{name}.html",
        **panel.content(request, opened),
    }


def panel(request: PersonRequest, opened: queries.OpenTopic) -> HttpResponse:
    """The panel alone, with the links to all of them as they are now."""
    return show(request, "messaging/_panel.html", _around(opened) | context(request, opened) | {"is_alone": True})


def part(request: PersonRequest, opened: queries.OpenTopic, target: str, *, problem: str = "") -> HttpResponse:
    """What moves in a panel, such as its people; above it a `problem`, if there is one."""
    name, template = PARTS[target]
    shown = _around(opened) | PANELS[name].content(request, opened) | {"problem": problem}
    return show(request, template, shown)


def _around(opened: queries.OpenTopic) -> dict[str, Any]:
    return {"party": opened.party, "topic": opened.topic}


def _people(request: PersonRequest, opened: queries.OpenTopic) -> dict[str, Any]:
    members, more = queries.members_of(opened.membership, limit=MOST_MEMBERS)
    me = str(request.person.id)
    # Whoever looks is here, though their page has not yet opened the socket that says so.
    seen = [msgspec.structs.replace(one, state="online") if one.user.id == me else one for one in members]
    return {
        "member_groups": group_members(seen),
        "more_members": more,
        "panel_count": opened.party.member_count,
    }


def group_members(members: list[MemberShape]) -> list[dict[str, Any]]:
    """Members by state, each with their place in the whole list. A script moves people between all four."""
    ordered = list(enumerate(members))
    return [
        {"state": state, "label": label, "members": [(place, one) for place, one in ordered if one.state == state]}
        for state, label in GROUPS
    ]


def _pins(request: PersonRequest, opened: queries.OpenTopic) -> dict[str, Any]:
    pins, following = queries.pins_of(opened, cursor=request.GET.get("cursor"))
    return {
        "pins": pins,
        "next_pins": following,
        "cursor": request.GET.get("cursor", ""),
        "may_unpin": permissions.looks_after(opened.membership, opened.topic) and not opened.topic.archived_at,
    }


def _unread(request: PersonRequest, opened: queries.OpenTopic) -> dict[str, Any]:
    found, mentions = queries.unread_messages(opened)
    return {
        "unread": [message_shape(message) for message in found],
        "unread_mentions": mentions,
        "unread_is_cut": len(found) >= queries.CAP,
    }


def _revisions(request: PersonRequest, opened: queries.OpenTopic) -> dict[str, Any]:
    """Newest first: each version with what it changed of the one before. Raises NotFound, Forbidden, BadCursor."""
    found = queries.message_for(request.person, request.GET.get("message", ""))
    if found.message.topic_id != opened.topic.id:
        raise NotFound
    cursor = request.GET.get("cursor") or None
    page = queries.revisions_of(found, cursor=cursor, limit=MOST_VERSIONS)
    later = [None if cursor else found.message.text, *(revision.text for revision in page.items)]
    versions = [
        {"of": revision, "next": None if text is None else differences(revision.text, text)}
        for revision, text in zip(page.items, later, strict=False)
    ]
    return {
        "message": message_shape(found.message),
        "versions": versions,
        "first": page.items[-1] if page.items and not page.next else None,
        "revisions": page,
    }


PANELS: Final = {
    "people": Panel(_("People"), _people),
    "pins": Panel(_("Pinned messages"), _pins, wide=True),
    "search": Panel(_("Search"), search.in_panel, wide=True),
    "unread": Panel(_("Why unread?"), _unread, wide=True),
    "revisions": Panel(_("Edits"), _revisions, wide=True),
}
#: Parts of panels that are fetched again by themselves: element -> panel and template.
PARTS: Final = {
    "members": ("people", "messaging/_members.html"),
    "pins": ("pins", "messaging/panels/_pins.html"),
    "results": ("search", "messaging/_results.html"),
    "more-results": ("search", "messaging/_results.html"),
}
