"""Tables of messaging. Nothing here decides: services write, queries read."""

from messaging.models.audit import Action, AuditEntry, IconFile, Purge
from messaging.models.canary import CANARY_PARTY, CANARY_TOPIC, CANARY_USER, CanaryBeat
from messaging.models.departures import Erasure, Export, ExportPiece
from messaging.models.messages import Epoch, Kind, Mention, Message, MessageRevision, Reaction, Report
from messaging.models.parties import Ban, Invite, Membership, Party, Role
from messaging.models.sessions import RevokedSession, Ticket
from messaging.models.topics import Level, ReadMarker, Topic, TopicMember
from messaging.models.users import User
from messaging.models.words import MessageWords, WordsBacklog

__all__ = [
    "CANARY_PARTY",
    "CANARY_TOPIC",
    "CANARY_USER",
    "Action",
    "AuditEntry",
    "Ban",
    "CanaryBeat",
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
    "MessageWords",
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
    "WordsBacklog",
]
