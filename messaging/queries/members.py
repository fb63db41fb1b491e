"""Members of a party, for somebody who is in it."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Lower

from events.errors import BadCursor, NotFound
from events.ids import parse_id
from messaging import presence, shapes
from messaging.models import (
    Membership,
    Party,
    Role,
    Topic,
    TopicMember,
    User,
)
from messaging.permissions import RANK
from messaging.queries.pages import PAGE

if TYPE_CHECKING:
    from messaging.queries.topics import OpenTopic

#: So many people of a topic are told at once to whoever completes names; of more, a few that fit the letters.
MOST_NAMED: Final = 500
FEW_NAMED: Final = 20
#: What a membership says, besides whose and of which party it is.
MINE: Final = ("id", "role", "rev", "timeout_until", "joined_at")
#: Of those who look after a party so many are named beside their messages, from the owner down.
MOST_STAFF: Final = 100
#: Of a name that is looked for, and of one whose letters became small ones, which may be more.
MOST_SIGNS, MOST_LOWERED = 64, 3 * 64
_STANDINGS: Final = frozenset(map(str, RANK.values()))


def members_of(
    membership: Membership,
    *,
    cursor: str | None = None,
    limit: int = PAGE,
    topic: Topic | None = None,
    name: str = "",
    role: str = "",
) -> tuple[list[shapes.MemberShape], str | None]:
    """A page of a party's members, or those of them who see `topic`, by role then name, and the cursor of the next.

    `name` is a part of what they are called, `role` the one that they have. Raises BadCursor.
    """
    rows = _readers(membership, topic).select_related("user")
    if name:
        part = name[:MOST_SIGNS].replace("\x00", "")
        rows = rows.filter(Q(user__display_name__icontains=part) | Q(user__username__icontains=part.removeprefix("@")))
    if role:
        rows = rows.filter(role=role)
    found = list(_ranked(rows, cursor)[: limit + 1])
    page, following = found[:limit], _place_of(found[limit - 1]) if len(found) > limit else None
    return _shown(membership, page), following


def _shown(membership: Membership, rows: Sequence[Membership]) -> list[shapes.MemberShape]:
    """Rows of one party as they are told, with who of them is there."""
    states = presence.store().states(membership.party_id, [row.user_id for row in rows])
    return [shapes.member_shape(row, states[row.user_id]) for row in rows]


def _ranked(rows: "QuerySet[Membership]", cursor: str | None) -> Any:
    """By role then name, those who come after a place in that order. Raises BadCursor."""
    ranked: Any = rows.annotate(standing=_from_the_top(), lowered=Lower("user__display_name"))
    if cursor:
        standing, lowered, user_id = _place(cursor)
        later = Q(lowered__gt=lowered) | Q(lowered=lowered, user_id__gt=user_id)
        ranked = ranked.filter(Q(standing__gt=standing) | Q(later, standing=standing))
    return ranked.order_by("standing", "lowered", "user_id")


def _place_of(row: Any) -> str:
    """Where a row stands among all, as it is now: who gets another role or name meanwhile moves nobody else."""
    return f"{-row.standing}~{row.user_id}~{row.lowered}"


def _place(cursor: str) -> tuple[int, str, uuid.UUID]:
    standing, _, rest = cursor.partition("~")
    spelt, tilde, lowered = rest.partition("~")
    user_id = parse_id(spelt)
    if standing not in _STANDINGS or user_id is None or not tilde or "\x00" in lowered or len(lowered) > MOST_LOWERED:
        raise BadCursor
    return -int(standing), lowered, user_id


def people_to_name(opened: "OpenTopic", letters: str) -> tuple[list[shapes.MemberShape], bool]:
    """The others who may be named in a topic, and whether these are all of them: up to MOST_NAMED are.

    Of more it is those whose username or name has a word that begins with the letters.
    """
    letters = letters.replace("\x00", "")
    membership = opened.membership
    rows = _by_name(_readers(membership, opened.topic)).exclude(user=membership.user_id)
    found = list(rows[: MOST_NAMED + 1])
    whole = len(found) <= MOST_NAMED
    if not whole:
        found = list(rows.filter(_begins(letters))[:FEW_NAMED])
    return _shown(membership, found), whole


def people_outside(opened: "OpenTopic", letters: str) -> list[shapes.MemberShape]:
    """Members of the party who may not see a private topic, up to MOST_NAMED; with letters, a few whom they fit.

    Whoever names one of them there reaches nobody. Letters come when more than MOST_NAMED may see it.
    """
    letters = letters.replace("\x00", "")
    rows = _by_name(_readers(opened.membership, None)).exclude(_is_inside(opened.topic)).filter(_begins(letters))
    return _shown(opened.membership, list(rows[: FEW_NAMED if letters else MOST_NAMED]))


def _by_name(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    return rows.select_related("user").order_by(Lower("user__display_name"), "user_id")


def _begins(letters: str) -> Q:
    """Whose username or name has a word that begins with the letters."""
    name = Q(user__username__istartswith=letters) | Q(user__display_name__istartswith=letters)
    return name | Q(user__display_name__icontains=f" {letters}")


def readers_of(opened: "OpenTopic") -> int:
    """How many people may read a topic."""
    return _readers(opened.membership, opened.topic).count()


def _readers(membership: Membership, topic: Topic | None) -> "QuerySet[Membership]":
    """The members of a party, or those of them who see a topic."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id)
    if topic is None or not topic.private:
        return rows
    return rows.filter(_is_inside(topic))


