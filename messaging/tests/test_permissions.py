import pytest

from events.errors import Forbidden
from messaging.models import Membership, Role
from messaging.permissions import LOWEST, RANK, insist, may


def test_every_role_has_a_rank_of_its_own_from_the_owner_down():
    assert sorted(RANK, key=lambda role: -RANK[role]) == list(Role)
    assert len(set(RANK.values())) == len(Role)


@pytest.mark.parametrize("action", LOWEST)
def test_a_role_may_do_a_thing_from_its_lowest_on(action: str):
    allowed = [role for role in Role if may(Membership(role=role), action)]

    assert allowed == list(Role)[: list(Role).index(LOWEST[action]) + 1]


def test_who_may_not_is_refused():
    insist(Membership(role=Role.MEMBER), "post")
    with pytest.raises(Forbidden):
        insist(Membership(role=Role.MEMBER), "post_announcement")
