"""Tables of messaging. Nothing here decides: services write, queries read."""

from messaging.models.audit import Action, AuditEntry, IconFile, Purge
from messaging.models.departures import Erasure, Export, ExportPiece
from messaging.models.messages import Epoch, Kind, Mention, Message, MessageRevision, Reaction, Report
from messaging.models.parties import Ban, Invite, Membership, Party, Role
from messaging.models.sessions import RevokedSession, Ticket
from messaging.models.topics import Level, ReadMarker, Topic, TopicMember
from messaging.models.users import User

__all__ = [
    "Action",
    "AuditEntry",
    "Ban",
    "Epoch",
    "Erasure",
    "Export",
    "ExportPiece",
    "IconFile",
    "Invite",
    "Kind",
    "Level",
    "Membership",
    "Mention",
    "Message",
    "MessageRevision",
    "Party",
    "Purge",
    "Reaction",
    "ReadMarker",
    "Report",
    "RevokedSession",
    "Role",
    "Ticket",
    "Topic",
    "TopicMember",
    "User",
]