def _is_inside(topic: Topic) -> Exists:
    """Of a membership: whether its person is in a private topic."""
    return Exists(TopicMember.objects.filter(topic=topic, user=OuterRef("user")))


def member_for(membership: Membership, user_id: uuid.UUID | str) -> shapes.MemberShape:
    """Another member of the same party. Raises NotFound."""
    key = parse_id(user_id)
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id).select_related("user")
    row = rows.filter(user=key).first() if key else None
    if row is None:
        raise NotFound
    return shapes.member_shape(row, presence.store().states(row.party_id, [row.user_id])[row.user_id])


def member_called(membership: Membership, username: str) -> uuid.UUID | None:
    """The id of a member of the same party by their username, with or without its @; None for nobody."""
    name = username.strip().removeprefix("@").lower()
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id, user__username=name)
    return rows.values_list("user_id", flat=True).first()


def roles_of(membership: Membership, user_ids: Sequence[str]) -> dict[str, str]:
    """The roles of those of these people who are members: user id -> role."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id)
    found = rows.filter(user__in=map(uuid.UUID, user_ids)).values_list("user_id", "role")
    return {str(user_id): role for user_id, role in found}


def staff_of(membership: Membership) -> dict[str, str]:
    """Those whose role in the party is more than member: user id -> role, in one query."""
    rows = Membership.objects.using(settings.MESSAGING_DB).filter(party=membership.party_id)
    staff = rows.exclude(role=Role.MEMBER).order_by(_from_the_top(), "id").values_list("user_id", "role")
    return {str(user_id): role for user_id, role in staff[:MOST_STAFF]}


def _from_the_top() -> Case:
    return Case(*(When(role=role, then=Value(-rank)) for role, rank in RANK.items()), output_field=IntegerField())


def somebody(user_id: uuid.UUID | str) -> shapes.UserShape:
    """Somebody who need be no member: for those who ban, and who were told of this person. Raises NotFound."""
    key = parse_id(user_id)
    found = User.objects.using(settings.MESSAGING_DB).filter(id=key).first() if key else None
    if found is None:
        raise NotFound
    return shapes.user_shape(found)


def with_me(rows: Any, person: User, party: str) -> Any:
    """Rows with the person's membership of their party, whose field is `party`, for `me_of`; it takes no query more."""
    mine = FilteredRelation(f"{party}__memberships", condition=Q(**{f"{party}__memberships__user": person}))
    fields = {f"my_{name}": F(f"me__{name}") for name in MINE}
    return rows.annotate(me=mine, **fields)


def me_of(row: Any, person: User, party: Party) -> Membership:
    """The membership that came with a row of `with_me`."""
    return Membership(party=party, user=person, **{name: getattr(row, f"my_{name}") for name in MINE})
