"""Photos: nothing of the sender's file survives but its pixels."""

import io
import struct
import zlib

import pytest
from PIL import Image

from command.base.problem import Refusal, TooLarge, WrongMediaType
from command.casework import photo
from command.casework.photo import LONGEST_SIDE, PHOTO_BYTES, NotAPhoto, encode_anew

SECRET = b"13812345678"
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def an_image(kind: str, size: tuple[int, int] = (40, 20), **saved: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **saved)
    return out.getvalue()


def with_metadata(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = SECRET.decode()
    exif.get_ifd(GPS)[2] = (28.0, 40.0, 12.0)
    return an_image("JPEG", exif=exif, xmp=b"<x>" + SECRET + b"</x>", icc_profile=SECRET * 20)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_formats_become_a_jpeg(kind: str) -> None:
    made = encode_anew(an_image(kind))
    with Image.open(io.BytesIO(made.jpeg)) as image:
        assert image.format == "JPEG"
        assert image.size == (made.width, made.height) == (40, 20)
    assert len(made.sha256) == 32


def test_metadata_stays_behind_and_the_picture_stands_upright() -> None:
    raw = with_metadata()
    assert SECRET in raw
    made = encode_anew(raw)
    assert SECRET not in made.jpeg
    assert (made.width, made.height) == (20, 40)
    with Image.open(io.BytesIO(made.jpeg)) as image:
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()


def test_a_large_photo_is_made_smaller() -> None:
    made = encode_anew(an_image("JPEG", (4000, 1000)))
    assert (made.width, made.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_transparency_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(encode_anew(out.getvalue()).jpeg)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


def _png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        (b"", WrongMediaType),
        (b"not an image at all", WrongMediaType),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", WrongMediaType),
        (an_image("GIF"), WrongMediaType),
        (an_image("BMP"), WrongMediaType),
        (an_image("TIFF"), WrongMediaType),
        (_png_header(60_000, 60_000), TooLarge),
        (_png_header(8_000, 8_000), TooLarge),
        (_png_header(100, 100), NotAPhoto),
        (an_image("PNG", (300, 300))[:200], NotAPhoto),
        (b"\xff\xd8\xff" + b"\0" * (PHOTO_BYTES + 1), TooLarge),
    ],
    ids=["nothing", "text", "svg", "gif", "bmp", "tiff", "bomb", "large", "empty", "cut", "heavy"],
)
def test_what_is_no_photo_is_refused(raw: bytes, refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        encode_anew(raw)


async def test_names_of_photos_cannot_be_guessed() -> None:
    raw = an_image("JPEG")
    first, second = await photo.prepare(raw), await photo.prepare(raw)
    assert first.photo_id != second.photo_id
    assert len(first.photo_id) == 24
