"""Take a register's answer, once: what it told of this person becomes an attestation, and the policy determines anew.

What cannot be taken (another person's, outside what the fact can be) changes nothing in the case and is seen by its
officers. The locks are taken in one order: the application, then the look-up, then the audit log.
"""

from datetime import date
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.spans import months_later
from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.fact_source import AskedPerson, RegisterAnswer
from seoul_learn.plugin_api.facts import FactRefused, FactValue
from seoul_learn.tenant_plane.applications.attestation_terms import last_valid_day, read_attestation_terms
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.models import Application, Attestation, FactAnswer
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import AnswerState, ApplicationState
from seoul_learn.tenant_plane.applications.vouch import attest_by_register
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.casework.appeal import keep_waiting_while_appealed
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.people.identity_conflicts import (
    Signal,
    mark_person,
    name_mark,
    plain_name,
    reference_mark,
)
from seoul_learn.tenant_plane.registers.models import RegisterConsent, RegisterLookUp
from seoul_learn.tenant_plane.registers.values import LookUpFault, LookUpState, RegisterTerms, Subject

_log = structlog.get_logger()
_JOB = Actor(kind="job")


class Taking(msgspec.Struct, frozen=True, kw_only=True):
    """Which attempt of which look-up answers, and whom it was asked about."""

    look_up_id: UUID
    attempt: int
    terms: RegisterTerms
    subject: Subject


