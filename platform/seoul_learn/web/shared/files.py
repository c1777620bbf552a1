"""Sends the files that pages load: for ever under their present address, never from the disk."""

from typing import Any

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from seoul_learn.web.shared.assets import load_assets

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""For an address that was right before: what is there now is better than a page without style."""

_PUBLIC: dict[str, Any] = {"access": "anyone", "exclude_from_csrf": True}


@get("/static/{digest:str}/{name:path}", opt=_PUBLIC, sync_to_thread=False)
def send_file(request: Request[Any, Any, Any], digest: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A style sheet, script, icon or slice of the font."""
    assets = load_assets()
    asset = assets.find(name.lstrip("/"))
    if asset is None:
        raise NotFoundException
    headers = {"cache-control": FOR_EVER if assets.is_current(digest) else ASK_AGAIN, "vary": "accept-encoding"}
    body = asset.body
    if asset.brotli is not None and "br" in request.headers.get("accept-encoding", ""):
        body = asset.brotli
        headers["content-encoding"] = "br"
    return Response(body, headers=headers, media_type=asset.media_type)


@get("/favicon.ico", opt=_PUBLIC, sync_to_thread=False)
def send_icon() -> Response[bytes]:
    """For whoever asks without reading a page: the platform's sign, which is no city's."""
    icon = load_assets().find("icon.svg")
    assert icon is not None  # noqa: S101  # it is package data; a test loads it
    return Response(icon.body, headers={"cache-control": "public, max-age=86400"}, media_type=icon.media_type)
