"""Making invites and letting people in by them."""

import uuid
from datetime import datetime
from http import HTTPStatus
from typing import Final

import msgspec
from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import txn
from events.catalogue import MemberCreated
from events.errors import ChatterboxError, Invalid, NotFound
from events.ids import new_id
from events.times import now
from messaging import checks, invites, limits, permissions, presence, queries, realtime, shapes
from messaging.models import Action, AuditEntry, Ban, Invite, Kind, Membership, Party, ReadMarker, Role, Topic, User
from messaging.services import told
from messaging.services.changes import PartyChange, changing_party
from messaging.services.moderation import insist_not_too_fast
from messaging.services.once import make_once
from messaging.services.parties import insist_room, next_version, record
from messaging.services.save import NewMessage, save_messages

#: Longest that an invite may last, in seconds.
LONGEST: Final = 365 * 24 * 3600
MOST_USES: Final = 1000
#: Invites of one party that let people in.
MOST_OPEN: Final = 500


class Banned(ChatterboxError):
    code = "banned"
    status = HTTPStatus.FORBIDDEN
    sentence = gettext_lazy("You can't join this party: somebody who looks after it has decided so.")


class TooManyInvites(ChatterboxError):
    code = "limit_reached"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("This party has as many open invites as there can be. Stop one first.")


class Joined(msgspec.Struct, frozen=True):
    """The party, and whether this made the person a member."""

    party: shapes.PartyShape
    created: bool


def create_invite(
    person: User,
    *,
    party_id: uuid.UUID | str,
    client_id: object,
    expires_in: object = invites.LASTS,
    max_uses: object = None,
) -> tuple[shapes.InviteShape, bool]:
    """An invite to a party, and whether it is new; `expires_in` in seconds, None for never.

    Raises NotFound, Forbidden, TimedOut, Invalid, ClientIdReused, TooManyInvites, RateLimited.
    """
    membership = queries.party_for(person, party_id)
    permissions.insist(membership, "create_invite")
    client_id = checks.clean_client_id(client_id)
    invite = invites.new_invite(
        membership.party,
        person,
        client_id=client_id,
        expires_in=_number(expires_in, "expires_in", LONGEST),
        max_uses=_number(max_uses, "max_uses", MOST_USES),
    )

    def make(change: PartyChange) -> None:
        permissions.insist(change.me, "create_invite")
        _insist_room(change.party)
        invite.save(using=settings.MESSAGING_DB, force_insert=True)
        limits.take("invites", person.id)

    rows = Invite.objects.using(settings.MESSAGING_DB).select_related("maker")
    earlier = make_once(person, membership, client_id, rows, make)
    shown = earlier or invite
    return shapes.invite_shape(shown, invites.url_of(shown)), earlier is None


def revoke_invite(person: User, *, code: str, by_house: bool = False) -> None:
    """Let an invite let nobody in any more; one that is revoked stays so.

    Its maker may, and who looks after the party; `by_house` whoever runs this Chatterbox. Raises NotFound, Forbidden,
    RateLimited.
    """
    if not by_house:
        insist_not_too_fast(person)
    db = settings.MESSAGING_DB
    invite = Invite.objects.using(db).filter(code=code).first() if invites.is_code(code) else None
    if invite is None:
        raise NotFound
    with changing_party(person, invite.party_id, by_house=by_house) as change:
        if invite.maker_id != person.id:
            permissions.insist(change.me, "revoke_invite")
        if Invite.objects.using(db).filter(id=invite.id, revoked_at=None).update(revoked_at=change.now):
            change.note(Action.INVITE_REVOKED, after={"maker_id": str(invite.maker_id), "uses": invite.uses})


def _insist_room(party: Party) -> None:
    """Raise TooManyInvites. The party's row is locked, so two can't both be the last."""
    rows = Invite.objects.using(settings.MESSAGING_DB).filter(party=party, revoked_at=None)
    is_open = rows.filter(Q(expires_at=None) | Q(expires_at__gt=now()), Q(max_uses=None) | Q(uses__lt=F("max_uses")))
    if is_open.count() >= MOST_OPEN:
        raise TooManyInvites


def _number(value: object, field: str, most: int) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise Invalid.field(field, _("A whole number from 1 to %(most)s, or nothing.") % {"most": most})
    return value


