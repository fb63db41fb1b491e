"""The end of an account together with the letter that says so: both, or neither."""

from django.conf import settings

from accounts import letters, services
from accounts.models import User
from events import txn


def delete_account(user: User, *, delete_messages: bool) -> None:
    """`services.delete_account`, and a letter to the address that they had. Raises what that raises."""

    def work() -> None:
        services.delete_account(user.pk, delete_messages=delete_messages)
        letters.say_goodbye(user)

    txn.run(work, using=settings.ACCOUNTS_DB)
