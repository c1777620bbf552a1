"""Where a city's colours and logo are: addresses that change when they do."""

import hashlib
from functools import lru_cache
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.branding.theme import derive_theme, theme_css, theme_hash
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.web.shared.work import Visitor


class ThemeSheet(msgspec.Struct, frozen=True):
    """A city's token sheet and the digits that change with it."""

    css: str
    digest: str


def theme_of(site: Site) -> ThemeSheet:
    """The token sheet of a city's colours. Deriving one takes some 50 ms, so each pair of colours is derived once."""
    return _derived(site.colour, site.accent)


def theme_address(visitor: Visitor) -> str:
    """`/theme/<tenant>-<digest>.css`."""
    return f"/theme/{visitor.tenant.slug}-{theme_of(visitor.site).digest}.css"


def logo_address(visitor: Visitor) -> str | None:
    """`/logo/<digest>.png`, or None for a city without a logo."""
    if not visitor.site.has_logo:
        return None
    return f"/logo/{logo_digest(visitor.tenant.id, visitor.site.revision)}.png"


def logo_digest(tenant_id: UUID, revision: int) -> str:
    """Twelve hex digits for the logo as it is at a revision of the branding, made without reading its bytes."""
    return hashlib.sha256(f"{tenant_id}:{revision}".encode()).hexdigest()[:12]


@lru_cache(maxsize=16_384)
def _derived(colour: str, accent: str | None) -> ThemeSheet:
    css = theme_css(derive_theme(colour, accent))
    return ThemeSheet(css, theme_hash(css))
