"""Profile `messaging` for server processes of these tests. It may drop frames, which the profile itself refuses."""

import os

from chatterbox.settings.messaging import *  # noqa: F403

DROP_FRAMES, DROP_SEED = float(os.environ.get("TEST_DROP_FRAMES", "0")), int(os.environ.get("TEST_DROP_SEED", "0"))
