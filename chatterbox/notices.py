"""MESSAGE_STORAGE: what a page wants to be said by the next one, in a cookie of the service's own.

Django's has one name. Each service has its own key, and takes a cookie that the other one has signed for a forged one:
it would delete, unseen, what accounts wants to say before it sends somebody on to messaging. With a name of its own it
waits for the next page of accounts.
"""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class NoticeStorage(CookieStorage):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cookie_name = f"notices_{settings.PROFILE}"
