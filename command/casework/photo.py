"""Photos: judged by content, capped, turned upright, and encoded anew without any metadata.

What comes out is a JPEG made by us from pixels; EXIF, XMP and colour profiles stay behind.
Knows no case.
"""

import asyncio
import hashlib
import io
import secrets
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image, ImageOps

from command.base.problem import DatabaseBusy, InvalidInput, TooLarge, WrongMediaType
from command.base.words import Words

MEDIA = ("image/jpeg", "image/png", "image/webp")
FORMATS = ("JPEG", "PNG", "WEBP")
PHOTO_BYTES = 12 * 1024 * 1024
PHOTO_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 85
WHITE = (255, 255, 255)
WAIT_SECONDS = 10.0
# A large photo needs some hundred megabytes while it is decoded: two at once, the rest wait.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="photo")


class NotAPhoto(InvalidInput):
    code = "not-a-photo"
    zh = "不是完整的照片"
    en = "This is not a complete photo"


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG of ours and its fingerprint; `photo_id` cannot be guessed."""

    photo_id: str
    width: int
    height: int
    jpeg: bytes

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.jpeg).digest()


async def prepare(raw: bytes) -> Photo:
    """Decode and encode anew in a thread of two.

    Raises TooLarge, WrongMediaType, NotAPhoto, and DatabaseBusy after waiting 10 s for a thread.
    """
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(_THREADS, encode_anew, raw)
    except TimeoutError as full:
        raise DatabaseBusy() from full


def encode_anew(raw: bytes) -> Photo:
    """The photo of `raw` bytes; the names and headers of the sender are not believed."""
    if len(raw) > PHOTO_BYTES:
        raise TooLarge(
            Words(
                f"照片不能超过 {PHOTO_BYTES // 1024**2} MiB",
                f"A photo has at most {PHOTO_BYTES // 1024**2} MiB",
            )
        )
    image = _decoded(_opened(raw))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(secrets.token_urlsafe(18), image.width, image.height, out.getvalue())


def _opened(raw: bytes) -> Image.Image:
    """Read the header only; an image of too many pixels is refused before any is made."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise TooLarge(Words("照片像素过多", "The photo has too many pixels")) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise WrongMediaType(
            Words("只接受 JPEG、PNG、WebP 照片", "Photos are JPEG, PNG or WebP")
        ) from error
    if image.width * image.height > PHOTO_PIXELS:
        raise TooLarge(
            Words(
                f"照片不能超过 {PHOTO_PIXELS // 1_000_000} 百万像素",
                f"A photo has at most {PHOTO_PIXELS // 1_000_000} megapixels",
            )
        )
    return image


def _decoded(image: Image.Image) -> Image.Image:
    """Upright pixels in RGB on white, with nothing else attached."""
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        raise NotAPhoto(Words("照片不完整或已损坏", "The photo is cut off or damaged")) from error
    flat = Image.new("RGB", upright.size, WHITE)
    flat.paste(upright, mask=upright.getchannel("A"))
    return flat
