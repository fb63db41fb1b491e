"""It is true of a deployment that restarts every process of the stack in turn, while people talk and read, that…"""

from collections.abc import Iterator
from typing import Any

import pytest

from faults.load import Size
from faults.promises import PROMISES
from faults.run import run
from scripts.stack import Stack
from scripts.stack.layout import ONE_EACH, Copies

pytestmark = [pytest.mark.servers, pytest.mark.alone, pytest.mark.timeout(600), pytest.mark.long]

#: Of the load; another one restarts in another order.
SEED = 7


@pytest.fixture
def doubled(stack_site: Stack) -> Iterator[Stack]:
    """The stack with two of each process that production has several of; with one of each again afterwards."""
    stack = Stack(stack_site.layout.directory, stack_site.layout.port, copies=Copies(2, 2))
    stack.up()
    yield stack
    Stack(stack.layout.directory, stack.layout.port, copies=ONE_EACH).up()


def test_nobody_notices(doubled: Stack, tmp_path: Any, record_property: Any):
    outcome = run(doubled, PROMISES[19], SEED, Size(), tmp_path / "journals")

    record_property("more", outcome.more)
    print(outcome.more)
    assert {name: found for name, found in outcome.faults.items() if found} == {}
    assert outcome.acknowledged > 1000
    assert {part.state for part in doubled.status()} == {"running"}
