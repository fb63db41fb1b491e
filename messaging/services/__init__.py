"""Every write of messaging. Form, API call and socket frame call the same function here; nothing else writes."""

from messaging.services.audit import audit_shapes
from messaging.services.bans import ban_person, unban_person
from messaging.services.canary import begin_beat, canary_ticket, forget_beats, note_answer, save_beats
from messaging.services.deletions import delete_message
from messaging.services.edits import edit_message
from messaging.services.erasures import erase_some, waiting_erasures, want_erasure
from messaging.services.exports import export_some, waiting_exports, want_export
from messaging.services.house import read_by_house
from messaging.services.icons import delete_left_icons, remove_icon, set_icon
from messaging.services.invites import create_invite, join_party, revoke_invite
from messaging.services.members import kick_member, leave_party, update_member
from messaging.services.messages import Posted, is_quickly_submitted, post_message, submit_message
from messaging.services.parties import create_party
from messaging.services.party_ends import delete_party, deleted_parties, erase_party_some
from messaging.services.party_settings import update_party
from messaging.services.pins import pin_message, unpin_message
from messaging.services.purges import purge_some, waiting_purges
from messaging.services.reactions import add_reaction, remove_reaction
from messaging.services.readers import mark_read, read_all, set_level
from messaging.services.removals import forget_removed
from messaging.services.reports import report_message, settle_report
from messaging.services.sessions import redeem_ticket, revoke_session, take_ticket
from messaging.services.tombstones import leave_everywhere
from messaging.services.topic_ends import delete_topic, deleted_topics, erase_topic_some
from messaging.services.topic_members import add_topic_member, remove_topic_member
from messaging.services.topic_order import move_topic
from messaging.services.topics import archive_topic, create_topic, restore_topic, update_topic
from messaging.services.transfers import accept_party, offer_party, withdraw_offer
from messaging.services.typists import Typing, say_typing
from messaging.services.undo import undo, undo_preview
from messaging.services.users import delete_user_copy, people_of, person_of, save_user_copies
from messaging.services.words import forget_messages, index_backlog, index_messages, sort_in

__all__ = [
    "Posted",
    "Typing",
    "accept_party",
    "add_reaction",
    "add_topic_member",
    "archive_topic",
    "audit_shapes",
    "ban_person",
    "begin_beat",
    "canary_ticket",
    "create_invite",
    "create_party",
    "create_topic",
    "delete_left_icons",
    "delete_message",
    "delete_party",
    "delete_topic",
    "delete_user_copy",
    "deleted_parties",
    "deleted_topics",
    "edit_message",
    "erase_party_some",
    "erase_some",
    "erase_topic_some",
    "export_some",
    "forget_beats",
    "forget_messages",
    "forget_removed",
    "index_backlog",
    "index_messages",
    "is_quickly_submitted",
    "join_party",
    "kick_member",
    "leave_everywhere",
    "leave_party",
    "mark_read",
    "move_topic",
    "note_answer",
    "offer_party",
    "people_of",
    "person_of",
    "pin_message",
    "post_message",
    "purge_some",
    "read_all",
    "read_by_house",
    "redeem_ticket",
    "remove_icon",
    "remove_reaction",
    "remove_topic_member",
    "report_message",
    "restore_topic",
    "revoke_invite",
    "revoke_session",
    "save_beats",
    "save_user_copies",
    "say_typing",
    "set_icon",
    "set_level",
    "settle_report",
    "sort_in",
    "submit_message",
    "take_ticket",
    "unban_person",
    "undo",
    "undo_preview",
    "unpin_message",
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
