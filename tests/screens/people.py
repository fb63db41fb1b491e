"""Screens about people: members, and what is done to them."""

from typing import Final

from tests.screens.screen import Screen

SCREENS: Final = (
    Screen("members", "/p/{fleet}/members"),
    Screen("kick", "/p/{fleet}/people/{bo}/kick"),
    Screen("person", "/p/{party}/people/{bo}"),
    Screen("person-myself", "/p/{party}/people/{ada}"),
)
