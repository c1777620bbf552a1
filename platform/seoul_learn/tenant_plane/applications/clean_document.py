"""Make a document anew from what was uploaded, so that nothing that could act on a reader's machine is kept.

The kind is told by the content, never by the name. Pictures are drawn anew; of a PDF only the pages are taken over.
"""

import io
import warnings

import msgspec
import pillow_heif
from PIL import ExifTags, Image, UnidentifiedImageError
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from seoul_learn.tenant_plane.applications.errors import DocumentRefused

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 30
_MOST_PIXELS = 50_000_000
_LONGEST_SIDE = 2600
"""Pixels: an A4 page at about 220 dots an inch, enough to read small print."""
_ORIENTATION = ExifTags.Base.Orientation
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.32 section 4.6.4 A: how a picture lies, and what brings it upright."""
_BROKEN = "We could not open this file. Take a new picture or save the document again, then upload that."
_TOO_MANY_PIXELS = "The picture has too many pixels. Take a smaller one."
_LOCKED = "This PDF is locked with a password. Save it without one, then upload that."
_TOO_MANY_PAGES = "The PDF has more than 30 pages. Upload only the pages that show the fact."

pillow_heif.register_heif_opener()


class CleanDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept: a JPEG or a PDF that we wrote."""

    media_type: str
    content: bytes


def clean_document(content: bytes) -> CleanDocument:
    """The document to keep. Raises DocumentRefused for what is too large, of another kind, or broken."""
    if not content:
        raise DocumentRefused("Choose a file to upload.")
    if len(content) > MOST_BYTES:
        raise DocumentRefused("The file is larger than 10 MB. Take a smaller picture or split the document.")
    if content.startswith(b"%PDF-"):
        return CleanDocument(media_type="application/pdf", content=_pages_alone(content))
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[4:12] in _HEIC:
        return CleanDocument(media_type="image/jpeg", content=_drawn_anew(content))
    raise DocumentRefused("This is not a picture or a PDF. Upload a PDF, JPEG, PNG or HEIC file.")


_HEIC = {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypheim"}


def _drawn_anew(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "HEIF"]) as opened:
                _refuse_when(opened.width * opened.height > _MOST_PIXELS, _TOO_MANY_PIXELS)
                # A JPEG is read at the size that is kept, not at that of the camera: a tenth of the memory.
                opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
                picture = _smaller(opened)
    except DocumentRefused:
        raise
    except (
        UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError,
        Image.DecompressionBombError, Image.DecompressionBombWarning,
    ) as fault:  # fmt: skip
        raise DocumentRefused(_BROKEN) from fault
    out = io.BytesIO()
    # From the pixels alone: where it was taken, by which telephone, and whatever was appended stay behind.
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _smaller(opened: Image.Image) -> Image.Image:
    """In the size that is kept, then turned upright: a large picture is never there twice."""
    orientation = opened.getexif().get(_ORIENTATION, 1)
    if opened.mode not in ("RGB", "RGBA", "L"):
        opened = opened.convert("RGB")
    opened.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
    turn = _TURNS.get(orientation)
    return (opened.transpose(turn) if turn is not None else opened).convert("RGB")


def _pages_alone(content: bytes) -> bytes:
    try:
        reader = PdfReader(io.BytesIO(content))
        _refuse_when(reader.is_encrypted, _LOCKED)
        _refuse_when(len(reader.pages) > MOST_PAGES, _TOO_MANY_PAGES)
        writer = PdfWriter()
        for page in reader.pages:
            for active in ("/AA", "/Annots", "/Metadata", "/PieceInfo"):
                page.pop(active, None)
            writer.add_page(page)
        out = io.BytesIO()
        writer.write(out)
    except DocumentRefused:
        raise
    # The library raises many kinds of error for a malformed file, some of them Python's own.
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise DocumentRefused(_BROKEN) from fault
    return out.getvalue()


def _refuse_when(wrong: bool, message_id: str) -> None:
    if wrong:
        raise DocumentRefused(message_id)
