"""Profile `local` as journeys visit it: of hundreds of passwords, none is hashed for as long as elsewhere."""

from chatterbox.settings.local import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]