def join_party(person: User, *, code: str) -> Joined:
    """Make the person a member by an invite; already one: nothing happens, whatever became of the invite.

    Raises NotFound, InviteExpired, InviteUsedUp, InviteRevoked, Banned, TooManyParties, RateLimited.
    """
    with txn.atomic(settings.MESSAGING_DB):
        membership, created = _join(person, code)
    return Joined(shapes.party_shape(membership, presence.store().count(membership.party_id)), created)


def _join(person: User, code: str) -> tuple[Membership, bool]:
    db = settings.MESSAGING_DB
    invite = Invite.objects.using(db).filter(code=code).first() if invites.is_code(code) else None
    if invite is None:
        raise NotFound
    # The party's lock decides between two joins of one person, and between two people and one use left.
    party = Party.objects.using(db).select_for_update(no_key=True).filter(id=invite.party_id, deleted_at=None).first()
    if party is None:
        raise NotFound
    membership = Membership.objects.using(db).filter(party=party, user=person).first()
    if membership is not None:
        membership.party = party
        return membership, False
    if Ban.objects.using(db).filter(party=party, user=person).exists():
        raise Banned
    insist_room(person)
    limits.take("joins", person.id)
    _use(invite)
    return _add_member(party, person), True


def _use(invite: Invite) -> None:
    """Count one use, unless the invite has ended or its uses are gone by now."""
    db = settings.MESSAGING_DB
    room = Q(max_uses=None) | Q(uses__lt=F("max_uses"))
    time_left = Q(expires_at=None) | Q(expires_at__gt=now())
    if not Invite.objects.using(db).filter(room, time_left, id=invite.id, revoked_at=None).update(uses=F("uses") + 1):
        invite.refresh_from_db(using=db)
        invites.insist_open(invite)
        raise NotFound


def _add_member(party: Party, person: User) -> Membership:
    db, moment = settings.MESSAGING_DB, now()
    until = _timeout_left(party, person)
    membership = Membership(party=party, user=person, role=Role.MEMBER, joined_at=moment, timeout_until=until)
    membership.save(using=db, force_insert=True)
    party.member_count += 1
    party.rev += 1
    version = next_version(party)
    party.save(using=db, update_fields=["member_count", "rev", "version"])
    _start_at_the_head(party, person)
    record(party, told.of_member(MemberCreated, membership, version))
    if party.system_topic_id is not None:
        save_messages([_joined_message(party.system_topic_id, person)])
    txn.on_commit(db, lambda: realtime.announce_joined(membership))
    return membership


def _timeout_left(party: Party, person: User) -> datetime | None:
    """Until when somebody who has been here before may not write: leaving ends no timeout. The audit log remembers."""
    given = Q(action=Action.TIMED_OUT) | Q(undoes__action=Action.TIMED_OUT) | Q(action=Action.OWNERSHIP_PASSED)
    ended = Q(action=Action.OWNERSHIP_ACCEPTED, actor=person)
    rows = AuditEntry.objects.using(settings.MESSAGING_DB).filter(given & Q(user=person) | ended, party=party)
    entry = rows.order_by("-id").first()
    then = entry.after.get("timeout_until") if entry is not None else None
    until = datetime.fromisoformat(then) if then else None
    return until if until is not None and until > now() else None


def _start_at_the_head(party: Party, person: User) -> None:
    """Whatever was said before somebody came is read, as far as they are concerned."""
    db = settings.MESSAGING_DB
    heads = Topic.objects.using(db).filter(party=party, private=False, deleted_at=None).values_list("id", "last_n")
    markers = [ReadMarker(topic_id=topic_id, user=person, read_n=last_n) for topic_id, last_n in heads]
    # Who has been here before has old markers, which would call everything unread that was said meanwhile.
    ReadMarker.objects.using(db).bulk_create(
        markers, update_conflicts=True, unique_fields=["topic", "user"], update_fields=["read_n", "level"]
    )


def _joined_message(topic_id: uuid.UUID, person: User) -> NewMessage:
    system = {"what": "joined", "user_id": str(person.id), "by_id": None, "name": person.display_name}
    return NewMessage(author=person, topic_id=topic_id, client_id=str(new_id()), kind=Kind.SYSTEM, system=system)
