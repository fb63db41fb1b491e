"""Profile `local` as journeys visit it: of hundreds of passwords, none is hashed for as long as elsewhere."""

from chatterbox.settings.accounts_parts import RATE_LIMITS
from chatterbox.settings.local import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.QuickHasher"]
#: All of them sign up from one address, many in a minute; LIMIT_FACTOR leaves the limits of sign-in alone.
ACCOUNT_RATE_LIMITS = RATE_LIMITS | {"signup": "2000/m/ip"}
