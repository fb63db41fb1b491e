"""What messaging does when accounts says that something happened. Nothing is parsed or decided here."""

import uuid

from events.catalogue import SessionRevoked, UserCreated, UserDeleted, UserUpdated
from events.registry import handles
from messaging import services


@handles(UserCreated, UserUpdated, app="messaging")
def on_user(event: UserCreated) -> None:
    services.save_user_copy(
        uuid.UUID(event.user_id),
        event.version,
        username=event.username,
        display_name=event.display_name,
        avatar_url=event.avatar_url,
        is_staff=event.is_staff,
        locale=event.locale,
        zoneinfo=event.zoneinfo,
    )


@handles(UserDeleted, app="messaging")
def on_user_deleted(event: UserDeleted) -> None:
    services.delete_user_copy(uuid.UUID(event.user_id), event.version)


@handles(SessionRevoked, app="messaging")
def on_session_revoked(event: SessionRevoked) -> None:
    services.revoke_session(event.ses, uuid.UUID(event.user_id))
