"""Get a learner in with a provider: wanted before it is done, done under one key for ever, recorded after.

Worked from a job, so at least once: the enrolment's id is the request's key, and a connector that sees it again
answers as before.
"""

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
from seoul_learn.plugin_api.strings import Strings
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.catalogue.code_pool import ContractCodes
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase, tenant_of
from seoul_learn.tenant_plane.enrolments.free_seat import free_seat
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.states import move
from seoul_learn.tenant_plane.enrolments.values import UNAVAILABLE, Access, EnrolmentState

_log = structlog.get_logger()
_WORKABLE = (EnrolmentState.REQUESTED, EnrolmentState.PROVISIONING, EnrolmentState.UNKNOWN)


class Provisioning(msgspec.Struct, frozen=True, kw_only=True):
    """What the job works with."""

    database: TenantDatabase
    plugins: Plugins
    keys: SealingKeys
    clock: Clock


async def provision(tenant_id: UUID, enrolment_id: UUID, means: Provisioning) -> None:
    """Ask the provider and record its answer. Raises ProviderUnavailable when it is to be asked again later."""
    begun = await _begin(tenant_id, enrolment_id, means)
    if begun is None:
        return
    contract, attempt, request = begun
    connector = means.plugins.connectors[contract.terms.connector]
    config = msgspec.convert(contract.terms.config, connector.config)
    codes = ContractCodes(means.database, tenant_id, contract.id, keys=means.keys, clock=means.clock)
    try:
        seat = await connector.provision(request, config, codes)
    except ProviderUnavailable:
        await _finish(tenant_id, enrolment_id, attempt, EnrolmentState.UNKNOWN, means, fault=UNAVAILABLE)
        raise
    except (SeatRefused, LearnerActionNeeded) as refused:
        await _finish(tenant_id, enrolment_id, attempt, EnrolmentState.FAILED, means, fault=type(refused).__name__)
        return
    access = Access(
        code=seat.access.code,
        link=seat.access.link,
        reference=seat.reference,
        instructions=_in_words(seat.access.instructions, means.plugins.strings[contract.terms.connector]),
    )
    await _finish(tenant_id, enrolment_id, attempt, EnrolmentState.ACTIVE, means, access=access)


async def _begin(tenant_id: UUID, enrolment_id: UUID, means: Provisioning) -> tuple[Contract, int, SeatRequest] | None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, enrolment_id)
        if row is None or EnrolmentState(row.state) not in _WORKABLE:
            return None
        row.state = move(EnrolmentState(row.state), to=EnrolmentState.PROVISIONING).value
        # The attempt's number fences a late answer of an attempt whose worker was thought dead.
        row.attempts += 1
        await session.flush()
        contract = await get_contract(session, row.contract_id)
        request = SeatRequest(
            id=enrolment_id,
            offering=contract.terms.offering,
            # Another pseudonym for each provider, so that two of them cannot put together what they know.
            learner=means.keys.of_tenant(tenant_id).digest(f"{contract.terms.provider} {row.person_id}").hex(),
            language=(await read_site(session)).default_language,
            ends_on=row.ends_on,
        )
        return contract, row.attempts, request


async def _finish(
    tenant_id: UUID,
    enrolment_id: UUID,
    attempt: int,
    state: EnrolmentState,
    means: Provisioning,
    *,
    access: Access | None = None,
    fault: str | None = None,
) -> None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, enrolment_id)
        if row is None or row.attempts != attempt:
            _log.warning("enrolment.late_answer", enrolment_id=str(enrolment_id), attempt=attempt)
            return
        row.state, row.fault = move(EnrolmentState(row.state), to=state).value, fault
        if access is not None:
            sealed = means.keys.of_tenant(tenant_of(session))
            row.access = sealed.seal(msgspec.json.encode(access), table="enrolment", row=enrolment_id, column="access")
            row.active_at = means.clock.now()
        if state is EnrolmentState.FAILED:
            await free_seat(session, enrolment_id)
        await session.flush()
        await record(
            session, actor=Actor(kind="job"), action=f"enrolment.{state.value}", subject="enrolment",
            subject_id=enrolment_id, detail={"attempt": attempt, **({"fault": fault} if fault else {})},
            clock=means.clock,
        )  # fmt: skip


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
