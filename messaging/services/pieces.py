"""Work that is too much for one transaction, cut into pieces."""

from typing import Any, Final

from django.db.models import QuerySet

#: Rows that one transaction changes or deletes at most: more than a topic is told one by one, so that much work makes
#: few frames, and less than whoever waits for the topic's lock would notice.
PIECE: Final = 500


def delete_some(rows: "QuerySet[Any]") -> int:
    """Delete at most PIECE rows, in their order; how many there were."""
    keys: list[Any] = list(rows.values_list("pk", flat=True)[:PIECE])
    if keys:
        rows.model._default_manager.using(rows.db).filter(pk__in=keys).delete()
    return len(keys)
