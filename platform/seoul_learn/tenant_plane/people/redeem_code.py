"""Somebody types the mailed code and is signed in, under a session that did not exist before."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import keyed_digest, same
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.people.addresses import normal_email
from seoul_learn.tenant_plane.people.admit import admit
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.models import SignInCode
from seoul_learn.tenant_plane.people.rates import Step, within_limits
from seoul_learn.tenant_plane.people.values import NewSession, PersonKeys, Refusal

_TRIES_PER_CODE = 5


async def redeem_code(
    session: AsyncSession,
    *,
    email: str,
    code: str,
    network_address: str,
    language: str,
    keys: PersonKeys,
    clock: Clock,
) -> NewSession | Refusal:
    """The session, or why not: unknown address, wrong, used and expired code are one and the same refusal.

    A refusal is returned and not raised, because the try must stay counted: commit either way.
    """
    address = normal_email(email)
    if not await within_limits(
        session, Step.redeem, account=address, network_address=network_address, digest_key=keys.digest, clock=clock
    ):
        return Refusal.too_many_attempts
    if not await _take_code(session, address, code=code, keys=keys, clock=clock):
        return Refusal.wrong_code
    admitted = await admit(session, email=address, language=language, clock=clock)
    if admitted is None:
        return Refusal.wrong_code
    return await begin_session(session, admitted.id, by="code", clock=clock)


async def _take_code(session: AsyncSession, address: str, *, code: str, keys: PersonKeys, clock: Clock) -> bool:
    now = clock.now()
    # Only the newest code counts; the lock makes two redemptions of one code take turns.
    row = await session.scalar(
        select(SignInCode)
        .where(SignInCode.email == address)
        .order_by(SignInCode.issued_at.desc(), SignInCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    if row is None or row.used_at is not None or row.expires_at <= now or row.attempts >= _TRIES_PER_CODE:
        return False
    typed = "".join(code.split())
    digest = keyed_digest(keys.digest, str(tenant_of(session)), "code", str(row.id), typed)
    right = same(digest, row.code_digest)
    row.attempts += 1
    row.used_at = now if right else None
    await session.flush()
    return right
