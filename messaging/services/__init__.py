"""Every write of messaging. Form, API call and socket frame call the same function here; nothing else writes."""

from messaging.services.audit import audit_shapes
from messaging.services.bans import ban_person, unban_person
from messaging.services.erasures import erase_some, waiting_erasures, want_erasure
from messaging.services.exports import export_some, waiting_exports, want_export
from messaging.services.icons import delete_left_icons, remove_icon, set_icon
from messaging.services.invites import create_invite, join_party, revoke_invite
from messaging.services.members import kick_member, leave_party, update_member
from messaging.services.messages import post_message
from messaging.services.parties import create_party
from messaging.services.party_ends import delete_party, deleted_parties, erase_party_some
from messaging.services.party_settings import update_party
from messaging.services.purges import purge_some, waiting_purges
from messaging.services.readers import mark_read, read_all, set_level
from messaging.services.removals import forget_removed
from messaging.services.sessions import redeem_ticket, revoke_session, take_ticket
from messaging.services.tombstones import leave_everywhere
from messaging.services.topic_ends import delete_topic, deleted_topics, erase_topic_some
from messaging.services.topic_members import add_topic_member, remove_topic_member
from messaging.services.topic_order import move_topic
from messaging.services.topics import archive_topic, create_topic, restore_topic, update_topic
from messaging.services.transfers import accept_party, offer_party, withdraw_offer
from messaging.services.undo import undo, undo_preview
from messaging.services.users import delete_user_copy, person_of, save_user_copies

__all__ = [
    "accept_party",
    "add_topic_member",
    "archive_topic",
    "audit_shapes",
    "ban_person",
    "create_invite",
    "create_party",
    "create_topic",
    "delete_left_icons",
    "delete_party",
    "delete_topic",
    "delete_user_copy",
    "deleted_parties",
    "deleted_topics",
    "erase_party_some",
    "erase_some",
    "erase_topic_some",
    "export_some",
    "forget_removed",
    "join_party",
    "kick_member",
    "leave_everywhere",
    "leave_party",
    "mark_read",
    "move_topic",
    "offer_party",
    "person_of",
    "post_message",
    "purge_some",
    "read_all",
    "redeem_ticket",
    "remove_icon",
    "remove_topic_member",
    "restore_topic",
    "revoke_invite",
    "revoke_session",
    "save_user_copies",
    "set_icon",
    "set_level",
    "take_ticket",
    "unban_person",
    "undo",
    "undo_preview",
    "update_member",
    "update_party",
    "update_topic",
    "waiting_erasures",
    "waiting_exports",
    "waiting_purges",
    "want_erasure",
    "want_export",
    "withdraw_offer",
]
