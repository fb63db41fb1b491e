"""From what somebody uploads to a picture of ours: decoded, cut square, encoded anew. Only its pixels are kept."""

import io
import re
import threading
import zipfile
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from events.errors import Invalid, TooLarge, Unavailable

SIDE: Final = 256
#: Decoded, a pixel takes up to four bytes: a file of some kilobytes may stand for gigabytes.
MAX_PIXELS: Final = 25_000_000
QUALITY: Final = 85
#: Pictures that one process decodes at a time, and seconds that another one waits for its turn.
AT_ONCE, WAIT_AT_MOST = 2, 5.0
#: What begins each scan of a JPEG, of which a photo has ten or so.
SCAN, MOST_SCANS = b"\xff\xda", 100
#: What a picture never holds, and a file holds that is to pass for one. A PDF may begin within its first kilobyte.
PAGES: Final = re.compile(rb"<script|<html|<!doctype|<\?php|<svg[\s>]", re.IGNORECASE)
PDF, PDF_BEGINS_WITHIN = b"%PDF-", 1024

_turns = threading.BoundedSemaphore(AT_ONCE)


def square_of(content: bytes, *, field: str, most_bytes: int, formats: tuple[str, ...]) -> bytes:
    """A WebP of SIDE by SIDE pixels, the middle of the picture; of an animation the first frame.

    `formats` are Pillow's names. Raises TooLarge, Invalid with the `field`, and Unavailable when too many are at it.
    """
    if not content:
        raise Invalid.field(field, _("Choose a picture first."))
    if len(content) > most_bytes:
        raise _too_many_bytes(len(content), field, most_bytes)
    if _is_something_else(content):
        sentence = _("This file is not only a picture. Save it anew as a PNG or JPEG, and try that.")
        raise Invalid.field(field, sentence)
    if not _turns.acquire(timeout=WAIT_AT_MOST):
        raise Unavailable
    try:
        return _encoded(_square(content, field, formats))
    finally:
        _turns.release()


def _too_many_bytes(size: int, field: str, most_bytes: int) -> TooLarge:
    sentence = _("A picture can have %(most)d MB; this one has %(given).1f MB.") % {
        "most": most_bytes // 1024**2,
        "given": size / 1024**2,
    }
    return TooLarge(sentence, fields={field: [sentence]})


def _is_something_else(content: bytes) -> bool:
    """Whether a page, an archive or a document hides in the file: those live in its bytes, not in its pixels."""
    if PAGES.search(content) or PDF in content[:PDF_BEGINS_WITHIN]:
        return True
    return zipfile.is_zipfile(io.BytesIO(content))


def _square(content: bytes, field: str, formats: tuple[str, ...]) -> Image.Image:
    _insist_on_size(_webp_size(content), field)
    try:
        _insist_on_few_scans(content)
        with Image.open(io.BytesIO(content), formats=formats) as image:
            _insist_on_size(image.size, field)
            image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded at a fraction of its size
            upright = ImageOps.exif_transpose(image)
            flat = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            return ImageOps.fit(flat, (SIDE, SIDE), Image.Resampling.LANCZOS)
    except Invalid:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(field) from error
    except Exception as error:  # decoders raise whatever they like on junk, and junk is no fault of ours
        sentence = _("This file can't be read as a picture. These are understood: %(formats)s.")
        raise Invalid.field(field, sentence % {"formats": ", ".join(formats)}) from error


def _insist_on_few_scans(content: bytes) -> None:
    """Each scan of a progressive JPEG goes over the whole picture, and one takes a few bytes (LJT-01-003)."""
    if content.startswith(b"\xff\xd8") and content.count(SCAN) > MOST_SCANS:
        raise ValueError("too many scans")


def _insist_on_size(size: tuple[int, int], field: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(field)


def _too_many_pixels(field: str) -> Invalid:
    sentence = _("This picture has too many pixels. Up to %(most)d million are taken.")
    return Invalid.field(field, sentence % {"most": MAX_PIXELS // 1_000_000})


def _webp_size(content: bytes) -> tuple[int, int]:
    """Width and height that the head of a WebP names; its decoder asks for memory before anybody can look at them."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or content[12:16] != b"VP8X":
        return 0, 0  # without that head a side has 16,383 pixels at most, and is looked at after opening
    return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")


def _encoded(image: Image.Image) -> bytes:
    bare = Image.new(image.mode, image.size)  # without what came along: place, camera, colour profile, comments
    bare.paste(image)
    file = io.BytesIO()
    bare.save(file, "WEBP", quality=QUALITY, method=4)
    return file.getvalue()
