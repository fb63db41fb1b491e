"""Screens of parties: mine, making one, its settings."""

from typing import Final

from tests.screens.screen import Screen

SCREENS: Final = (
    Screen("home", "/"),
    Screen("home-empty", "/", "nia"),
    Screen("party-new", "/parties/new"),
    Screen("party", "/p/{party}"),
    Screen("party-unread", "/p/{fleet}", "kim"),
    Screen("topics", "/p/{fleet}/topics"),
    Screen("topics-of-a-member", "/p/{fleet}/topics", "bo"),
    Screen("private-topics", "/p/{fleet}/private-topics"),
    Screen("invites", "/p/{party}/invites"),
    Screen("invites-of-a-member", "/p/{party}/invites", "bo"),
    Screen("export", "/export"),
)