async def take_answer(session: AsyncSession, taking: Taking, answer: RegisterAnswer, means: Determining) -> None:
    """Attest and determine, or say why not. A late or second answer changes nothing."""
    application_id = await session.scalar(
        select(RegisterLookUp.application_id).where(RegisterLookUp.id == taking.look_up_id)
    )
    if application_id is None:
        return
    case = await locked_case(session, application_id, means, person_id=None)
    row = await session.scalar(
        select(RegisterLookUp)
        .where(RegisterLookUp.id == taking.look_up_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.attempts != taking.attempt or row.state != LookUpState.ASKING.value:
        _log.warning("register.late_answer", look_up_id=str(taking.look_up_id), attempt=taking.attempt)
        return
    # It has answered, and that is what the city pays for, whatever becomes of it here.
    row.cost_minor = taking.terms.cost_minor
    if await still_wanted(session, row) is None:
        await settle(session, row, LookUpState.TAKEN_BACK, fault=None, clock=means.clock)
        return
    today = local_date(means.clock.now(), means.timezone)
    facts = (await ground_of(session, means.engine)).facts
    value, fault = None, _fault(taking, answer, today)
    if fault is None:
        try:
            value = facts.parse(row.fact, answer.typed, as_of=today)
        except (FactRefused, KeyError):
            fault = LookUpFault.OUTSIDE_DOMAIN
    if value is None or fault is not None:
        await settle(session, row, LookUpState.FAILED, fault=fault, clock=means.clock)
        return
    row.checked_on = answer.checked_at
    await settle(session, row, LookUpState.ANSWERED, fault=None, clock=means.clock)
    await _mark(session, taking, answer, case.application.person_id, means)
    await _attest(session, taking, answer, value, application_id, means)
    if case.application.state is ApplicationState.SUBMITTED:
        await keep_waiting_while_appealed(session, application_id)


async def _mark(
    session: AsyncSession, taking: Taking, answer: RegisterAnswer, person_id: UUID, means: Determining
) -> None:
    """Whom the register confirmed is known by keyed digests, so that a second account of hers is noticed."""
    seal, clock = means.keys.of_tenant(tenant_of(session)), means.clock
    digest = name_mark(seal, answer.person.name, answer.person.birth_date)
    await mark_person(session, person_id, Signal.ATTESTED_NAME, digest, clock=clock)
    if answer.reference:
        digest = reference_mark(seal, taking.terms.slug, answer.reference)
        await mark_person(session, person_id, Signal.REGISTER_REFERENCE, digest, clock=clock)


async def _attest(
    session: AsyncSession,
    taking: Taking,
    answer: RegisterAnswer,
    value: FactValue,
    application_id: UUID,
    means: Determining,
) -> None:
    if taking.terms.valid_months is not None:
        until = months_later(answer.checked_at, taking.terms.valid_months)
    else:
        until = last_valid_day(await read_attestation_terms(session), answer.fact, answer.checked_at)
    site = await read_site(session)
    # As the city calls it: who vouched is to be understood long after the register is gone from the bundle.
    title = pick(taking.terms.title, site.default_language)
    await attest_by_register(
        session, application_id, answer.fact, value, means,
        source=title, reason=title,
        attested_on=answer.checked_at, valid_until=min(until, answer.valid_until or until), actor=_JOB,
    )  # fmt: skip


async def settle(
    session: AsyncSession, row: RegisterLookUp, state: LookUpState, *, fault: LookUpFault | None, clock: Clock
) -> None:
    """End a look-up, and put it on record. Where it brought nothing and she may still answer, she is asked again."""
    row.state, row.fault, row.settled_at = state.value, fault.value if fault else None, clock.now()
    await session.flush()
    if state in (LookUpState.FAILED, LookUpState.NOT_FOUND):
        await _open_question(session, row)
    detail = {"register": row.register, "fact": row.fact, "cost": row.cost_minor}
    await record(
        session, actor=_JOB, action=f"register.{state.value}", subject="register_look_up", subject_id=row.id,
        detail={**detail, **({"fault": fault.value} if fault else {})}, clock=clock,
    )  # fmt: skip


async def still_wanted(session: AsyncSession, row: RegisterLookUp) -> RegisterConsent | None:
    """The consent it rests on; None where something has happened since that makes it void.

    She took her consent back, withdrew her application or answered herself, or an officer vouched for the fact or
    refused it: what somebody has decided is not undone by a register that was asked before.
    """
    consent: RegisterConsent | None = await session.scalar(
        select(RegisterConsent).where(
            RegisterConsent.id == row.consent_id, RegisterConsent.withdrawn_at.is_(None)
        )
    )
    withdrawn = await session.scalar(
        select(Application.id).where(
            Application.id == row.application_id, Application.state == ApplicationState.WITHDRAWN.value
        )
    )
    said_since = await session.scalar(
        select(FactAnswer.id).where(
            FactAnswer.application_id == row.application_id,
            FactAnswer.name == row.fact,
            FactAnswer.answered_at > row.requested_at,
            FactAnswer.state != AnswerState.LOOKED_UP.value,
        )
    )
    decided_since = await session.scalar(
        select(Attestation.id)
        .where(
            Attestation.application_id == row.application_id,
            Attestation.fact == row.fact,
            Attestation.officer_id.is_not(None),
            Attestation.attested_at > row.requested_at,
        )
        .limit(1)
    )
    void = withdrawn is not None or said_since is not None or decided_since is not None
    return None if void else consent


async def _open_question(session: AsyncSession, row: RegisterLookUp) -> None:
    """What was left to the register in a draft is a question again; after submitting, an officer sees to it."""
    drafted = await session.scalar(
        select(Application.id).where(
            Application.id == row.application_id, Application.state == ApplicationState.DRAFT.value
        )
    )
    if drafted is not None:
        await session.execute(
            delete(FactAnswer).where(
                FactAnswer.application_id == row.application_id,
                FactAnswer.name == row.fact,
                FactAnswer.state == AnswerState.LOOKED_UP.value,
            )
        )


def _fault(taking: Taking, answer: RegisterAnswer, today: date) -> LookUpFault | None:
    asked = AskedPerson(name=taking.subject.name, birth_date=taking.subject.birth_date)
    if (plain_name(answer.person.name), answer.person.birth_date) != (plain_name(asked.name), asked.birth_date):
        return LookUpFault.ANOTHER_PERSON
    if answer.checked_at > today or (answer.valid_until is not None and answer.valid_until < today):
        return LookUpFault.UNUSABLE
    return None
