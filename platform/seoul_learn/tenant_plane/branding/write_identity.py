"""Make a city's identity exactly what is described; the logo is drawn anew and only the drawing is served."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.branding.identity import Identity
from seoul_learn.tenant_plane.branding.logo import LogoType, clean_logo
from seoul_learn.tenant_plane.branding.models import Branding
from seoul_learn.tenant_plane.database.transaction import tenant_of

_TYPES = {"svg": LogoType.svg, "png": LogoType.png, "jpg": LogoType.jpeg, "jpeg": LogoType.jpeg, "webp": LogoType.webp}


async def write_identity(session: AsyncSession, identity: Identity) -> None:
    """Add or change the one row. Raises UnusableLogoError."""
    row = await session.scalar(select(Branding))
    if row is None:
        row = Branding(id=tenant_of(session), revision=0)
        session.add(row)
    if row.logo_source != identity.logo_source:
        row.logo = clean_logo(identity.logo_source, type_of_logo(identity.logo_file)).png
    row.revision += 1
    row.name, row.service_name, row.tagline = identity.name, identity.name, identity.tagline
    row.kind, row.colour, row.accent = identity.kind, identity.colour, identity.accent
    row.languages, row.default_language = identity.languages, identity.default_language
    row.timezone, row.currency, row.contact = identity.timezone, identity.currency, identity.contact
    row.logo_source, row.logo_file, row.logo_alt = identity.logo_source, identity.logo_file, identity.logo_alt
    row.notes, row.appeals = identity.notes, identity.appeals
    await session.flush()


def type_of_logo(file: str) -> str:
    """The type that a file's name claims; whether it is one shows when it is drawn."""
    return _TYPES.get(file.rpartition(".")[2].lower(), LogoType.svg).value


async def read_identity(session: AsyncSession) -> Identity | None:
    """The identity as it was last described; None for a tenant that has none yet."""
    row = await session.scalar(select(Branding))
    if row is None:
        return None
    return Identity(
        name=row.name, tagline=row.tagline, kind=row.kind, colour=row.colour, accent=row.accent,
        languages=row.languages, default_language=row.default_language, timezone=row.timezone,
        currency=row.currency, contact=row.contact, logo_source=row.logo_source or b"",
        logo_file=row.logo_file or "branding/logo.png", logo_alt=row.logo_alt, notes=row.notes,
        appeals=row.appeals,
    )  # fmt: skip
