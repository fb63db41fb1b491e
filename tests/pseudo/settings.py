"""Profile `local` in the language of tests, written from right to left."""

import os

from tests.settings import *  # noqa: F403

LOCALE_PATHS = [os.environ["PSEUDO_LOCALE"]]
LANGUAGES = [("en", "English")]
LANGUAGES_BIDI = ["en"]
