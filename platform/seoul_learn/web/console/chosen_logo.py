"""The logo that an administrator has chosen and not kept yet.

A browser forgets a chosen file when a page is shown again, so the form carries it through the preview. What is shown
of it is our own drawing, never what was handed in.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

import anyio
import msgspec
from litestar.datastructures import UploadFile

from seoul_learn.tenant_plane.branding.edit_branding import NewLogo
from seoul_learn.tenant_plane.branding.logo import MOST_BYTES, clean_logo
from seoul_learn.tenant_plane.branding.write_identity import type_of_logo

MOST_BODY = 3 * MOST_BYTES
"""Bytes of a form with a new logo, one chosen before in base 64, and its texts."""


class ShownLogo(msgspec.Struct, frozen=True, kw_only=True):
    """`address` is a picture within the page; `kept` and `file` go back with the form."""

    address: str
    kept: str
    file: str


async def chosen_logo(sent: Mapping[str, Any]) -> NewLogo | None:
    """The file just chosen, or the one that came with the preview, or None."""
    uploaded = sent.get("logo")
    if isinstance(uploaded, UploadFile) and uploaded.filename:
        return NewLogo(content=await uploaded.read(), file=uploaded.filename)
    kept, file = str(sent.get("kept-logo", "")), str(sent.get("kept-logo-file", ""))
    try:
        content = base64.b64decode(kept, validate=True)
    except (binascii.Error, ValueError):
        return None
    return NewLogo(content=content, file=file) if content else None


async def shown_logo(logo: NewLogo) -> ShownLogo:
    """As the preview shows it. Raises UnusableLogoError."""
    drawn = await anyio.to_thread.run_sync(clean_logo, logo.content, type_of_logo(logo.file))
    return ShownLogo(
        address=f"data:image/png;base64,{base64.b64encode(drawn.png).decode()}",
        kept=base64.b64encode(logo.content).decode(),
        file=logo.file,
    )
