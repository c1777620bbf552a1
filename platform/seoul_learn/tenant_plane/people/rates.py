"""Limits on how often an account, a network address and a whole tenant may try. A refusal is returned, never raised,
so that the try stays counted.
"""

from datetime import timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.tokens import keyed_digest
from seoul_learn.tenant_plane.database.transaction import tenant_of


class Step(StrEnum):
    """What is being tried."""

    request = "request"
    redeem = "redeem"
    set_out = "set_out"


class _Limit(msgspec.Struct, frozen=True):
    attempts: int
    window: timedelta


_WINDOW = timedelta(minutes=15)
_PER_ACCOUNT = {Step.request: _Limit(5, _WINDOW), Step.redeem: _Limit(10, _WINDOW)}
# A school class signs in from one address; a city on its opening day from many.
_PER_ADDRESS = {
    Step.request: _Limit(60, _WINDOW),
    Step.redeem: _Limit(120, _WINDOW),
    Step.set_out: _Limit(120, _WINDOW),
}
_PER_TENANT = {
    Step.request: _Limit(20_000, _WINDOW),
    Step.redeem: _Limit(40_000, _WINDOW),
    Step.set_out: _Limit(40_000, _WINDOW),
}

# One statement, so that tries at the same moment are all counted; times come from the parameters.
_COUNT = text("""
    insert into tenant.sign_in_rate as rate (tenant_id, id, bucket, window_started_at, attempts)
    values (:tenant_id, :id, :bucket, :now, 1)
    on conflict (tenant_id, bucket) do update set
        attempts = case when rate.window_started_at <= :oldest then 1 else rate.attempts + 1 end,
        window_started_at = case when rate.window_started_at <= :oldest then excluded.window_started_at
                                 else rate.window_started_at end
    where rate.tenant_id = :tenant_id
    returning attempts
""")


async def within_limits(
    session: AsyncSession, step: Step, *, account: str | None, network_address: str, digest_key: bytes, clock: Clock
) -> bool:
    """Count one try, and tell whether account, network address and tenant are each within their limits.

    An account is counted whether or not it exists, so that limits tell nothing about who is known; None where nobody
    has been named yet. A try that a
    narrower limit refuses is not counted by the wider ones: one account cannot use up what a whole city has.
    """
    limits = [("address", network_address, _PER_ADDRESS[step]), ("tenant", "", _PER_TENANT[step])]
    if account is not None:
        limits.insert(0, ("account", account, _PER_ACCOUNT[step]))
    for kind, name, limit in limits:
        bucket = keyed_digest(digest_key, str(tenant_of(session)), step.value, kind, name)
        if not await _count(session, bucket, limit, clock):
            return False
    return True


async def _count(session: AsyncSession, bucket: bytes, limit: _Limit, clock: Clock) -> bool:
    now = clock.now()
    counted = await session.execute(
        _COUNT,
        {"tenant_id": tenant_of(session), "id": new_id(), "bucket": bucket, "now": now, "oldest": now - limit.window},
    )
    return int(counted.scalar_one()) <= limit.attempts
