"""Pictures in a bucket of S3, for tasks that share no folder. CloudFront shows them at MEDIA_URL."""

import io
from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from chatterbox.aws import client

#: Before each name in the bucket: what CloudFront is let to.
FOLDER: Final = "media/"
MISSING: Final = frozenset({"404", "NoSuchKey", "NotFound"})


@deconstructible(path="chatterbox.aws.buckets.BucketStorage")
class BucketStorage(Storage):
    """Names are made by us and never used twice. Whatever goes wrong is an OSError, as with a folder."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket

    def url(self, name: str | None) -> str:
        return f"{settings.MEDIA_URL}{name}"

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """As it is. Asking for a name that is not there is forbidden to whoever may not list the bucket."""
        return name

    def delete(self, name: str) -> None:
        _ask(lambda: client("s3").delete_object(Bucket=self.bucket, Key=FOLDER + name))

    def _save(self, name: str, content: "File[bytes]") -> str:
        body = content.read()
        _ask(
            lambda: client("s3").put_object(
                Bucket=self.bucket, Key=FOLDER + name, Body=io.BytesIO(body), ContentType="image/webp"
            )
        )
        return name

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        def read() -> Any:
            return client("s3").get_object(Bucket=self.bucket, Key=FOLDER + name)["Body"].read()

        return ContentFile(_ask(read), name=name)


def _ask(question: Callable[[], Any]) -> Any:
    """What S3 answers. Raises FileNotFoundError, OSError."""
    try:
        return question()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise (FileNotFoundError if code in MISSING else OSError)(f"S3: {code}") from error
    except BotoCoreError as error:
        raise OSError(f"S3: {type(error).__name__}") from error
