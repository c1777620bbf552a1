"""Reads of identity providers, returning values."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.people.oidc_models import OidcProvider
from seoul_learn.tenant_plane.people.oidc_values import IdentityProvider, ProviderTerms


async def list_identity_providers(session: AsyncSession) -> list[IdentityProvider]:
    """Every identity provider of the city, in its order."""
    rows = await session.scalars(select(OidcProvider).order_by(OidcProvider.position, OidcProvider.id))
    return [_provider(row) for row in rows]


async def list_ways_in(session: AsyncSession, *, for_officers: bool) -> list[IdentityProvider]:
    """The providers that somebody can be sent to now: with a secret, and on the officers' page those for officers."""
    providers = await list_identity_providers(session)
    return [one for one in providers if one.has_secret and (one.terms.for_officers or not for_officers)]


async def get_identity_provider(session: AsyncSession, provider_id: UUID) -> IdentityProvider:
    """One of them. Raises NotFound."""
    row = await session.scalar(select(OidcProvider).where(OidcProvider.id == provider_id))
    if row is None:
        raise NotFound
    return _provider(row)


def terms_of(row: OidcProvider) -> ProviderTerms:
    """What a row says."""
    return ProviderTerms(
        issuer=row.issuer, client_id=row.client_id, label=row.label, scopes=tuple(row.scopes),
        name_claim=row.name_claim, links_by_email=row.links_by_email, for_officers=row.for_officers,
    )  # fmt: skip


def _provider(row: OidcProvider) -> IdentityProvider:
    return IdentityProvider(id=row.id, terms=terms_of(row), has_secret=row.client_secret is not None)
