"""A city takes up an identity provider, changes what it says of it, or gives it up."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.people.errors import UnusableProvider
from seoul_learn.tenant_plane.people.oidc_metadata import is_issuer
from seoul_learn.tenant_plane.people.oidc_models import OidcProvider
from seoul_learn.tenant_plane.people.oidc_values import LONGEST_LABEL, ProviderTerms

_TABLE, _COLUMN = "oidc_provider", "client_secret"
_LONGEST = 500


class TermFault(msgspec.Struct, frozen=True):
    """What is wrong with one field of the terms."""

    field: str
    message_id: str
    values: Mapping[str, object] = {}


def term_faults(
    terms: ProviderTerms, *, secret: str, languages: Sequence[str], allow_loopback: bool
) -> Iterator[TermFault]:
    """Everything that is wrong with terms as they were typed."""
    for language in languages:
        if not 0 < len(terms.label.get(language, "")) <= LONGEST_LABEL:
            yield TermFault(
                f"label-{language}", "Write a name in at most %(most)s letters.", {"most": LONGEST_LABEL}
            )
    if not is_issuer(terms.issuer, allow_loopback=allow_loopback):
        yield TermFault("issuer", "Write the issuer’s address as the provider names it, beginning with https://.")
    if not 0 < len(terms.client_id) <= _LONGEST or not terms.client_id.isprintable():
        yield TermFault("client_id", "Write the client id that the provider gave you.")
    if len(secret) > _LONGEST or not secret.isprintable():
        yield TermFault("client_secret", "This cannot be a client secret. Copy it once more, without line ends.")
    if "openid" not in terms.scopes or not all(_is_scope(scope) for scope in terms.scopes):
        yield TermFault("scopes", "Write the scopes with spaces between them; openid is one of them.")
    if not 0 < len(terms.name_claim) <= 100 or not terms.name_claim.isprintable():
        yield TermFault("name_claim", "Write the name of a claim, like name or nickname.")


async def keep_identity_provider(
    session: AsyncSession,
    provider_id: UUID | None,
    terms: ProviderTerms,
    *,
    secret: str,
    actor: Actor,
    seal: Seal,
    clock: Clock,
) -> UUID:
    """The id of the provider, new where `provider_id` is None. `secret` '' keeps the one there is.

    A secret belongs to a client at an issuer: with another client or issuer, the old one is forgotten.
    Raises NotFound, UnusableProvider for an issuer that the city has already.
    """
    row = await _row(session, provider_id)
    same_issuer = select(OidcProvider.id).where(OidcProvider.issuer == terms.issuer, OidcProvider.id != row.id)
    if await session.scalar(same_issuer) is not None:
        raise UnusableProvider("The city has this provider already. Change the one that is there.")
    _put(row, terms, clock=clock)
    if secret:
        row.client_secret = seal.seal(secret.encode(), table=_TABLE, row=row.id, column=_COLUMN)
    session.add(row)
    await session.flush()
    await record(
        session, actor=actor, action="identity_provider.kept", subject="oidc_provider", subject_id=row.id,
        detail={"issuer": terms.issuer, "client_id": terms.client_id, "secret": "new" if secret else "as it was"},
        clock=clock,
    )  # fmt: skip
    return row.id


async def remove_identity_provider(session: AsyncSession, provider_id: UUID, *, actor: Actor, clock: Clock) -> None:
    """Nobody comes in by it any more. Who was linked to it stays so, should it come back. Raises NotFound."""
    issuer = await session.scalar(
        delete(OidcProvider).where(OidcProvider.id == provider_id).returning(OidcProvider.issuer)
    )
    if issuer is None:
        raise NotFound
    await record(
        session, actor=actor, action="identity_provider.removed", subject="oidc_provider", subject_id=provider_id,
        detail={"issuer": issuer}, clock=clock,
    )  # fmt: skip


async def write_identity_providers(session: AsyncSession, wanted: Sequence[ProviderTerms], *, clock: Clock) -> None:
    """Make the providers of a city exactly these, in this order; the secrets of those that stay are kept."""
    known = {row.issuer: row for row in await session.scalars(select(OidcProvider))}
    for position, terms in enumerate(wanted):
        row = known.pop(terms.issuer, None) or OidcProvider(id=new_id(), client_id=terms.client_id)
        _put(row, terms, clock=clock)
        row.position = position
        session.add(row)
    for row in known.values():
        await session.execute(delete(OidcProvider).where(OidcProvider.id == row.id))
    await session.flush()


def _put(row: OidcProvider, terms: ProviderTerms, *, clock: Clock) -> None:
    if (row.issuer, row.client_id) != (terms.issuer, terms.client_id):
        row.client_secret = None
    row.issuer, row.client_id, row.label = terms.issuer, terms.client_id, terms.label
    row.scopes, row.name_claim = list(terms.scopes), terms.name_claim
    row.links_by_email, row.for_officers = terms.links_by_email, terms.for_officers
    row.configured_at = clock.now()


async def _row(session: AsyncSession, provider_id: UUID | None) -> OidcProvider:
    if provider_id is None:
        last = await session.scalar(select(func.max(OidcProvider.position)))
        return OidcProvider(id=new_id(), position=0 if last is None else last + 1)
    row = await session.scalar(select(OidcProvider).where(OidcProvider.id == provider_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def _is_scope(scope: str) -> bool:
    # RFC 6749, appendix A.4.
    return 0 < len(scope) <= 100 and all(33 <= ord(one) <= 126 and one not in '"\\' for one in scope)
