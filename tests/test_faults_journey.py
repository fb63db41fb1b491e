"""It is true of people who talk while processes of the stack are killed, one after another, that they lose nothing.

Web process, relays, consumers and Redis: promises 1, 4, 5 and 6 of docs/reliability.md, with little time for each.
"""

import os
import random
from typing import Any

import pytest

from faults.load import Size
from faults.run import run
from faults.short import again, short
from scripts.stack import Stack

pytestmark = [pytest.mark.servers, pytest.mark.alone, pytest.mark.timeout(600)]

#: Posts a second there are, and so many at least have to come through.
RATE, ACKNOWLEDGED = 20.0, 400
#: Other seeds are for the night, when nobody waits to merge.
USUAL_SEED = 7


def test_nothing_is_lost(stack_site: Stack, tmp_path: Any):
    seed = random.randrange(10_000) if os.environ.get("LONG") == "1" else USUAL_SEED
    outcome = run(stack_site, short(), seed, Size(rate=RATE), tmp_path / "journals")

    told = "\n".join([f"seed {seed}: {again(seed)}", *outcome.breaks])
    print(told, f"{outcome.seconds:.0f} s", f"{outcome.acknowledged} acknowledged", sep="\n")
    assert {name: found for name, found in outcome.faults.items() if found} == {}, told
    assert outcome.acknowledged > ACKNOWLEDGED, told
    assert outcome.seconds < 120 or outcome.machine > 2 * (os.cpu_count() or 1), told
    assert {part.state for part in stack_site.status()} == {"running"}, told
