"""Get a learner in with a provider: wanted before it is done, done under one key for ever, recorded after.

Worked from a job, so at least once: the enrolment's id is the request's key, and a connector that sees it again
answers as before. A try that stays unanswered and the next try are recorded together (docs/adr/0015).
"""

import time
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.provider import (
    Instructions,
    LearnerActionNeeded,
    ProviderUnavailable,
    SeatRefused,
    SeatRequest,
)
from seoul_learn.plugin_api.provider import Seat as ProvidedSeat
from seoul_learn.plugin_api.strings import Strings
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.catalogue import breaker
from seoul_learn.tenant_plane.catalogue.code_pool import ContractCodes
from seoul_learn.tenant_plane.catalogue.connect import Connected, Outside, Unconfigured, connect
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase, tenant_of
from seoul_learn.tenant_plane.enrolments.asking_again import next_try
from seoul_learn.tenant_plane.enrolments.claim import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.free_seat import free_seat
from seoul_learn.tenant_plane.enrolments.lanes import Lanes
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.pseudonym import pseudonym_of
from seoul_learn.tenant_plane.enrolments.states import move
from seoul_learn.tenant_plane.enrolments.values import UNAVAILABLE, Access, EnrolmentState

_log = structlog.get_logger()
_WORKABLE = (EnrolmentState.REQUESTED, EnrolmentState.PROVISIONING, EnrolmentState.UNKNOWN)
_UNTIL_MENDED = timedelta(hours=1)


class Provisioning(msgspec.Struct, frozen=True, kw_only=True):
    """What the job works with. `on_this_machine`: ports that connectors may ask by http, in demos and tests."""

    database: TenantDatabase
    plugins: Plugins
    keys: SealingKeys
    clock: Clock
    on_this_machine: frozenset[int] = frozenset()
    lanes: Lanes = msgspec.field(default_factory=Lanes)

    @property
    def outside(self) -> Outside:
        """What asking a provider takes."""
        return Outside(
            plugins=self.plugins, keys=self.keys, clock=self.clock, on_this_machine=self.on_this_machine
        )


