"""An attempt comes back with its state: it is taken, once, by the browser that began it."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import token_digest
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.people.begin_oidc import secrets_of
from seoul_learn.tenant_plane.people.oidc_models import OidcAttempt, OidcProvider
from seoul_learn.tenant_plane.people.oidc_queries import terms_of
from seoul_learn.tenant_plane.people.oidc_values import Client, TakenAttempt
from seoul_learn.tenant_plane.people.values import PersonKeys


async def take_oidc_attempt(
    session: AsyncSession, *, state: str, browser_token: str, keys: PersonKeys, seal: Seal, clock: Clock
) -> TakenAttempt | None:
    """The attempt; None when there is none to take: unknown, another browser's, another city's, taken, or too old.

    Commit before anything else is done with it: what comes of it must not make it good again.
    """
    now = clock.now()
    # One statement, so that of two answers with one state only one is heard.
    taken = await session.execute(
        update(OidcAttempt)
        .where(
            OidcAttempt.state_digest == token_digest(state),
            OidcAttempt.browser_digest == token_digest(browser_token),
            OidcAttempt.taken_at.is_(None),
            OidcAttempt.expires_at > now,
        )
        .values(taken_at=now)
        .returning(OidcAttempt.id, OidcAttempt.provider_id, OidcAttempt.redirect_uri, OidcAttempt.language)
    )
    attempt = taken.one_or_none()
    if attempt is None:
        return None
    provider = await session.scalar(select(OidcProvider).where(OidcProvider.id == attempt.provider_id))
    if provider is None or provider.client_secret is None:
        return None
    secret = seal.unseal(provider.client_secret, table="oidc_provider", row=provider.id, column="client_secret")
    nonce, verifier = secrets_of(session, attempt.id, keys=keys)
    return TakenAttempt(
        provider_id=provider.id,
        terms=terms_of(provider),
        client=Client(
            issuer=provider.issuer,
            client_id=provider.client_id,
            client_secret=secret.decode(),
            redirect_uri=attempt.redirect_uri,
            scopes=tuple(provider.scopes),
        ),
        nonce=nonce,
        verifier=verifier,
        language=attempt.language,
    )
