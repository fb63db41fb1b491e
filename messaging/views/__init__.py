"""Pages of messaging: form, door, service, answer. `page_urls` are their addresses."""

from django.urls import path

from messaging.views import away, exports, invites, messages, parties, people, pins, revisions, search, topics

page_urls = [
    path("", parties.home, name="home"),
    path("parties/new", parties.party_new, name="party-new"),
    path("p/<str:party>", parties.party, name="party"),
    path("p/<str:party>/read", away.party_read, name="party-read"),
    path("p/<str:party>/invites", invites.invites, name="invites"),
    path("p/<str:party>/members", people.members, name="members"),
    path("p/<str:party>/people/<str:user>", people.person, name="person"),
    path("p/<str:party>/people/<str:user>/kick", people.kick, name="kick"),
    path("p/<str:party>/topics/new", topics.topic_new, name="topic-new"),
    path("p/<str:party>/t/<str:topic>", topics.topic, name="topic"),
    path("p/<str:party>/t/<str:topic>/read", away.topic_read, name="topic-read"),
    path("p/<str:party>/t/<str:topic>/messages", messages.message_create, name="message-create"),
    path("away", away.away, name="away"),
    path("search", search.search, name="search"),
    path("export", exports.export, name="export-messages"),
    path("export/<str:export>", exports.export_file, name="export-messages-file"),
    path("m/<str:message>", topics.permalink, name="permalink"),
    path("m/<str:message>/revisions", revisions.revisions, name="revisions"),
    path("m/<str:message>/unpin", pins.unpin, name="unpin"),
    path("i/<str:code>", invites.invite, name="invite"),
    path("i/<str:code>/enter", invites.enter, name="enter"),
    path("i/<str:code>/join", invites.join, name="join"),
]
