"""What a page says once for all messages of a topic: who looks after the party, and what its reader may do there."""

from typing import Any

from messaging import permissions, queries


def standing(opened: queries.OpenTopic) -> dict[str, Any]:
    """Context of messaging/_standing.html and of messages, in one query."""
    return {
        "role": opened.membership.role,
        "looks_after": permissions.looks_after(opened.membership, opened.topic),
        "roles": queries.staff_of(opened.membership),
    }
