"""Limits on how often an account or a network address may try. The counts outlive a refusal: never raise after one."""

from datetime import timedelta
from enum import StrEnum

import msgspec

from seoul_learn.control_plane.database.connection import UnitOfWork
from seoul_learn.kit.clock import Clock
from seoul_learn.kit.tokens import keyed_digest


class Step(StrEnum):
    """What is being tried."""

    REQUEST = "request"
    REDEEM = "redeem"
    SECOND_FACTOR = "second_factor"


class _Limit(msgspec.Struct, frozen=True):
    attempts: int
    window: timedelta


_PER_ACCOUNT = {
    Step.REQUEST: _Limit(5, timedelta(minutes=15)),
    Step.REDEEM: _Limit(10, timedelta(minutes=15)),
    Step.SECOND_FACTOR: _Limit(10, timedelta(minutes=15)),
}
# An office of operators shares one address.
_PER_ADDRESS = {step: _Limit(limit.attempts * 6, limit.window) for step, limit in _PER_ACCOUNT.items()}


async def within_limits(
    unit: UnitOfWork, step: Step, *, account: str, network_address: str, digest_key: bytes, clock: Clock
) -> bool:
    """Count one try for both, and tell whether both are still within their limits.

    An account is counted whether or not it exists, so that limits tell nothing about who is known.
    """
    by_account = await _count(unit, keyed_digest(digest_key, step, "account", account), _PER_ACCOUNT[step], clock)
    by_address = await _count(
        unit, keyed_digest(digest_key, step, "address", network_address), _PER_ADDRESS[step], clock
    )
    return by_account and by_address


async def _count(unit: UnitOfWork, key: bytes, limit: _Limit, clock: Clock) -> bool:
    now = clock.now()
    # One statement, so that tries at the same moment are all counted.
    attempts = await unit.value(
        """
        insert into control.operator_rate as rate (key_digest, window_started_at, attempts) values ($1, $2, 1)
        on conflict (key_digest) do update set
            attempts = case when rate.window_started_at <= $3 then 1 else rate.attempts + 1 end,
            window_started_at = case when rate.window_started_at <= $3 then $2 else rate.window_started_at end
        returning attempts
        """,
        key,
        now,
        now - limit.window,
    )
    return int(attempts) <= limit.attempts
