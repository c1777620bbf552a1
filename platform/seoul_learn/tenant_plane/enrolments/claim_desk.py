"""Where the claims of one process meet: those that come while a batch is being written are the next batch.

Nobody waits for company: a claim that comes alone is written alone, at once. Under the load of an opening day a
transaction carries as many claims as came during the one before it, and what transactions of a tenant have to do one
after the other (the audit log above all) is done once for all of them.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.enrolments.claim import Claim, Claimed, claim

MOST = 100
"""How many claims are written together."""


class _Waiting(msgspec.Struct, eq=False):
    claim: Claim
    timezone: str
    answer: asyncio.Future[Claimed]


class ClaimDesk:
    """Takes the claims of every tenant. Whoever claims holds no connection meanwhile, or the desk could get none."""

    def __init__(self, database: TenantDatabase, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: dict[UUID, list[_Waiting]] = {}
        self._writing: dict[UUID, asyncio.Task[None]] = {}

    async def claim(self, tenant_id: UUID, wanted: Claim, *, timezone: str) -> tuple[UUID, ...]:
        """The ids of the new enrolments, committed. Raises what `claim` says of this one: NotFound or a refusal."""
        answer: asyncio.Future[Claimed] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(tenant_id, []).append(_Waiting(wanted, timezone, answer))
        if tenant_id not in self._writing:
            self._writing[tenant_id] = asyncio.create_task(self._write(tenant_id))
        outcome = await answer
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def close(self) -> None:
        """Return when nothing is being written any more."""
        await asyncio.gather(*self._writing.values(), return_exceptions=True)

    async def _write(self, tenant_id: UUID) -> None:
        try:
            while waiting := self._waiting.pop(tenant_id, []):
                batch, later = _apart(waiting)
                if later:
                    self._waiting[tenant_id] = later
                await self._batch(tenant_id, batch)
        finally:
            del self._writing[tenant_id]

    async def _batch(self, tenant_id: UUID, batch: Sequence[_Waiting]) -> None:
        try:
            async with self._database.transaction(tenant_id) as session:
                outcomes = await claim(
                    session, [one.claim for one in batch], timezone=batch[0].timezone, clock=self._clock
                )
        except Exception as fault:
            if len(batch) == 1:
                _answer(batch[0], fault)
                return
            # Whatever is wrong is wrong with one of them: each alone, so that it hinders no other.
            for one in batch:
                await self._batch(tenant_id, [one])
            return
        for one, outcome in zip(batch, outcomes, strict=True):
            _answer(one, outcome)


def _apart(waiting: Sequence[_Waiting]) -> tuple[list[_Waiting], list[_Waiting]]:
    """The next batch and what is left: of one entitlement a claim at a time, its double click comes after it."""
    batch: dict[UUID, _Waiting] = {}
    later = []
    for one in waiting:
        if one.claim.entitlement_id in batch or len(batch) == MOST:
            later.append(one)
        else:
            batch[one.claim.entitlement_id] = one
    return list(batch.values()), later


def _answer(waiting: _Waiting, outcome: Claimed | Exception) -> None:
    # Whoever hung up meanwhile has claimed all the same, and finds it under her learning.
    if waiting.answer.done():
        return
    if isinstance(outcome, Exception):
        waiting.answer.set_exception(outcome)
    else:
        waiting.answer.set_result(outcome)
