"""Every write of messaging. Form, API call and socket frame call the same function here; nothing else writes."""

from messaging.services.erasures import erase_some, waiting_erasures, want_erasure
from messaging.services.exports import export_some, waiting_exports, want_export
from messaging.services.invites import create_invite, join_party
from messaging.services.messages import post_message
from messaging.services.parties import create_party
from messaging.services.readers import mark_read
from messaging.services.sessions import redeem_ticket, revoke_session, take_ticket
from messaging.services.tombstones import leave_everywhere
from messaging.services.topics import create_topic
from messaging.services.users import delete_user_copy, person_of, save_user_copies
from messaging.services.words import forget_messages, index_backlog, index_messages, sort_in

__all__ = [
    "create_invite",
    "create_party",
    "create_topic",
    "delete_user_copy",
    "erase_some",
    "export_some",
    "forget_messages",
    "index_backlog",
    "index_messages",
    "join_party",
    "leave_everywhere",
    "mark_read",
    "person_of",
    "post_message",
    "redeem_ticket",
    "revoke_session",
    "save_user_copies",
    "sort_in",
    "take_ticket",
    "waiting_erasures",
    "waiting_exports",
    "want_erasure",
    "want_export",
]
