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
    Screen("invite-stop", "/p/{fleet}/invites/{invite_banned}/stop"),
    Screen("party-settings", "/p/{fleet}/settings"),
    Screen("party-settings-of-a-member", "/p/{fleet}/settings", "bo"),
    Screen("party-offered", "/p/{offered}", "bo"),
    Screen("leave", "/p/{fleet}/leave", "bo"),
    Screen("leave-of-the-owner", "/p/{fleet}/leave"),
    Screen("party-delete", "/p/{fleet}/delete"),
    Screen("party-gone", "/p/{fleet}/gone", "eve"),
    Screen("notifications", "/notifications"),
    Screen("notifications-of-a-member", "/notifications", "bo"),
    Screen("help", "/help"),
    Screen("export", "/export"),
)
