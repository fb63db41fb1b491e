"""What all pages about a party itself share: the rail, and the sections of its settings that are open to who looks."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from messaging import permissions
from messaging.models import Membership
from messaging.views.desk import PersonRequest, desk_of

#: Sections in their order: address, label, and the permission that its page insists on.
SECTIONS: Final = (
    ("party-settings", _("About"), None),
    ("members", _("People and roles"), None),
    ("invites", _("Invites"), "see_invites"),
    ("topics", _("Topics"), None),
    ("reports", _("Reports"), "see_reports"),
    ("bans", _("Bans"), "see_bans"),
    ("audit", _("Audit log"), "see_audit"),
)


def settings_frame(request: PersonRequest, membership: Membership, at: str) -> dict[str, Any]:
    """Context of messaging/settings.html; `at` is the section that is open. One query."""
    open_to_me = [
        (name, label) for name, label, needed in SECTIONS if needed is None or permissions.may(membership, needed)
    ]
    return desk_of(request, membership) | {"sections": open_to_me, "at": at}
