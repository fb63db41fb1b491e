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
    Screen("permalink", "/m/{message}"),
)
