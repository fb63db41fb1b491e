"""The file of an export, made of its pieces while it is sent: no more than one is in memory."""

import zipfile
import zlib
from collections.abc import Iterator

from django.http import StreamingHttpResponse

from messaging import queries
from messaging.models import Export


class _Sink:
    """What is written to it, until it is taken. ZipFile sees that it can't be wound back."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken


def zipped(export: Export) -> Iterator[bytes]:
    """A ZIP with `messages.json`, a list of the messages."""
    sink = _Sink()
    with (
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive,  # type: ignore[call-overload]
        archive.open("messages.json", "w", force_zip64=True) as file,
    ):
        file.write(b"[\n")
        for number in range(export.pieces):
            file.write(b",\n" if number else b"")
            file.write(zlib.decompress(queries.export_piece(export, number)))
            yield sink.take()
        file.write(b"\n]\n")
    yield sink.take()


def file_of(export: Export) -> StreamingHttpResponse:
    """The file, to be saved and kept by nobody on the way."""
    name = f"chatterbox-messages-{export.created_at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(zipped(export), content_type="application/zip", headers=headers)
