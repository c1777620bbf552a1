"""What is kept of an upload is drawn or written anew; what cannot be is refused, with what to do about it."""

import io
import os

import pillow_heif
import pytest
from PIL import ExifTags, Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from seoul_learn.tenant_plane.applications.clean_document import MOST_BYTES, clean_document
from seoul_learn.tenant_plane.applications.errors import DocumentRefused

pillow_heif.register_heif_opener()


def picture(form: str, size: tuple[int, int] = (60, 40), **extras: object) -> bytes:
    out = io.BytesIO()
    drawn = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
    drawn.save(out, form, **extras)
    return out.getvalue()


def pdf(*, locked: bool = False, pages: int = 1) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    script = DictionaryObject({
        NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)"),
    })  # fmt: skip
    writer._root_object[NameObject("/OpenAction")] = script
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.add_attachment("more.exe", b"MZ")
    if locked:
        writer.encrypt("a password")
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


REFUSED = {
    "nothing": (b"", "Choose a file"),
    "a program named like a picture": (b"MZ" + bytes(5000), "not a picture or a PDF"),
    "an SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not a picture or a PDF"),
    "an animation": (b"GIF89a" + bytes(50), "not a picture or a PDF"),
    "a web page named like a PDF": (b"%PDF-1.4 <script>alert(1)</script>", "could not open"),
    "a picture cut off": (picture("JPEG", (800, 600))[:20_000], "could not open"),
    "a picture of a few bytes": (picture("JPEG")[:30], "could not open"),
    "a picture that unpacks to gigabytes": (bomb(), "could not open"),
    "a locked PDF": (pdf(locked=True), "locked with a password"),
    "a book": (pdf(pages=31), "more than 30 pages"),
    "more than ten megabytes": (b"\xff\xd8\xff" + bytes(MOST_BYTES), "larger than 10 MB"),
}


@pytest.mark.parametrize(("content", "told"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_and_told_why(content: bytes, told: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        clean_document(content)
    assert told in refused.value.message_id


@pytest.mark.parametrize("form", ["JPEG", "PNG", "HEIF"])
def test_a_picture_of_a_telephone_is_kept_as_a_jpeg_without_what_else_was_in_it(form: str) -> None:
    place = Image.Exif()
    place[ExifTags.Base.ImageDescription] = "secret place"
    kept = clean_document(picture(form, exif=place) + b"and a program behind it")
    assert kept.media_type == "image/jpeg"
    assert Image.open(io.BytesIO(kept.content)).size == (60, 40)
    assert b"secret place" not in kept.content
    assert b"program" not in kept.content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_telephone_was_held(orientation: int) -> None:
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("black", (0, 0, 16, 16))
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    lying = upright if turned is None else upright.transpose(Image.Transpose(turned))
    exif, out = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Orientation] = orientation
    lying.save(out, "PNG", exif=exif)
    kept = Image.open(io.BytesIO(clean_document(out.getvalue()).content)).convert("L")
    assert kept.size == (64, 32)
    corners = [kept.tobytes()[y * 64 + x] for x, y in ((6, 6), (58, 6), (6, 26), (58, 26))]
    assert [shade < 128 for shade in corners] == [True, False, False, False]


def test_of_a_pdf_only_the_pages_are_kept_and_nothing_that_acts() -> None:
    kept = clean_document(pdf(pages=2))
    assert kept.media_type == "application/pdf"
    assert len(PdfReader(io.BytesIO(kept.content)).pages) == 2
    for active in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/EmbeddedFile", b"more.exe"):
        assert active not in kept.content


def test_a_large_picture_is_kept_in_a_size_that_can_be_read() -> None:
    out = io.BytesIO()
    Image.new("RGB", (6000, 4000), "white").save(out, "JPEG")
    assert Image.open(io.BytesIO(clean_document(out.getvalue()).content)).size == (2600, 1733)
