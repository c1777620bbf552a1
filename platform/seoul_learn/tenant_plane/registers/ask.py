"""Want a look-up: the row, the answer "the city looks it up" and the job are of one transaction.

Three may want one: the person herself, an officer of the case, and time, before an answer runs out. The last two only
while her consent stands.
"""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.answer import pass_over
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import AnswerState, ApplicationState, Case
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.appeal import refuse_judge_of_own_work
from seoul_learn.tenant_plane.casework.hold_case import take_case
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.registers.consent import give_consent, standing_consent
from seoul_learn.tenant_plane.registers.errors import CannotBeLookedUp, NoConsent
from seoul_learn.tenant_plane.registers.models import RegisterLookUp
from seoul_learn.tenant_plane.registers.queries import look_ups_of, register_for
from seoul_learn.tenant_plane.registers.values import KeptRegister, LookUpState, Subject

_AHEAD_OF_NOTICE = timedelta(days=7)
"""So long before she would be told that an answer runs out it is asked for again, where consent stands."""

_REST = timedelta(days=7)
"""So long nothing is asked again by time alone: an answer that counts for a short time is itself about to run out."""

# What counts of a register runs out, something is still granted, she still agrees, nothing was asked since nor lately,
# and this is not what the register said when it was asked because the same day was near.
_RUNNING_OUT = """
    select a.application_id, a.fact, c.id as consent_id, c.register
      from tenant.attestation a
      join tenant.application p on p.tenant_id = $1 and p.id = a.application_id
      join tenant.entitlement e on e.tenant_id = $1 and e.application_id = a.application_id and e.state <> 'ended'
      join tenant.register_consent c on c.tenant_id = $1 and c.person_id = p.person_id
           and c.programme_id = p.programme_id and c.fact = a.fact and c.withdrawn_at is null
      join tenant.register r on r.tenant_id = $1 and r.slug = c.register and r.secret is not null
           and a.fact in (select jsonb_array_elements_text(r.facts))
     where a.tenant_id = $1 and a.verdict = 'confirmed' and a.valid_until between $2::date and $3::date
       and a.officer_id is null
       and exists (select from tenant.register_look_up s where s.tenant_id = $1 and s.register = c.register
                      and s.application_id = a.application_id and s.fact = a.fact and s.state = 'answered')
       and not exists (select from tenant.attestation n where n.tenant_id = $1 and n.application_id = a.application_id
                          and n.fact = a.fact and n.attested_at > a.attested_at)
       and not exists (select from tenant.register_look_up l where l.tenant_id = $1
                          and l.application_id = a.application_id and l.fact = a.fact
                          and (l.requested_at > a.attested_at or l.requested_at > $4))
       and not exists (select from tenant.attestation b where b.tenant_id = $1 and b.application_id = a.application_id
                          and b.fact = a.fact and b.officer_id is null and b.valid_until = a.valid_until
                          and b.attested_at < a.attested_at
                          and a.attested_at::date >= a.valid_until - ($3::date - $2::date))
     order by a.valid_until, a.id limit $5
"""


class LookUpFact(Job, frozen=True):
    """Ask the register, and take its answer."""

    task: ClassVar[str] = "register.look_up"

    look_up_id: UUID


async def let_look_up(
    session: AsyncSession,
    case: Case,
    fact: str,
    register: KeptRegister,
    *,
    subject: Subject,
    wording: str,
    keys: SealingKeys,
    clock: Clock,
) -> None:
    """She agrees, and the city asks; a second click finds it asked. Raises AlreadySubmitted, CannotBeLookedUp."""
    if fact not in register.terms.facts or not register.has_secret or not may_be_looked_up(case, fact):
        raise CannotBeLookedUp("The city cannot look this up now. Answer yourself, or show a document.")
    consent_id = await give_consent(
        session, case.application.person_id, programme_id=case.application.programme_id, register=register.terms.slug,
        fact=fact, subject=subject, wording=wording, keys=keys, clock=clock,
    )  # fmt: skip
    if case.takes_answers:
        await pass_over(session, case, fact, AnswerState.LOOKED_UP, keys=keys, clock=clock)
    her = Actor(kind="person", id=case.application.person_id)
    await _want(session, case.application.id, fact, register.terms.slug, consent_id, actor=her, clock=clock)


