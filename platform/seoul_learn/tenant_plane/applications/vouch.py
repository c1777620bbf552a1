"""An officer vouches for a fact, or would not, or a register tells it; what is determined then is the policy's."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.facts import Assurance, FactValue
from seoul_learn.tenant_plane.applications.attestation_terms import last_valid_day, read_attestation_terms
from seoul_learn.tenant_plane.applications.determine import Determining, determine
from seoul_learn.tenant_plane.applications.errors import NothingToVouchFor, TermRefused
from seoul_learn.tenant_plane.applications.fact_values import value_bytes
from seoul_learn.tenant_plane.applications.letters import post_outcome
from seoul_learn.tenant_plane.applications.models import Attestation, Evidence
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.stand_in_order import waits_for_place
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import (
    ApplicationState,
    Case,
    EvidenceState,
    Occasion,
    Verdict,
)
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord
from seoul_learn.tenant_plane.people.models import Person


async def confirm_fact(
    session: AsyncSession,
    application_id: UUID,
    fact: str,
    typed: tuple[str, ...],
    means: Determining,
    *,
    reason: str,
    officer_id: UUID,
    agreed_by_id: UUID | None = None,
    valid_until: date | None = None,
) -> DeterminationRecord:
    """The officer found the fact to be what she typed, and a second one agreed where the city wants four eyes.

    It counts as long as the city's terms say, or shorter: through `valid_until`.
    Raises FactRefused, NotFound, NothingToVouchFor, TermRefused.
    """
    case = await case_to_vouch_for(session, application_id, fact, means)
    today = local_date(means.clock.now(), means.timezone)
    ground = await ground_of(session, means.engine)
    value = ground.facts.parse(fact, typed, as_of=today)
    until = await agreed_term(session, fact, valid_until, today=today)
    await _attest(
        session, case, fact, Verdict.CONFIRMED, value, means,
        reason=reason, officer_id=officer_id, agreed_by_id=agreed_by_id, valid_until=until,
    )  # fmt: skip
    return await _determine_again(session, case, fact, EvidenceState.ACCEPTED, means, officer_id)


async def refuse_fact(
    session: AsyncSession,
    application_id: UUID,
    fact: str,
    means: Determining,
    *,
    reason: str,
    officer_id: UUID,
    agreed_by_id: UUID | None = None,
) -> DeterminationRecord:
    """The officer could not find the fact to be so; it counts as not told. Raises NotFound, NothingToVouchFor."""
    case = await case_to_vouch_for(session, application_id, fact, means)
    await _attest(
        session, case, fact, Verdict.REFUSED, None, means,
        reason=reason, officer_id=officer_id, agreed_by_id=agreed_by_id, valid_until=None,
    )  # fmt: skip
    return await _determine_again(session, case, fact, EvidenceState.REFUSED, means, officer_id)


async def agreed_term(session: AsyncSession, fact: str, wanted: date | None, *, today: date) -> date:
    """The last day on which a word of today counts; an officer may want an earlier one. Raises TermRefused."""
    last = last_valid_day(await read_attestation_terms(session), fact, today)
    if wanted is None:
        return last
    if wanted < today:
        raise TermRefused("This day is over. Write today or a later day.")
    if wanted > last:
        raise TermRefused("By the city’s terms this counts until %(day)s at most.", day=last.isoformat())
    return wanted


async def attest_by_register(
    session: AsyncSession,
    application_id: UUID,
    fact: str,
    value: FactValue,
    means: Determining,
    *,
    source: str,
    reason: str,
    attested_on: date,
    valid_until: date,
    actor: Actor,
) -> DeterminationRecord | None:
    """A register told the fact. Determined anew, but for an application whose answers are not all given yet."""
    case = await locked_case(session, application_id, means, person_id=None)
    await _attest(
        session, case, fact, Verdict.CONFIRMED, value, means,
        reason=reason, officer_id=None, agreed_by_id=None, valid_until=valid_until,
        source=source, attested_on=attested_on,
    )  # fmt: skip
    if case.takes_answers:
        return None
    fresh = await locked_case(session, application_id, means, person_id=None)
    return await _determined_anew(session, fresh, means, actor=actor)


async def case_to_vouch_for(session: AsyncSession, application_id: UUID, fact: str, means: Determining) -> Case:
    """The case, locked, if it waits for an officer and knows this fact. Raises NotFound, NothingToVouchFor."""
    case = await locked_case(session, application_id, means, person_id=None)
    if case.application.state is not ApplicationState.SUBMITTED:
        raise NothingToVouchFor("This application does not wait for an officer any more.")
    known = {*case.answers, *case.attestations, *(one.fact for one in case.documents)}
    if fact not in known or fact not in (await ground_of(session, means.engine)).facts:
        raise NothingToVouchFor("This application says nothing of that fact.")
    return case


async def _attest(
    session: AsyncSession,
    case: Case,
    fact: str,
    verdict: Verdict,
    value: FactValue | None,
    means: Determining,
    *,
    reason: str,
    officer_id: UUID | None,
    agreed_by_id: UUID | None,
    valid_until: date | None,
    source: str = "officer",
    attested_on: date | None = None,
) -> None:
    now = means.clock.now()
    attestation_id = new_id()
    seal = await person_seal(session, means.keys, case.application.person_id)
    session.add(
        Attestation(
            id=attestation_id,
            application_id=case.application.id,
            fact=fact,
            verdict=verdict.value,
            value=None
            if value is None
            else seal.seal(value_bytes(value), table="attestation", row=attestation_id, column="value"),
            assurance=Assurance.ATTESTED.value,
            source=source,
            officer_id=officer_id,
            agreed_by_id=agreed_by_id,
            reason=reason,
            attested_on=attested_on or local_date(now, means.timezone),
            valid_until=valid_until,
            attested_at=now,
        )
    )
    await session.flush()


async def _determine_again(
    session: AsyncSession, case: Case, fact: str, documents: EvidenceState, means: Determining, officer_id: UUID
) -> DeterminationRecord:
    await session.execute(
        update(Evidence)
        .where(
            Evidence.application_id == case.application.id,
            Evidence.fact == fact,
            Evidence.state == EvidenceState.WAITING.value,
        )
        .values(state=documents.value)
    )
    fresh = await locked_case(session, case.application.id, means, person_id=None)
    actor = Actor(kind="person", id=officer_id)
    written = await _determined_anew(session, fresh, means, actor=actor)
    await record(
        session, actor=actor, action=f"fact.{documents.value}", subject="application",
        subject_id=case.application.id, detail={"fact": fact}, clock=means.clock,
    )  # fmt: skip
    return written


async def _determined_anew(
    session: AsyncSession, fresh: Case, means: Determining, *, actor: Actor
) -> DeterminationRecord:
    """The determination, and a letter where it says something else than the one before."""
    written = await determine(session, fresh, Occasion.FACT_VOUCHED, means, actor=actor)
    if fresh.latest is None or written.outcome is not fresh.latest.outcome:
        applicant = (
            await session.execute(select(Person.email, Person.language).where(Person.id == fresh.application.person_id))
        ).one()
        await post_outcome(
            session, written.outcome, fresh.application.reference,
            recipient=applicant.email, language=applicant.language, clock=means.clock,
            waits=await waits_for_place(session, fresh.application.id),
        )  # fmt: skip
    return written
