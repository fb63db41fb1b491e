"""Names and types of the settings that `base.common` makes, so that a misspelt one is found before it runs."""

from pathlib import Path

from chatterbox.settings.providers import Provider
from events.failpoints import Failpoint

BASE_DIR: Path
PUBLIC_URL: str
WEBSOCKET_ORIGINS: list[str]
SIGNUP: str
SIGN_IN_PROVIDERS: list[Provider]
HTTP_THREADS: int
SERVER: str
MAX_SOCKETS: int
SOCKET_DRAIN: int
INSTANCE: str
FAILPOINT: Failpoint | None
TRUSTED_PROXIES: int
ACCESS_COOKIE_NAME: str
ACCESS_TOKEN_SECONDS: int
JWT_ISSUER: str
JWT_AUDIENCE: str
JWT_LEEWAY_SECONDS: int
JWT_PRIVATE_KEY: str
EMAIL_FILE_PATH: str
SES_REGION: str
