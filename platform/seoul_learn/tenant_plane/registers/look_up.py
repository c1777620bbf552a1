"""Ask a register what somebody let the city ask: wanted before it is done, done under one key for ever, taken after.

Worked from a job, so at least once: the look-up's id is the key of idempotency, and the attempt's number fences the
late answer of a worker that was thought dead.
"""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.plugin_api.fact_source import (
    AccessRefused,
    AnswerUnusable,
    AskedPerson,
    ConsentRefused,
    FactSource,
    LookUpRequest,
    PersonNotFound,
    RegisterAnswer,
    RegisterError,
    RegisterUnavailable,
)
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.submit import lock_application
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.registers.consent import subject_of
from seoul_learn.tenant_plane.registers.keep_registers import terms_of
from seoul_learn.tenant_plane.registers.models import Register, RegisterLookUp
from seoul_learn.tenant_plane.registers.queries import month_of
from seoul_learn.tenant_plane.registers.take_answer import Taking, settle, still_wanted, take_answer
from seoul_learn.tenant_plane.registers.values import LookUpFault, LookUpState, RegisterTerms, Subject
from seoul_learn.tenant_plane.registers.wire import RegisterWire

_log = structlog.get_logger()
_FAULTS: dict[type[RegisterError], LookUpFault] = {
    AccessRefused: LookUpFault.ACCESS,
    ConsentRefused: LookUpFault.CONSENT,
    AnswerUnusable: LookUpFault.UNUSABLE,
}


class LookingUp(msgspec.Struct, frozen=True, kw_only=True):
    """What the job works with. `allow_loopback`: registers may be on this very machine."""

    database: TenantDatabase
    engine: Engine
    keys: SealingKeys
    clock: Clock
    allow_loopback: bool


