"""Reads, and the one door to each object: a person gets what they may see, and everything else is not found."""

from messaging.queries.audit import audit_entries, audit_entry_for, bans_of
from messaging.queries.exports import RETRY_EXPORT, NotReady, export_for, export_of, export_piece
from messaging.queries.hanging import pins_of, reactions_to, reports_of, revisions_of
from messaging.queries.invites import InvitePreview, invite_preview, invites_of, party_by_invite
from messaging.queries.live import (
    heads_of_parties,
    heads_of_topics,
    may_see_topic,
    missed,
    party_ids_of,
    revoked_among,
    rows_after,
)
from messaging.queries.members import member_for, members_of
from messaging.queries.messages import (
    MOST_CHANGES,
    Changes,
    CursorExpired,
    MessagePage,
    changes,
    message_page,
    permalink,
)
from messaging.queries.one_message import OpenMessage, message_for, message_shape_for
from messaging.queries.pages import MOST, PAGE
from messaging.queries.parties import MOST_PARTIES, memberships_of, parties_of, party_for, party_shape_for, sync
from messaging.queries.searching import SearchItem, SearchPage, search
from messaging.queries.topics import (
    CAP,
    MOST_TOPICS,
    OpenTopic,
    TopicNames,
    names_of_topics,
    open_topics,
    topic_for,
    topic_shape_for,
    topics_of,
    unread_of,
)

__all__ = [
    "CAP",
    "MOST",
    "MOST_CHANGES",
    "MOST_PARTIES",
    "MOST_TOPICS",
    "PAGE",
    "RETRY_EXPORT",
    "Changes",
    "CursorExpired",
    "InvitePreview",
    "MessagePage",
    "NotReady",
    "OpenMessage",
    "OpenTopic",
    "SearchItem",
    "SearchPage",
    "TopicNames",
    "audit_entries",
    "audit_entry_for",
    "bans_of",
    "changes",
    "export_for",
    "export_of",
    "export_piece",
    "heads_of_parties",
    "heads_of_topics",
    "invite_preview",
    "invites_of",
    "may_see_topic",
    "member_for",
    "members_of",
    "memberships_of",
    "message_for",
    "message_page",
    "message_shape_for",
    "missed",
    "names_of_topics",
    "open_topics",
    "parties_of",
    "party_by_invite",
    "party_for",
    "party_ids_of",
    "party_shape_for",
    "permalink",
    "pins_of",
    "reactions_to",
    "reports_of",
    "revisions_of",
    "revoked_among",
    "rows_after",
    "search",
    "sync",
    "topic_for",
    "topic_shape_for",
    "topics_of",
    "unread_of",
]
