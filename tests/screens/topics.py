"""Screens of topics: the conversation in all its states, its panels and settings."""

from typing import Final

from tests.screens.screen import Screen

SCREENS: Final = (
    Screen("topic", "/p/{party}/t/{topic}"),
    Screen("topic-of-a-member", "/p/{party}/t/{topic}", "bo"),
    Screen("topic-people", "/p/{party}/t/{topic}?panel=people"),
    Screen("topic-alone", "/p/{party}/t/{topic}?panel=none"),
    Screen("topic-pins", "/p/{fleet}/t/{busy}?panel=pins"),
    Screen("topic-empty", "/p/{fleet}/t/{empty}"),
    Screen("topic-states", "/p/{fleet}/t/{busy}"),
    Screen("topic-archived", "/p/{fleet}/t/{archived}"),
    Screen("topic-private", "/p/{fleet}/t/{private}"),
    Screen("topic-announcement", "/p/{fleet}/t/{announcement}", "bo"),
    Screen("topic-timed-out", "/p/{fleet}/t/{busy}", "kim"),
    Screen("topic-new", "/p/{party}/topics/new"),
    Screen("level", "/p/{party}/t/{topic}/level"),
    Screen("topic-search", "/p/{fleet}/t/{busy}?panel=search&q=glue"),
    Screen("topic-search-nothing", "/p/{fleet}/t/{busy}?panel=search&q=zeppelin"),
    Screen("topic-unread", "/p/{fleet}/t/{busy}?panel=unread", "kim"),
    Screen("topic-caught-up", "/p/{fleet}/t/{empty}?panel=unread"),
    Screen("topic-revisions", "/m/{edited}/revisions"),
    Screen("topic-menu", "/p/{fleet}/t/{private}", do=lambda page: page.locator("[popovertarget=topic-menu]").click()),
    Screen("topic-edit", "/p/{fleet}/t/{busy}/edit"),
    Screen("topic-archive", "/p/{fleet}/t/{busy}/archive"),
    Screen("topic-restore", "/p/{fleet}/t/{archived}/restore"),
    Screen("topic-delete", "/p/{fleet}/t/{busy}/delete"),
    Screen("topic-members", "/p/{fleet}/t/{private}/members"),
    Screen("topic-leave", "/p/{fleet}/t/{private}/leave"),
    Screen("search", "/search"),
    Screen("search-found", "/search?q=glue&party={fleet}"),
    Screen("search-refused", "/search?q=has:wings"),
    Screen("away", "/away?party={fleet}", "kim"),
    Screen("away-topic", "/away?topic={busy}", "kim"),
    Screen("away-caught-up", "/away?topic={empty}"),
    Screen("permalink", "/m/{message}"),
)