class _Try(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt, recorded as begun."""

    line: Connected
    number: int
    request: SeatRequest


async def provision(tenant_id: UUID, enrolment_id: UUID, means: Provisioning) -> None:
    """Ask the provider and record its answer, or when it is to be asked again."""
    begun = await _begin(tenant_id, enrolment_id, means)
    if begun is None:
        return
    started = time.monotonic()
    try:
        seat = await _asked(begun, tenant_id, means)
    except (SeatRefused, LearnerActionNeeded) as refused:
        await _finish(tenant_id, enrolment_id, begun, EnrolmentState.FAILED, means, fault=type(refused).__name__)
    except ProviderUnavailable as silence:
        again = next_try(begun.number, retry_after=silence.retry_after)
        await _finish(
            tenant_id, enrolment_id, begun, EnrolmentState.UNKNOWN, means,
            fault=UNAVAILABLE, why=str(silence), again=again,
        )  # fmt: skip
    except Exception as broken:
        # Whatever a connector does wrong, the learner keeps her place until somebody has looked.
        # Without its trace, which may hold what was asked.
        _log.error("connector.broken", connector=begun.line.contract.terms.connector, fault=type(broken).__name__)
        again = next_try(begun.number, retry_after=_UNTIL_MENDED)
        await _finish(
            tenant_id, enrolment_id, begun, EnrolmentState.UNKNOWN, means,
            fault=UNAVAILABLE, why=f"fault of the connector: {type(broken).__name__}", again=again,
        )  # fmt: skip
    else:
        access = Access(
            code=seat.access.code,
            link=seat.access.link,
            reference=seat.reference,
            each_time=seat.access.each_time,
            instructions=_in_words(
                seat.access.instructions, means.plugins.strings[begun.line.contract.terms.connector]
            ),
        )
        await _finish(tenant_id, enrolment_id, begun, EnrolmentState.ACTIVE, means, access=access)
    finally:
        if begun.line.speaks_out:
            means.lanes.leave(lane_of(tenant_id, begun.line), seconds=time.monotonic() - started)


def lane_of(tenant_id: UUID, line: Connected) -> tuple[UUID, str]:
    """Calls to one provider of one city count together."""
    return tenant_id, line.contract.terms.provider


async def _asked(begun: _Try, tenant_id: UUID, means: Provisioning) -> ProvidedSeat:
    line = begun.line
    codes = ContractCodes(means.database, tenant_id, line.contract.id, keys=means.keys, clock=means.clock)
    given: ProvidedSeat = await line.connector.provision(begun.request, line.config, codes)
    return given


async def _begin(tenant_id: UUID, enrolment_id: UUID, means: Provisioning) -> _Try | None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, enrolment_id)
        if row is None or EnrolmentState(row.state) not in _WORKABLE:
            return None
        contract = await get_contract(session, row.contract_id)
        try:
            line = await connect(session, contract, means.outside)
        except Unconfigured:
            row.fault = UNAVAILABLE
            await enqueue(session, ProvisionEnrolment(enrolment_id=enrolment_id), after=_UNTIL_MENDED)
            return None
        if line.speaks_out:
            wait = await may_ask(session, tenant_id, line, means)
            if wait is not None:
                # Not a try: nobody was asked.
                await enqueue(session, ProvisionEnrolment(enrolment_id=enrolment_id), after=wait)
                return None
        try:
            row.state = move(EnrolmentState(row.state), to=EnrolmentState.PROVISIONING).value
            # The attempt's number fences a late answer of an attempt whose worker was thought dead.
            row.attempts += 1
            await session.flush()
            request = SeatRequest(
                id=enrolment_id,
                offering=contract.terms.offering,
                learner=pseudonym_of(
                    row.person_id, provider=contract.terms.provider, tenant_id=tenant_id, keys=means.keys
                ),
                language=(await read_site(session)).default_language,
                ends_on=row.ends_on,
            )
        except BaseException:
            if line.speaks_out:
                means.lanes.leave(lane_of(tenant_id, line), seconds=0)
            raise
        return _Try(line=line, number=row.attempts, request=request)


async def may_ask(
    session: AsyncSession, tenant_id: UUID, line: Connected, means: Provisioning
) -> timedelta | None:
    """None when the provider may be asked now, in a lane that has to be left afterwards; else when to come back."""
    seconds = means.lanes.enter(lane_of(tenant_id, line))
    if seconds is not None:
        return timedelta(seconds=seconds)
    try:
        wait = await breaker.wait_for(session, line.contract.id, now=means.clock.now())
    except BaseException:
        means.lanes.leave(lane_of(tenant_id, line), seconds=0)
        raise
    if wait is not None:
        means.lanes.leave(lane_of(tenant_id, line), seconds=0)
    return wait


async def _finish(
    tenant_id: UUID,
    enrolment_id: UUID,
    begun: _Try,
    state: EnrolmentState,
    means: Provisioning,
    *,
    access: Access | None = None,
    fault: str | None = None,
    why: str = "",
    again: timedelta | None = None,
) -> None:
    async with means.database.transaction(tenant_id) as session:
        if begun.line.speaks_out:
            await _note_silence(session, begun.line, state, why, means)
        row = await _locked(session, enrolment_id)
        if row is None or row.attempts != begun.number:
            _log.warning("enrolment.late_answer", enrolment_id=str(enrolment_id), attempt=begun.number)
            return
        row.state, row.fault = move(EnrolmentState(row.state), to=state).value, fault
        if access is not None:
            sealed = means.keys.of_tenant(tenant_of(session))
            row.access = sealed.seal(msgspec.json.encode(access), table="enrolment", row=enrolment_id, column="access")
            row.active_at = means.clock.now()
        if state is EnrolmentState.FAILED:
            await free_seat(session, enrolment_id)
        if again is not None:
            await enqueue(session, ProvisionEnrolment(enrolment_id=enrolment_id), after=again)
        await session.flush()
        await record(
            session, actor=Actor(kind="job"), action=f"enrolment.{state.value}", subject="enrolment",
            subject_id=enrolment_id, detail={"attempt": begun.number, **({"fault": why or fault} if fault else {})},
            clock=means.clock,
        )  # fmt: skip


async def _note_silence(
    session: AsyncSession, line: Connected, state: EnrolmentState, why: str, means: Provisioning
) -> None:
    if state is EnrolmentState.UNKNOWN:
        await breaker.silent(session, line.contract.id, fault=why, now=means.clock.now())
    else:
        await breaker.heard(session, line.contract.id)


def _in_words(instructions: Instructions, strings: Strings) -> dict[str, str]:
    """The instructions by language: the contract's own text where it has one, else the connector's."""
    words = {
        language: messages[instructions.message].format(**instructions.values)
        for language, messages in strings.items()
        if instructions.message in messages
    }
    return {**words, **instructions.text}


async def _locked(session: AsyncSession, enrolment_id: UUID) -> Enrolment | None:
    row: Enrolment | None = await session.scalar(
        select(Enrolment).where(Enrolment.id == enrolment_id).with_for_update()
    )
    return row
