"""Turns an uploaded logo into a PNG that nobody else wrote: an SVG is never served, nor any uploaded byte."""

import io
import re
import warnings
from enum import StrEnum

import msgspec
from PIL import Image, UnidentifiedImageError
from py_svg_hush import filter_svg
from resvg_py import svg_to_bytes

from seoul_learn.tenant_plane.branding.errors import UnusableLogoError

MOST_BYTES = 512 * 1024
MOST_PIXELS = 4096
"""Longest side, in pixels, of a picture that is accepted."""
HEIGHT = 192
"""Pixels: four times the 48 at which a header shows it, for sharp screens."""
WIDEST = 960
"""Pixels: five times the height; a longer wordmark would crowd the header of a phone."""


class LogoType(StrEnum):
    svg = "image/svg+xml"
    png = "image/png"
    jpeg = "image/jpeg"
    webp = "image/webp"


_FORMATS = {LogoType.png: "PNG", LogoType.jpeg: "JPEG", LogoType.webp: "WEBP"}


class Logo(msgspec.Struct, frozen=True):
    """A PNG drawn by us; `width` and `height` are its pixels."""

    png: bytes
    width: int
    height: int


def clean_logo(content: bytes, declared_type: str) -> Logo:
    """Draws the picture anew; raises UnusableLogoError when it is no SVG, PNG, JPEG or WebP of a sensible size."""
    try:
        kind = LogoType(declared_type)
    except ValueError as error:
        raise _refused(
            f"logo of type {declared_type!r}", "The logo must be an SVG, PNG, JPEG or WebP picture."
        ) from error
    if len(content) > MOST_BYTES:
        raise _refused(f"logo of {len(content)} bytes", "The logo must be smaller than 512 KB.")
    raster, form = (_drawn(content), "PNG") if kind is LogoType.svg else (content, _FORMATS[kind])
    return _encoded_anew(raster, form)


def _drawn(svg: bytes) -> bytes:
    if re.search(rb"<!(DOCTYPE|ENTITY)", svg, re.IGNORECASE):
        raise _refused("SVG with a document type", "The logo could not be read.")
    try:
        # No data: addresses are kept, so a picture inside the picture is dropped too.
        harmless = filter_svg(svg, keep_data_url_mime_types={}).decode()
        width, height = _natural_size(harmless)
        if width * HEIGHT <= WIDEST * height:
            return svg_to_bytes(svg_string=harmless, skip_system_fonts=True, height=HEIGHT)
        return svg_to_bytes(svg_string=harmless, skip_system_fonts=True, width=WIDEST)
    except ValueError as error:
        raise _refused(f"SVG that cannot be drawn: {error}", "The logo could not be read.") from error


def _natural_size(svg: str) -> tuple[float, float]:
    """Width and height in the picture's own units, from the view box or the attributes; raises ValueError."""
    root = re.search(r"<svg\b[^>]*>", svg)
    if root is None:
        raise ValueError("no svg element")
    number = r"([\d.]+)"
    if box := re.search(rf'viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+{number}[\s,]+{number}\s*"', root[0]):
        sides = float(box[1]), float(box[2])
    else:
        wide = re.search(rf'\bwidth="{number}(?:px)?"', root[0])
        high = re.search(rf'\bheight="{number}(?:px)?"', root[0])
        if wide is None or high is None:
            raise ValueError("neither a view box nor a size")
        sides = float(wide[1]), float(high[1])
    if not (0 < sides[0] <= 100_000 and 0 < sides[1] <= 100_000 and sides[0] <= sides[1] * 50):
        raise ValueError(f"a size of {sides}")
    return sides


def _encoded_anew(raster: bytes, form: str) -> Logo:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raster), formats=[form]) as opened:
                if max(opened.size) > MOST_PIXELS:
                    raise _refused(
                        f"logo of {opened.size} pixels", "The logo must be at most 4,096 pixels wide and high."
                    )
                picture = opened.convert("RGBA")
    except (
        UnidentifiedImageError, OSError, SyntaxError, ValueError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as error:  # fmt: skip
        raise _refused(f"logo that is no {form}: {error}", "The logo could not be read.") from error
    picture.thumbnail((WIDEST, HEIGHT), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    # A picture made from pixels alone: metadata, profiles and trailing bytes stay behind.
    Image.frombytes("RGBA", picture.size, picture.tobytes()).save(out, "PNG", optimize=True)
    return Logo(png=out.getvalue(), width=picture.width, height=picture.height)


def _refused(text: str, message_id: str) -> UnusableLogoError:
    return UnusableLogoError(text, message_id=message_id)
