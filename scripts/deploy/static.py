"""Static files to the bucket behind their host, before any page names them. Nothing is ever removed: pages of the
version before are still open somewhere.
"""

import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from scripts.deploy.errors import DeployError

#: As in scripts/stack/nginx.py: a name with its content's hash is kept for ever, any other for a minute.
HASHED: Final = re.compile(r"\.[0-9a-f]{12}(?=\.[a-z0-9]+$)")
FOR_EVER: Final = "public, max-age=31536000, immutable"
FOR_A_MINUTE: Final = "public, max-age=60"
PREFIX: Final = "static/"
KINDS: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
}


def upload(client: Any, bucket: str, folder: Path) -> tuple[int, int]:
    """How many files were sent, and how many hashed ones were there already. Raises DeployError for an empty folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise DeployError(f"{folder} holds no static files.")
    there = set(_keys(client, bucket))
    sent = 0
    for path in files:
        key = f"{PREFIX}{path.relative_to(folder).as_posix()}"
        hashed = bool(HASHED.search(key))
        if hashed and key in there:
            continue
        client.put_object(
            Bucket=bucket,
            Key=key,
            Body=path.read_bytes(),
            ContentType=kind_of(path.name),
            CacheControl=FOR_EVER if hashed else FOR_A_MINUTE,
        )
        sent += 1
    return sent, len(files) - sent


def kind_of(name: str) -> str:
    kind = KINDS.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _keys(client: Any, bucket: str) -> Iterator[str]:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX):
        yield from (one["Key"] for one in page.get("Contents", []))