def may_be_looked_up(case: Case, fact: str) -> bool:
    """Whether she may ask for it now: while she answers, and of what she answered while an officer is waited for."""
    waits = case.application.state is ApplicationState.SUBMITTED and fact in case.answers
    return case.takes_answers or waits


async def ask_again(
    session: AsyncSession, application_id: UUID, fact: str, means: Determining, *, officer_id: UUID
) -> None:
    """An officer has the register asked once more.

    Raises CannotBeLookedUp, DecidedBefore, HeldByAnother, NoConsent, NotFound.
    """
    case = await locked_case(session, application_id, means, person_id=None)
    register = await register_for(session, fact)
    if case.application.state is not ApplicationState.SUBMITTED or register is None:
        raise CannotBeLookedUp("This cannot be looked up now.")
    await refuse_judge_of_own_work(session, application_id, officer_id=officer_id)
    await take_case(session, application_id, officer_id=officer_id, clock=means.clock)
    consent = await standing_consent(
        session, case.application.person_id, programme_id=case.application.programme_id,
        register=register.terms.slug, fact=fact,
    )  # fmt: skip
    if consent is None:
        raise NoConsent("The applicant has not agreed to this, or has taken it back. Ask her for a document.")
    await _want(
        session, application_id, fact, register.terms.slug, consent.id,
        actor=Actor(kind="person", id=officer_id), by_officer=True, clock=means.clock,
    )  # fmt: skip


async def ask_before_running_out(
    session: AsyncSession, means: Determining, *, notice_days: int, most: int
) -> int:
    """Ask for what will soon count no more, once for each day on which something runs out; how many were asked."""
    now = means.clock.now()
    today = local_date(now, means.timezone)
    until = today + timedelta(days=notice_days) + _AHEAD_OF_NOTICE
    rows = await fetch_all(session, _RUNNING_OUT, today, until, now - _REST, most)
    for row in rows:
        await _want(
            session, row["application_id"], row["fact"], row["register"], row["consent_id"],
            actor=Actor(kind="job"), clock=means.clock,
        )  # fmt: skip
    return len(rows)


async def dispute(session: AsyncSession, case: Case, fact: str, *, keys: SealingKeys, clock: Clock) -> None:
    """She says that what the register told is not so, and will show a document. Raises AlreadySubmitted.

    While she may answer, the register's word counts no more; after it, the officer sees that she disputes it.
    """
    if case.takes_answers:
        await pass_over(session, case, fact, AnswerState.TO_BE_SHOWN, keys=keys, clock=clock)
    newest = next((one for one in await look_ups_of(session, case.application.id) if one.fact == fact), None)
    if newest is None or newest.state is not LookUpState.ANSWERED or newest.disputed_at is not None:
        return
    await session.execute(
        update(RegisterLookUp).where(RegisterLookUp.id == newest.id).values(disputed_at=clock.now())
    )
    await record(
        session, actor=Actor(kind="person", id=case.application.person_id), action="register.disputed",
        subject="register_look_up", subject_id=newest.id, detail={"fact": fact}, clock=clock,
    )  # fmt: skip


async def _want(
    session: AsyncSession,
    application_id: UUID,
    fact: str,
    register: str,
    consent_id: UUID,
    *,
    actor: Actor,
    by_officer: bool = False,
    clock: Clock,
) -> None:
    look_up_id = new_id()
    added = await session.scalar(
        insert(RegisterLookUp)
        .values(
            tenant_id=tenant_of(session), id=look_up_id, application_id=application_id, consent_id=consent_id,
            register=register, fact=fact, state=LookUpState.REQUESTED.value, attempts=0, cost_minor=0,
            asked_by_id=actor.id if by_officer else None, requested_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(RegisterLookUp.id)
    )  # fmt: skip
    if added is None:
        return  # one is under way
    await enqueue(session, LookUpFact(look_up_id=look_up_id))
    await record(
        session, actor=actor, action="register.asked", subject="register_look_up", subject_id=look_up_id,
        detail={"register": register, "fact": fact}, clock=clock,
    )  # fmt: skip
