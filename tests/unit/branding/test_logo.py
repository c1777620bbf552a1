"""A logo is drawn anew, or refused with a sentence for the officer; nothing of the upload is served."""

import io

import pytest
from PIL import Image

from seoul_learn.tenant_plane.branding.errors import UnusableLogoError
from seoul_learn.tenant_plane.branding.logo import HEIGHT, MOST_BYTES, WIDEST, clean_logo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 24"><rect width="48" height="24" fill="#0f6e5c"/></svg>'
PNG = "image/png"


def picture(form: str = "PNG", size: tuple[int, int] = (60, 30), **extra: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0f6e5c").save(out, form, **extra)
    return out.getvalue()


def colour_in_the_middle(png: bytes) -> object:
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        return image.getpixel((image.width // 2, image.height // 2))


def test_an_svg_becomes_a_png_of_the_height_we_show() -> None:
    logo = clean_logo(SVG, "image/svg+xml")
    assert (logo.width, logo.height) == (HEIGHT * 2, HEIGHT)
    assert colour_in_the_middle(logo.png) == (15, 110, 92, 255)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_raster_picture_is_encoded_anew_as_png(form: str) -> None:
    logo = clean_logo(picture(form), f"image/{form.lower()}")
    assert logo.png.startswith(b"\x89PNG")
    assert (logo.width, logo.height) == (60, 30)


def test_a_comment_and_trailing_bytes_are_left_behind() -> None:
    logo = clean_logo(picture("JPEG", comment=b"made by somebody") + b"<script>", "image/jpeg")
    assert b"somebody" not in logo.png
    assert b"<script>" not in logo.png


def test_a_wide_wordmark_is_fitted_to_the_header() -> None:
    wide = SVG.replace(b"0 0 48 24", b"0 0 480 24")
    assert clean_logo(wide, "image/svg+xml").width == WIDEST


@pytest.mark.parametrize(
    "harm",
    [
        b'<script>fetch("//evil.example")</script>',
        b'<image href="file:///etc/passwd" width="9" height="9"/>',
        b'<image href="https://evil.example/a.png" width="9" height="9"/>',
    ],
)
def test_what_could_harm_is_dropped_and_the_drawing_stays(harm: bytes) -> None:
    logo = clean_logo(SVG.replace(b"</svg>", harm + b"</svg>"), "image/svg+xml")
    assert colour_in_the_middle(logo.png) == (15, 110, 92, 255)


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (b"", PNG),
        (b"GIF89a", "image/gif"),
        (SVG, PNG),
        (picture("JPEG"), PNG),
        (picture()[:60], PNG),
        (b"\0" * (MOST_BYTES + 1), PNG),
        (picture(size=(5000, 4)), PNG),
        (b"<svg", "image/svg+xml"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG, "image/svg+xml"),
        (SVG.replace(b'viewBox="0 0 48 24"', b""), "image/svg+xml"),
        (b"\xff\xfe<svg/>", "image/svg+xml"),
    ],
)
def test_what_cannot_be_a_logo_is_refused_with_a_sentence(content: bytes, declared: str) -> None:
    with pytest.raises(UnusableLogoError) as refused:
        clean_logo(content, declared)
    assert refused.value.message_id.endswith(".")
