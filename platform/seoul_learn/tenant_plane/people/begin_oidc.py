"""Somebody sets out for an identity provider: an attempt of one browser, good once and for ten minutes."""

import base64
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import keyed_digest, new_token, token_digest
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.oidc_models import OidcAttempt
from seoul_learn.tenant_plane.people.oidc_values import BegunAttempt
from seoul_learn.tenant_plane.people.rates import Step, within_limits
from seoul_learn.tenant_plane.people.values import PersonKeys, Refusal

ATTEMPT_VALID_FOR = timedelta(minutes=10)


async def begin_oidc(
    session: AsyncSession,
    provider_id: UUID,
    *,
    redirect_uri: str,
    language: str,
    network_address: str,
    keys: PersonKeys,
    clock: Clock,
) -> BegunAttempt | Refusal:
    """The attempt, or that there were too many: a refusal is returned, because the try must stay counted."""
    if not await within_limits(
        session, Step.set_out, account=None, network_address=network_address, digest_key=keys.digest, clock=clock
    ):
        return Refusal.too_many_attempts
    now, attempt_id, state, browser_token = clock.now(), new_id(), new_token(), new_token()
    session.add(
        OidcAttempt(
            id=attempt_id,
            provider_id=provider_id,
            state_digest=token_digest(state),
            browser_digest=token_digest(browser_token),
            redirect_uri=redirect_uri,
            language=language,
            begun_at=now,
            expires_at=now + ATTEMPT_VALID_FOR,
        )
    )
    await session.flush()
    nonce, verifier = secrets_of(session, attempt_id, keys=keys)
    return BegunAttempt(state=state, browser_token=browser_token, nonce=nonce, verifier=verifier)


def secrets_of(session: AsyncSession, attempt_id: UUID, *, keys: PersonKeys) -> tuple[str, str]:
    """Nonce and PKCE verifier of an attempt (43 letters each, RFC 7636): made anew, kept nowhere."""

    def made(purpose: str) -> str:
        digest = keyed_digest(keys.digest, str(tenant_of(session)), purpose, str(attempt_id))
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    return made("oidc nonce"), made("oidc verifier")
