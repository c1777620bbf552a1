"""Reads of a city's branding, returning values."""

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import tenant_of

# Every page asks this: one statement, not built anew by the mapper, and never the bytes of the logo.
_SITE = text("""
    select revision, name, service_name, tagline, colour, accent, languages, default_language, timezone, currency,
           contact, logo_alt, logo is not null as has_logo
      from tenant.branding where tenant_id = :tenant_id and id = :tenant_id
""").columns(name=JSONB, service_name=JSONB, tagline=JSONB, languages=JSONB, contact=JSONB, logo_alt=JSONB)
_LOGO = text("select logo from tenant.branding where tenant_id = :tenant_id and id = :tenant_id")


async def read_site(session: AsyncSession) -> Site:
    """How the session's tenant shows itself. Raises NotFound for a tenant whose bundle was never applied."""
    found = (await session.execute(_SITE, {"tenant_id": tenant_of(session)})).one_or_none()
    if found is None:
        raise NotFound
    return Site(**found._mapping)


async def read_logo(session: AsyncSession) -> bytes | None:
    """The PNG that the platform drew of the city's logo, or None."""
    logo: bytes | None = await session.scalar(_LOGO, {"tenant_id": tenant_of(session)})
    return logo
