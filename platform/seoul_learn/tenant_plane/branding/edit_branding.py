"""An administrator changes how the city shows itself."""

import re
from collections.abc import Iterable

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.identity import Identity
from seoul_learn.tenant_plane.branding.write_identity import read_identity, write_identity
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import tenant_of

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST = 80
"""Letters of a name or a line under it."""


class NewLogo(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as it was uploaded; `file` is the name it had, whose ending tells its kind."""

    content: bytes
    file: str


class Branded(msgspec.Struct, frozen=True, kw_only=True):
    """What can be changed in the console. Without a logo, the one there is stays."""

    name: dict[str, str]
    tagline: dict[str, str]
    colour: str
    accent: str | None
    logo_alt: dict[str, str]
    logo: NewLogo | None = None


class BrandingFault(msgspec.Struct, frozen=True):
    """One field that cannot be; `message_id` is an English sentence."""

    field: str
    message_id: str


def branding_faults(wanted: Branded, languages: Iterable[str]) -> tuple[BrandingFault, ...]:
    """Everything wrong with it, field by field, in the order of the form."""
    faults = []
    for field, texts in (("name", wanted.name), ("tagline", wanted.tagline), ("logo_alt", wanted.logo_alt)):
        for language in languages:
            text = texts.get(language, "").strip()
            if not text:
                faults.append(BrandingFault(f"{field}-{language}", "Write this in every language of the city."))
            elif len(text) > LONGEST:
                faults.append(BrandingFault(f"{field}-{language}", "Write at most 80 letters."))
    if not _COLOUR.fullmatch(wanted.colour):
        faults.append(BrandingFault("colour", "Write the colour as # and six digits or letters a to f: #0b5fa5."))
    if wanted.accent is not None and not _COLOUR.fullmatch(wanted.accent):
        faults.append(BrandingFault("accent", "Write the colour as # and six digits or letters a to f: #0b5fa5."))
    return tuple(faults)


async def edit_branding(session: AsyncSession, wanted: Branded, *, actor: Actor, clock: Clock) -> None:
    """Make it so; the caller has seen that it has no fault. Raises NotFound, UnusableLogoError."""
    identity = await read_identity(session)
    if identity is None:
        raise NotFound
    await write_identity(session, _changed(identity, wanted))
    await record(
        session, actor=actor, action="branding.changed", subject="tenant", subject_id=tenant_of(session),
        detail={"logo": wanted.logo is not None}, clock=clock,
    )  # fmt: skip


def _changed(identity: Identity, wanted: Branded) -> Identity:
    changed = msgspec.structs.replace(
        identity,
        name=wanted.name,
        tagline=wanted.tagline,
        colour=wanted.colour.lower(),
        accent=wanted.accent.lower() if wanted.accent else None,
        logo_alt=wanted.logo_alt,
    )
    if wanted.logo is None:
        return changed
    ending = wanted.logo.file.rpartition(".")[2].lower()
    return msgspec.structs.replace(
        changed, logo_source=wanted.logo.content, logo_file=f"branding/logo.{ending or 'png'}"
    )
