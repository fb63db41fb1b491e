"""Addresses of messaging: pages, the API, the sprite."""

from django.urls import URLPattern, URLResolver, include, path

from messaging.admin import site
from messaging.api import (
    audit,
    catch_up,
    exports,
    members,
    messages,
    parties,
    reading,
    search,
    start,
    topic_members,
    topics,
)
from messaging.views import page_urls

api_urls: list[URLPattern | URLResolver] = [
    path("sync", start.SyncApi.as_view(), name="api-sync"),
    path("ws-ticket", start.TicketApi.as_view(), name="api-ws-ticket"),
    path("export", exports.ExportApi.as_view(), name="api-export"),
    path("export/<str:export>", exports.ExportFileApi.as_view(), name="api-export-file"),
    path("search", search.SearchApi.as_view(), name="api-search"),
    path("parties", parties.PartiesApi.as_view(), name="api-parties"),
    path("parties/<str:party>", parties.PartyApi.as_view(), name="api-party"),
    path("parties/<str:party>/icon", parties.IconApi.as_view(), name="api-icon"),
    path("parties/<str:party>/leave", members.LeaveApi.as_view(), name="api-leave"),
    path("parties/<str:party>/transfer", parties.TransferApi.as_view(), name="api-transfer"),
    path("parties/<str:party>/transfer/accept", parties.TransferAcceptApi.as_view(), name="api-transfer-accept"),
    path("parties/<str:party>/members", members.MembersApi.as_view(), name="api-members"),
    path("parties/<str:party>/members/<str:user>", members.MemberApi.as_view(), name="api-member"),
    path("parties/<str:party>/bans", members.BansApi.as_view(), name="api-bans"),
    path("parties/<str:party>/bans/<str:user>", members.BanApi.as_view(), name="api-ban"),
    path("parties/<str:party>/audit", audit.AuditApi.as_view(), name="api-audit"),
    path("audit/<str:entry>/undo", audit.UndoApi.as_view(), name="api-undo"),
    path("parties/<str:party>/presence", parties.PresenceApi.as_view(), name="api-presence"),
    path("parties/<str:party>/invites", parties.InvitesApi.as_view(), name="api-invites"),
    path("parties/<str:party>/topics", topics.TopicsApi.as_view(), name="api-topics"),
    path("invites/<str:code>", parties.InviteApi.as_view(), name="api-invite"),
    path("invites/<str:code>/accept", parties.InviteAcceptApi.as_view(), name="api-invite-accept"),
    path("parties/<str:party>/private-topics", topic_members.PrivateTopicsApi.as_view(), name="api-private-topics"),
    path("topics/<str:topic>", topics.TopicApi.as_view(), name="api-topic"),
    path("topics/<str:topic>/messages", topics.MessagesApi.as_view(), name="api-messages"),
    path("topics/<str:topic>/changes", topics.ChangesApi.as_view(), name="api-changes"),
    path("topics/<str:topic>/pins", messages.PinsApi.as_view(), name="api-pins"),
    path("messages/<str:message>", messages.MessageApi.as_view(), name="api-message"),
    path("messages/<str:message>/revisions", messages.RevisionsApi.as_view(), name="api-revisions"),
    path("messages/<str:message>/reactions", messages.ReactionsApi.as_view(), name="api-reactions"),
    path("messages/<str:message>/reactions/<str:emoji>", messages.ReactionApi.as_view(), name="api-reaction"),
    path("messages/<str:message>/pin", messages.PinApi.as_view(), name="api-pin"),
    path("messages/<str:message>/report", messages.ReportApi.as_view(), name="api-report"),
    path("parties/<str:party>/reports", messages.ReportsApi.as_view(), name="api-reports"),
    path("topics/<str:topic>/read", reading.ReadApi.as_view(), name="api-read"),
    path("topics/<str:topic>/level", reading.LevelApi.as_view(), name="api-level"),
    path("topics/<str:topic>/unread", reading.UnreadApi.as_view(), name="api-unread"),
    path("topics/<str:topic>/members", topic_members.TopicMembersApi.as_view(), name="api-topic-members"),
    path("topics/<str:topic>/members/<str:user>", topic_members.TopicMemberApi.as_view(), name="api-topic-member"),
    path("topics/<str:topic>/move", topics.MoveApi.as_view(), name="api-move"),
    path("topics/<str:topic>/archive", topics.ArchiveApi.as_view(), name="api-archive"),
    path("topics/<str:topic>/restore", topics.RestoreApi.as_view(), name="api-restore"),
    path("read-all", reading.ReadAllApi.as_view(), name="api-read-all"),
    path("catch-up", catch_up.CatchUpApi.as_view(), name="api-catch-up"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(api_urls)),
    path("admin/", site.urls),
    *page_urls,
]