class _Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A look-up in hand: who is asked, by what, and which attempt it is."""

    terms: RegisterTerms
    source: FactSource
    config: msgspec.Struct
    secret: str
    request: LookUpRequest
    subject: Subject
    attempt: int

    def __repr__(self) -> str:
        return f"_Begun(attempt={self.attempt})"


async def look_up(tenant_id: UUID, look_up_id: UUID, means: LookingUp) -> None:
    """Ask, and take the answer. Raises RegisterUnavailable when it is to be asked again later."""
    begun = await _begin(tenant_id, look_up_id, means)
    if begun is None:
        return
    taking = Taking(look_up_id=look_up_id, attempt=begun.attempt, terms=begun.terms, subject=begun.subject)
    try:
        answer = await _asked(begun, means)
    except RegisterUnavailable as gone:
        if begun.attempt >= begun.terms.tries:
            await _settle(tenant_id, taking, LookUpState.FAILED, means, fault=LookUpFault.NO_ANSWER)
            return
        await _put_off(tenant_id, taking, LookUpState.UNKNOWN if gone.sent else LookUpState.REQUESTED, means)
        raise
    except PersonNotFound:
        await _settle(tenant_id, taking, LookUpState.NOT_FOUND, means)
    except RegisterError as refused:
        fault = _FAULTS.get(type(refused), LookUpFault.UNUSABLE)
        await _settle(tenant_id, taking, LookUpState.FAILED, means, fault=fault)
    except Exception as fault:
        # Its words may hold what the register told of somebody: the log gets the kind alone.
        _log.error("register.source_broke", source=begun.terms.source, fault=type(fault).__name__)  # no traceback
        await _settle(tenant_id, taking, LookUpState.FAILED, means, fault=LookUpFault.SOURCE_BROKE)
    else:
        async with means.database.transaction(tenant_id) as session:
            await take_answer(session, taking, answer, await _determining(session, means))


async def _asked(begun: _Begun, means: LookingUp) -> RegisterAnswer:
    limit = timedelta(seconds=begun.terms.timeout_seconds)
    wire = RegisterWire(timeout=limit, allow_loopback=means.allow_loopback)
    try:
        async with asyncio.timeout(2 * limit.total_seconds()):
            return await begun.source.look_up(begun.request, begun.config, secret=begun.secret, client=wire)
    except TimeoutError:
        raise RegisterUnavailable("timeout") from None


async def _begin(tenant_id: UUID, look_up_id: UUID, means: LookingUp) -> _Begun | None:
    async with means.database.transaction(tenant_id) as session:
        found = await session.execute(
            select(RegisterLookUp.register, RegisterLookUp.application_id).where(RegisterLookUp.id == look_up_id)
        )
        wanted = found.one_or_none()
        if wanted is None:
            return None
        # The register's row is held while its month is counted: two look-ups never both take what is left of it.
        register = await session.scalar(select(Register).where(Register.slug == wanted.register).with_for_update())
        row = await _locked(session, look_up_id, wanted.application_id)
        if row is None or not LookUpState(row.state).is_open:
            return None
        consent = await still_wanted(session, row)
        now = means.clock.now()
        if consent is None:
            row.state, row.settled_at = LookUpState.TAKEN_BACK.value, now
            return None
        fault = await _obstacle(session, register, row, means)
        if register is None or fault is not None:
            await settle(session, row, LookUpState.FAILED, fault=fault or LookUpFault.NOT_SET_UP, clock=means.clock)
            return None
        terms = terms_of(register)
        source = means.engine.plugins.sources[terms.source]
        subject = await subject_of(session, consent, keys=means.keys)
        sealed = means.keys.of_tenant(tenant_id)
        row.state, row.asked_at = LookUpState.ASKING.value, now
        row.attempts += 1
        return _Begun(
            terms=terms,
            source=source,
            config=msgspec.convert(terms.config, source.config),
            secret=sealed.unseal(register.secret or b"", table="register", row=register.id, column="secret").decode(),
            request=LookUpRequest(
                id=look_up_id,
                fact=row.fact,
                person=AskedPerson(name=subject.name, birth_date=subject.birth_date),
                purpose=consent.wording,
                consented_at=consent.given_at,
            ),
            subject=subject,
            attempt=row.attempts,
        )


async def _obstacle(
    session: AsyncSession, register: Register | None, row: RegisterLookUp, means: LookingUp
) -> LookUpFault | None:
    """Why it cannot be asked at all, or None."""
    if register is None or register.secret is None or row.fact not in register.facts:
        return LookUpFault.NOT_SET_UP
    source = means.engine.plugins.sources.get(register.source)
    if source is None or row.fact not in source.supplies:
        return LookUpFault.NOT_SET_UP
    try:
        msgspec.convert(register.config, source.config)
    except msgspec.ValidationError:
        return LookUpFault.NOT_SET_UP
    if register.monthly_limit_minor is None:
        return None
    timezone = (await read_site(session)).timezone
    today = local_date(means.clock.now(), timezone)
    spent = await _taken_of_month(session, register, row.id, today, timezone)
    return LookUpFault.LIMIT if spent + register.cost_minor > register.monthly_limit_minor else None


async def _taken_of_month(
    session: AsyncSession, register: Register, look_up_id: UUID, today: date, timezone: str
) -> int:
    """What the month has cost, with what is being asked now and may cost too."""
    start, end = month_of(today, timezone)
    under_way = (LookUpState.ASKING.value, LookUpState.UNKNOWN.value)
    mine = RegisterLookUp.register == register.slug, RegisterLookUp.id != look_up_id
    cost = await session.scalar(
        select(func.coalesce(func.sum(RegisterLookUp.cost_minor), 0)).where(
            *mine, RegisterLookUp.settled_at >= start, RegisterLookUp.settled_at < end
        )
    )
    open_ = await session.scalar(select(func.count()).where(*mine, RegisterLookUp.state.in_(under_way)))
    return int(cost or 0) + (open_ or 0) * register.cost_minor


async def _put_off(tenant_id: UUID, taking: Taking, state: LookUpState, means: LookingUp) -> None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, taking.look_up_id)
        if row is not None and row.state == LookUpState.ASKING.value and row.attempts == taking.attempt:
            row.state = state.value


async def _settle(
    tenant_id: UUID, taking: Taking, state: LookUpState, means: LookingUp, *, fault: LookUpFault | None = None
) -> None:
    async with means.database.transaction(tenant_id) as session:
        row = await _locked(session, taking.look_up_id)
        if row is not None and row.state == LookUpState.ASKING.value and row.attempts == taking.attempt:
            await settle(session, row, state, fault=fault, clock=means.clock)


async def _locked(session: AsyncSession, look_up_id: UUID, application_id: UUID | None = None) -> RegisterLookUp | None:
    """The look-up, held after its application, as it is whenever an answer is taken."""
    asked = select(RegisterLookUp.application_id).where(RegisterLookUp.id == look_up_id)
    application_id = application_id or await session.scalar(asked)
    if application_id is None:
        return None
    await lock_application(session, application_id)
    row: RegisterLookUp | None = await session.scalar(
        select(RegisterLookUp).where(RegisterLookUp.id == look_up_id).with_for_update()
    )
    return row


async def _determining(session: AsyncSession, means: LookingUp) -> Determining:
    site = await read_site(session)
    return Determining(engine=means.engine, keys=means.keys, timezone=site.timezone, clock=means.clock)
