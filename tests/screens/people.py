"""Screens about people: members, and what is done to them."""

from typing import Final

from tests.screens.screen import Screen, opened

SCREENS: Final = (
    Screen("members", "/p/{fleet}/members"),
    Screen("members-of-a-member", "/p/{fleet}/members", "bo"),
    Screen("members-none", "/p/{fleet}/members?q=nobody"),
    Screen("members-card", "/p/{fleet}/members", do=opened("a[data-card].icon-button", "#profile-card h3")),
    Screen("person", "/p/{party}/people/{bo}"),
    Screen("person-myself", "/p/{party}/people/{ada}"),
    Screen("person-timed-out", "/p/{fleet}/people/{kim}"),
    Screen("role", "/p/{fleet}/people/{bo}/role"),
    Screen("timeout", "/p/{fleet}/people/{bo}/timeout"),
    Screen("timeout-change", "/p/{fleet}/people/{kim}/timeout"),
    Screen("kick", "/p/{fleet}/people/{bo}/kick"),
    Screen("kick-dialog", "/p/{fleet}/people/{bo}", do=opened("a[href$='/kick'][data-dialog]", "#dialog[open] h2")),
    Screen("ban", "/p/{fleet}/people/{bo}/ban"),
    Screen("transfer", "/p/{fleet}/people/{bo}/transfer"),
    Screen("transfer-accept", "/p/{offered}/transfer/accept", "bo"),
    Screen("transfer-end", "/p/{offered}/transfer/end"),
    Screen("transfer-offered", "/p/{offered}/members"),
    Screen("bans", "/p/{fleet}/bans"),
    Screen("bans-none", "/p/{party}/bans"),
    Screen("unban", "/p/{fleet}/bans/{eve}/lift"),
    Screen("report", "/m/{first}/report", "kim"),
    Screen("message-delete", "/m/{theirs}/delete"),
    Screen("reports", "/p/{fleet}/reports"),
    Screen("reports-none", "/p/{party}/reports"),
    Screen("reports-settled", "/p/{fleet}/reports?settled=1"),
    Screen("audit", "/p/{fleet}/audit"),
    Screen("audit-none", "/p/{fleet}/audit?action=undone"),
    Screen("undo", "/audit/{entry}/undo"),
)
