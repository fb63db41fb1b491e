"""The audit log of what staff do: Django's own, one line for each change, in one transaction with it."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry

from events import txn

Answer = TypeVar("Answer")


def audited(by: UUID, target: Any, note: Any, change: Callable[[], Answer], *, flag: int = CHANGE) -> Answer:
    """The answer of `change`, done by somebody to a row. A change that answers False or 0 has changed nothing."""

    def work() -> Answer:
        answer = change()
        if answer is not False and answer != 0:
            LogEntry.objects.log_actions(
                user_id=by, queryset=[target], action_flag=flag, change_message=note, single_object=True
            )
        return answer

    return txn.run(work, using=settings.ACCOUNTS_DB)
