"""Handing a party over: its owner offers it to a member, who accepts."""

import uuid
from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.errors import ChatterboxError, Forbidden, Invalid
from messaging import checks, permissions, shapes
from messaging.models import Action, Role, User
from messaging.services.changes import PartyChange, changing_party
from messaging.services.moderation import insist_not_too_fast
from messaging.services.party_settings import shape_of


class OwnerMustTransfer(ChatterboxError):
    code = "owner_must_transfer"
    status = HTTPStatus.CONFLICT
    sentence = gettext_lazy("This party is yours. Hand it over to somebody, or delete it.")


def offer_party(person: User, *, party_id: uuid.UUID | str, user_id: object) -> shapes.PartyShape:
    """Offer the party to another member; an earlier offer gives way.

    Raises NotFound, Forbidden, Invalid, RateLimited.
    """
    insist_not_too_fast(person)
    key = checks.clean_id(user_id, "user_id")
    with changing_party(person, party_id) as change:
        permissions.insist(change.me, "transfer_party")
        if key == person.id:
            raise Invalid.field("user_id", _("It is yours already."))
        heir = change.member(key)
        if change.party.heir_id != key:
            change.party.heir = heir.user
            change.note(Action.OWNERSHIP_OFFERED, user=heir.user, after={"heir_id": str(key)})
            change.save_party()
    return shape_of(change)


def accept_party(person: User, *, party_id: uuid.UUID | str) -> shapes.PartyShape:
    """The one it was offered to is the owner now, and the one who was is an admin.

    Raises NotFound, and Forbidden for anybody else.
    """
    with changing_party(person, party_id) as change:
        if change.party.heir_id == person.id:
            _hand_over(change)
        elif change.party.owner_id != person.id or change.party.heir_id is not None:
            raise Forbidden(_("This party was not offered to you."))
    return shape_of(change)


def withdraw_offer(person: User, *, party_id: uuid.UUID | str) -> None:
    """The owner takes the offer back, or who got it declines. Raises NotFound, and Forbidden for anybody else."""
    with changing_party(person, party_id) as change:
        heir = change.party.heir
        if heir is None:
            return
        if person.id not in {heir.id, change.party.owner_id}:
            raise Forbidden
        change.party.heir = None
        action = Action.OWNERSHIP_DECLINED if person.id == heir.id else Action.OWNERSHIP_WITHDRAWN
        change.note(action, user=heir, before={"heir_id": str(heir.id)})
        change.save_party()


def _hand_over(change: PartyChange) -> None:
    party, owner = change.party, change.member(change.party.owner_id)
    before = {"owner_id": str(owner.user_id), "role": change.me.role}
    owner.role = Role.ADMIN
    change.save_member(owner, "role")
    change.me.role = Role.OWNER
    change.me.timeout_until = None  # nobody could end it for an owner
    change.save_member(change.me, "role", "timeout_until")
    party.owner, party.heir = change.me.user, None
    change.note(
        Action.OWNERSHIP_ACCEPTED,
        user=owner.user,
        before=before,
        after={"owner_id": str(change.me.user_id), "role": change.me.role},
    )
    change.save_party()
