"""What messaging does when accounts says that something happened. Nothing is parsed or decided here."""

import uuid

from events.catalogue import CanaryHeard, SessionRevoked, UserCreated, UserDeleted, UserUpdated
from events.registry import handles, handles_batch
from messaging import services
from messaging.models import User


@handles_batch(UserCreated, UserUpdated, UserDeleted, app="messaging")
def on_users(events: list[UserCreated | UserUpdated | UserDeleted]) -> None:
    services.save_user_copies(_copy(event) for event in events if not isinstance(event, UserDeleted))
    for event in events:
        if isinstance(event, UserDeleted):
            services.delete_user_copy(uuid.UUID(event.user_id), event.version)


def _copy(event: UserCreated | UserUpdated) -> User:
    return User(
        id=uuid.UUID(event.user_id),
        version=event.version,
        username=event.username,
        display_name=event.display_name,
        avatar_url=event.avatar_url,
        is_staff=event.is_staff,
        locale=event.locale,
        zoneinfo=event.zoneinfo,
    )


@handles(UserDeleted, app="messaging")
def on_user_deleted(event: UserDeleted) -> None:
    services.want_erasure(uuid.UUID(event.user_id), messages=event.delete_messages)


@handles(SessionRevoked, app="messaging")
def on_session_revoked(event: SessionRevoked) -> None:
    services.revoke_session(event.ses, uuid.UUID(event.user_id))


@handles(CanaryHeard, app="messaging")
def on_canary_heard(event: CanaryHeard) -> None:
    services.note_answer(event.beat_id, {"jobs": event.jobs_age_ms, "mails": event.mails_age_ms})
