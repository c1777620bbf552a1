"""Reads of a city's branding, returning values."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.transaction import tenant_of

SITE_COLUMNS = """b.revision, b.name, b.service_name, b.tagline, b.colour, b.accent, b.languages, b.default_language,
           b.timezone, b.currency, b.contact, b.appeals,
           b.logo_alt, b.logo is not null as has_logo"""
"""What `site_from` takes, of `tenant.branding b`: never the bytes of the logo."""

_SITE = f"select {SITE_COLUMNS} from tenant.branding b where b.tenant_id = $1 and b.id = $1"  # noqa: S608  # a constant
_LOGO = text("select logo from tenant.branding where tenant_id = :tenant_id and id = :tenant_id")


async def read_site(source: Source) -> Site:
    """How the tenant shows itself. Raises NotFound for a tenant whose bundle was never applied."""
    found = await fetch_first(source, _SITE)
    if found is None:
        raise NotFound
    return site_from(found)


def site_from(row: Mapping[str, Any]) -> Site:
    """The site of a row that has the SITE_COLUMNS."""
    return Site(
        revision=row["revision"],
        name=row["name"],
        service_name=row["service_name"],
        tagline=row["tagline"],
        colour=row["colour"],
        accent=row["accent"],
        languages=row["languages"],
        default_language=row["default_language"],
        timezone=row["timezone"],
        currency=row["currency"],
        contact=row["contact"],
        appeals=row["appeals"],
        logo_alt=row["logo_alt"],
        has_logo=row["has_logo"],
    )


async def read_logo(session: AsyncSession) -> bytes | None:
    """The PNG that the platform drew of the city's logo, or None."""
    logo: bytes | None = await session.scalar(_LOGO, {"tenant_id": tenant_of(session)})
    return logo
