"""What a site at AWS has instead of a folder, a password and a mail server. boto3 is loaded where one of it is used.

Who we are comes from the role of the task; no key is set anywhere.
"""

from functools import cache
from typing import Any, Final

#: Seconds for a connection and for an answer, and tries of one question.
CONNECT_SECONDS, ANSWER_SECONDS = 2, 4
TRIES: Final = 2


@cache
def client(service: str, region: str | None = None) -> Any:
    """The one client of a service; it may be used by several threads. Without a region AWS_REGION says where."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        max_pool_connections=32,
    )
    return boto3.session.Session().client(service, region_name=region or None, config=config)
