"""It is true of what people upload as a picture that only its pixels come through, and that nothing else comes in."""

import io
import threading

import pytest
from PIL import Image

from accounts import pictures
from accounts.tests.images import (
    BLUE,
    RED,
    animation,
    claims_to_be,
    photo,
    picture,
    webp_that_claims,
    zipped,
)
from events import pictures as shared
from events.errors import Invalid, TooLarge, Unavailable

pytestmark = pytest.mark.wide


def made(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(pictures.avatar_of(content)))
    image.load()
    return image


def near(colour, other) -> bool:
    return all(abs(one - two) < 40 for one, two in zip(colour[:3], other, strict=True))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(300, 200), (1, 1), (20, 900), (2000, 3000)])
def test_every_format_and_shape_becomes_a_square_webp(kind, size):
    image = made(picture(kind, size))

    assert (image.format, image.size) == ("WEBP", (256, 256))
    assert near(image.convert("RGB").getpixel((128, 128)), RED)


def test_a_jpeg_of_very_many_scans_is_not_decoded():
    file = io.BytesIO()
    Image.new("RGB", (300, 200), RED).save(file, "JPEG", progressive=True)
    content = file.getvalue()
    begin, end = content.rindex(shared.SCAN), content.rindex(b"\xff\xd9")

    assert made(content).size == (256, 256)
    with pytest.raises(Invalid):
        pictures.avatar_of(content[:end] + content[begin:end] * shared.MOST_SCANS + content[end:])


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "L", 200),
        ("PNG", "1", 1),
        ("PNG", "P", 3),
        ("PNG", "I;16", 40_000),
        ("PNG", "LA", (200, 128)),
        ("JPEG", "CMYK", (0, 255, 255, 0)),
        ("JPEG", "L", 200),
    ],
)
def test_unusual_kinds_of_pixels_are_taken(kind, mode, colour):
    assert made(picture(kind, colour=colour, mode=mode)).size == (256, 256)


def test_what_is_transparent_stays_so():
    image = made(picture("PNG", colour=(255, 0, 0, 0), mode="RGBA"))

    assert image.convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_kept(kind):
    image = made(animation(kind))

    assert getattr(image, "n_frames", 1) == 1
    assert near(image.convert("RGB").getpixel((128, 128)), RED)


def test_a_photo_stands_upright_and_says_nothing_of_place_and_camera():
    content = photo()
    assert b"Secret Camera" in content
    assert b"Secret Comment" in content

    made_of_it = pictures.avatar_of(content)
    image = Image.open(io.BytesIO(made_of_it))

    assert b"Secret" not in made_of_it
    assert not image.getexif()
    assert image.info.get("icc_profile") is None
    assert near(image.convert("RGB").getpixel((128, 20)), RED)
    assert near(image.convert("RGB").getpixel((128, 236)), BLUE)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBPVP8X",
        b"BM" + b"\0" * 100,
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        picture("BMP"),
        picture("TIFF"),
        picture("ICO"),
        picture("PNG")[:200],
        picture("JPEG", (900, 900))[:-3000],
    ],
    ids=["text", "head", "gif head", "webp head", "bmp head", "eps", "bmp", "tiff", "ico", "cut png", "cut jpeg"],
)
def test_what_is_no_picture_of_the_four_kinds_is_refused(content):
    with pytest.raises(Invalid, match="can't be read as a picture") as refused:
        pictures.avatar_of(content)

    assert list(refused.value.fields or ()) == ["avatar"]


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a/*" + b"<script>alert(1)</script>",
        picture("PNG") + b"<!DOCTYPE html><p>hello",
        picture("GIF") + b"<SCRIPT>alert(1)</SCRIPT>",
        picture("JPEG", comment=b"<?php system($_GET['c']); ?>"),
        picture("PNG") + zipped(),
        picture("JPEG") + zipped(),
        b"%PDF-1.7\n" + picture("PNG"),
        picture("JPEG", comment=b"%PDF-1.7 1 0 obj"),
    ],
)
def test_a_file_that_is_something_else_as_well_is_refused(content):
    with pytest.raises(Invalid) as refused:
        pictures.avatar_of(content)

    assert "not only a picture" in refused.value.message


def test_five_megabytes_are_taken_and_a_byte_more_is_not():
    content = picture("PNG")
    full = content + b"\0" * (pictures.MAX_BYTES - len(content))

    assert pictures.avatar_of(full)
    with pytest.raises(TooLarge, match="5 MB"):
        pictures.avatar_of(full + b"\0")


@pytest.mark.parametrize(
    "content",
    [
        claims_to_be(5001, 5000),
        claims_to_be(60_000, 60_000),
        claims_to_be(2**31 - 1, 2**31 - 1),
        webp_that_claims(16_383, 16_383),
        webp_that_claims(2**24, 2**24),
    ],
)
def test_a_bomb_is_refused_before_it_is_decoded(content, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("decoded"))

    with pytest.raises(Invalid):
        pictures.avatar_of(content)


def test_a_picture_at_the_bound_is_decoded():
    assert made(picture("PNG", (5000, 5000), 0, "1")).size == (256, 256)


def test_nothing_at_all_is_said_kindly():
    with pytest.raises(Invalid, match="Choose a picture first"):
        pictures.avatar_of(b"")


def test_only_so_many_decode_at_once(monkeypatch):
    monkeypatch.setattr(shared, "WAIT_AT_MOST", 0.01)
    monkeypatch.setattr(shared, "_turns", threading.BoundedSemaphore(1))

    with shared._turns, pytest.raises(Unavailable):
        pictures.avatar_of(picture())
    assert pictures.avatar_of(picture())


def test_a_refused_picture_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(shared, "WAIT_AT_MOST", 0.01)
    monkeypatch.setattr(shared, "_turns", threading.BoundedSemaphore(1))

    with pytest.raises(Invalid):
        pictures.avatar_of(b"hello")
    assert pictures.avatar_of(picture())
