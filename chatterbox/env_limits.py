"""How often messaging lets people do things, unless the environment says otherwise: rows of the table of settings."""

from typing import Final

from events.rates import Rate

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

#: By the name that the code calls them; LIMIT_NAME is the setting.
LIMITS: Final[dict[str, tuple[Rate, str]]] = {
    "requests": (Rate(600, MINUTE), "Requests to the API that one person may send."),
    "address": (Rate(1200, MINUTE), "Requests to the API that may come from one address."),
    "pages": (Rate(600, MINUTE), "Pages, and parts of them, for one person, or for strangers of one address."),
    "posts": (Rate(10, 10), "Messages that one person may post in one topic."),
    "edits": (Rate(30, MINUTE), "Messages that one person may edit or delete."),
    "reactions": (Rate(60, MINUTE), "Reactions that one person may set or take back."),
    "pins": (Rate(30, MINUTE), "Messages that one person may pin or unpin."),
    "reports": (Rate(30, HOUR), "Messages that one person may report."),
    "searches": (Rate(30, MINUTE), "Searches of one person."),
    "catch_ups": (Rate(30, MINUTE), "Summaries of what one person has missed."),
    "moderation": (Rate(120, MINUTE), "What one person may do to members, bans, reports and other people's messages."),
    "parties": (Rate(20, DAY), "Parties that one person may make."),
    "icons": (Rate(20, HOUR), "Icons of parties that one person may upload."),
    "topics": (Rate(60, HOUR), "Topics that one person may make."),
    "invites": (Rate(60, HOUR), "Invites that one person may make."),
    "joins": (Rate(20, HOUR), "Parties that one person may join."),
    "misses": (Rate(20, MINUTE), "Unknown invites that one address may ask for."),
    "tickets": (Rate(60, MINUTE), "Tickets for the socket that one person may take."),
    "sockets": (Rate(60, MINUTE), "Sockets that one person may open."),
    "frames": (
        Rate(120, MINUTE),
        "Frames that may come through one socket; for each, a person is sent 1,000 missed changes in 10 times as long.",
    ),
    "exports": (Rate(5, DAY), "Exports that one person may ask for."),
}


def setting_of(name: str) -> str:
    return f"LIMIT_{name.upper()}"
