"""Every write of messaging. Form, API call and socket frame call the same function here; nothing else writes."""

from messaging.services.deletions import delete_message
from messaging.services.edits import edit_message
from messaging.services.erasures import erase_some, waiting_erasures, want_erasure
from messaging.services.exports import export_some, waiting_exports, want_export
from messaging.services.invites import create_invite, join_party
from messaging.services.messages import post_message
from messaging.services.parties import create_party
from messaging.services.pins import pin_message, unpin_message
from messaging.services.reactions import add_reaction, remove_reaction
from messaging.services.readers import mark_read
from messaging.services.removals import forget_removed
from messaging.services.reports import report_message
from messaging.services.sessions import redeem_ticket, revoke_session, take_ticket
from messaging.services.tombstones import leave_everywhere
from messaging.services.topics import create_topic
from messaging.services.users import delete_user_copy, person_of, save_user_copies

__all__ = [
    "add_reaction",
    "create_invite",
    "create_party",
    "create_topic",
    "delete_message",
    "delete_user_copy",
    "edit_message",
    "erase_some",
    "export_some",
    "forget_removed",
    "join_party",
    "leave_everywhere",
    "mark_read",
    "person_of",
    "pin_message",
    "post_message",
    "redeem_ticket",
    "remove_reaction",
    "report_message",
    "revoke_session",
    "save_user_copies",
    "take_ticket",
    "unpin_message",
    "waiting_erasures",
    "waiting_exports",
    "want_erasure",
    "want_export",
]
