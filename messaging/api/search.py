"""Search of messages."""

from typing import Final

from rest_framework.response import Response

from events.errors import Blank, NotFound, TooLong
from messaging import queries
from messaging.api.base import Operation, PersonRequest, limit_of
from messaging.api.describe import PAGED, TEXT, Query, described, listed
from messaging.epoch import epoch
from messaging.queries.searching import SearchItem

_SORT: Final = {"type": "string", "enum": ["new", "best"], "default": "new"}


class SearchApi(Operation):
    @described(
        "Messages that answer a question",
        listed(SearchItem, epoch=str),
        query=(
            Query("q", TEXT, "Words, parts of words, phrases in quotes, and operators."),
            Query("party", TEXT, "Only in this party."),
            Query("topic", TEXT, "Only in this topic."),
            Query("sort", _SORT, "`new`: the newest first; `best`: the best of the 500 newest."),
            *PAGED,
        ),
        refuses=(Blank, TooLong, NotFound),
    )
    def get(self, request: PersonRequest) -> Response:
        """`from:name` `in:topic` `mentions:me` `has:link` `has:code` `is:pinned` `before:` `after:` `on:2026-11-24`
        `-word` `"a phrase"`. Three or more letters are found inside words, one or two at their beginning.
        """
        given = request.query_params
        found = queries.search(
            request.user,
            given.get("q", ""),
            party=given.get("party"),
            topic=given.get("topic"),
            sort=given.get("sort", "new"),
            cursor=given.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"items": found.items, "next": found.next, "epoch": epoch()})
