"""Sends a city's token sheet and logo, under addresses that change with them."""

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from seoul_learn.tenant_plane.branding.queries import read_logo
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.web.shared.files import ASK_AGAIN, FOR_EVER
from seoul_learn.web.shared.identity import logo_digest, theme_of
from seoul_learn.web.shared.work import Work

# The page that says "not open yet" wears the city's colours too, and so does "paused".
_PUBLIC: dict[str, Any] = {"access": "anyone", "always_open": True, "also_when_ended": True, "exclude_from_csrf": True}


@get("/theme/{name:str}", opt=_PUBLIC)
async def send_theme(name: FromPath[str], work: NamedDependency[Work]) -> Response[str]:
    """The custom properties of the city's colours. The name of another city's sheet is not found."""
    visitor = work.visitor
    if not (name.startswith(f"{visitor.tenant.slug}-") and name.endswith(".css")):
        raise NotFound
    sheet = theme_of(visitor.site)
    current = name == f"{visitor.tenant.slug}-{sheet.digest}.css"
    return Response(
        sheet.css, headers={"cache-control": FOR_EVER if current else ASK_AGAIN}, media_type="text/css"
    )


@get("/logo/{name:str}", opt=_PUBLIC)
async def send_logo(name: FromPath[str], work: NamedDependency[Work]) -> Response[bytes]:
    """The picture that the platform drew of the city's logo."""
    logo = await read_logo(work.session) if work.visitor.site.has_logo else None
    if logo is None or not name.endswith(".png"):
        raise NotFound
    current = name == f"{logo_digest(work.visitor.tenant.id, work.visitor.site.revision)}.png"
    return Response(logo, headers={"cache-control": FOR_EVER if current else ASK_AGAIN}, media_type="image/png")
