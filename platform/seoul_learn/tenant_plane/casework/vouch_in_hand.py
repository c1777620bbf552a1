"""An officer vouches for a fact of the case that she has in hand; where the city wants four eyes, a second one agrees.

The only way from the console to `vouch`: nobody vouches in a case that a colleague has in hand, or alone where two
have to agree.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.person_seal import person_seal, read_person_seal
from seoul_learn.tenant_plane.applications.values import Application, Verdict
from seoul_learn.tenant_plane.applications.vouch import agreed_term, case_to_vouch_for, confirm_fact, refuse_fact
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.appeal import keep_waiting_while_appealed, refuse_judge_of_own_work
from seoul_learn.tenant_plane.casework.errors import NothingProposed, OwnProposal
from seoul_learn.tenant_plane.casework.hold_case import take_case
from seoul_learn.tenant_plane.casework.keep_waiting import keep_waiting_for_papers
from seoul_learn.tenant_plane.casework.models import Proposal
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.casework.values import Proposed
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.ground import ground_of

_PROPOSALS = """
    select o.id, o.fact, o.verdict, o.typed, o.reason, o.officer_id, o.proposed_at, o.valid_until,
           coalesce(nullif(p.display_name, ''), p.email) as officer
      from tenant.proposal o
      join tenant.person p on p.tenant_id = $1 and p.id = o.officer_id
     where o.tenant_id = $1 and o.application_id = $2
       and not exists (select from tenant.fact_answer f
                        where f.tenant_id = $1 and f.application_id = $2 and f.name = o.fact
                          and f.answered_at > o.proposed_at)
"""


async def vouch_in_hand(
    session: AsyncSession,
    application_id: UUID,
    fact: str,
    verdict: Verdict,
    typed: Sequence[str],
    means: Determining,
    *,
    reason: str,
    officer_id: UUID,
    valid_until: date | None = None,
) -> None:
    """Vouch, or propose to. `typed` is the fact as the officer found it, empty for a refusal.

    `valid_until` shortens how long it counts.
    Raises DecidedBefore, FactRefused, HeldByAnother, NotFound, NothingToVouchFor, TermRefused.
    """
    case = await case_to_vouch_for(session, application_id, fact, means)
    await refuse_judge_of_own_work(session, application_id, officer_id=officer_id)
    await take_case(session, application_id, officer_id=officer_id, clock=means.clock)
    if not (await read_terms(session)).four_eyes:
        await _vouch(
            session, application_id, fact, verdict, typed, means,
            reason=reason, officer_id=officer_id, valid_until=valid_until,
        )  # fmt: skip
        return
    if verdict is Verdict.CONFIRMED:
        facts = (await ground_of(session, means.engine)).facts
        today = local_date(means.clock.now(), means.timezone)
        facts.parse(fact, tuple(typed), as_of=today)
        await agreed_term(session, fact, valid_until, today=today)
    await _propose(
        session, case.application, fact, verdict, typed, means,
        reason=reason, officer_id=officer_id, valid_until=valid_until,
    )  # fmt: skip


async def agree(
    session: AsyncSession, application: Application, fact: str, means: Determining, *, officer_id: UUID
) -> None:
    """A second officer finds the same.

    Raises DecidedBefore, FactRefused, HeldByAnother, NothingProposed, NothingToVouchFor, OwnProposal.
    """
    await refuse_judge_of_own_work(session, application.id, officer_id=officer_id)
    await take_case(session, application.id, officer_id=officer_id, clock=means.clock)
    proposed = await _taken(session, application, fact, means, officer_id=officer_id)
    await _note(session, "fact.agreed", application.id, fact, means, officer_id, first=proposed.officer_id)
    # The first officer's finding is what counts; that a second one agreed is on record.
    await _vouch(
        session, application.id, fact, proposed.verdict, proposed.typed, means,
        reason=proposed.reason, officer_id=proposed.officer_id, agreed_by_id=officer_id,
        valid_until=proposed.valid_until,
    )  # fmt: skip


async def disagree(
    session: AsyncSession, application: Application, fact: str, means: Determining, *, officer_id: UUID
) -> None:
    """A second officer does not: the fact is open again.

    Raises DecidedBefore, HeldByAnother, NothingProposed, OwnProposal.
    """
    await refuse_judge_of_own_work(session, application.id, officer_id=officer_id)
    await take_case(session, application.id, officer_id=officer_id, clock=means.clock)
    proposed = await _taken(session, application, fact, means, officer_id=officer_id)
    await _note(session, "fact.disagreed", application.id, fact, means, officer_id, first=proposed.officer_id)


async def proposals_of(source: Source, application: Application, *, keys: SealingKeys) -> dict[str, Proposed]:
    """What waits for a second officer, by fact."""
    rows = await fetch_all(source, _PROPOSALS, application.id)
    if not rows:
        return {}
    seal = await read_person_seal(source, keys, application.person_id)
    return {
        row["fact"]: Proposed(
            fact=row["fact"],
            verdict=Verdict(row["verdict"]),
            typed=msgspec.json.decode(
                seal.unseal(row["typed"], table="proposal", row=row["id"], column="typed"), type=tuple[str, ...]
            ),
            reason=row["reason"],
            officer_id=row["officer_id"],
            officer=row["officer"],
            proposed_at=row["proposed_at"],
            valid_until=row["valid_until"],
        )
        for row in rows
    }


async def _vouch(
    session: AsyncSession,
    application_id: UUID,
    fact: str,
    verdict: Verdict,
    typed: Sequence[str],
    means: Determining,
    *,
    reason: str,
    officer_id: UUID,
    agreed_by_id: UUID | None = None,
    valid_until: date | None = None,
) -> None:
    if verdict is Verdict.REFUSED:
        await refuse_fact(
            session, application_id, fact, means, reason=reason, officer_id=officer_id, agreed_by_id=agreed_by_id
        )
    else:
        await confirm_fact(
            session, application_id, fact, tuple(typed), means,
            reason=reason, officer_id=officer_id, agreed_by_id=agreed_by_id, valid_until=valid_until,
        )  # fmt: skip
    await keep_waiting_while_appealed(session, application_id)
    await keep_waiting_for_papers(session, application_id)


async def _propose(
    session: AsyncSession,
    application: Application,
    fact: str,
    verdict: Verdict,
    typed: Sequence[str],
    means: Determining,
    *,
    reason: str,
    officer_id: UUID,
    valid_until: date | None,
) -> None:
    proposal_id = new_id()
    seal = await person_seal(session, means.keys, application.person_id)
    content = seal.seal(msgspec.json.encode(tuple(typed)), table="proposal", row=proposal_id, column="typed")
    await session.execute(delete(Proposal).where(Proposal.application_id == application.id, Proposal.fact == fact))
    await session.execute(
        insert(Proposal).values(
            tenant_id=tenant_of(session), id=proposal_id, application_id=application.id, fact=fact,
            verdict=verdict.value, typed=content, reason=reason, officer_id=officer_id, valid_until=valid_until,
            proposed_at=means.clock.now(),
        )
    )  # fmt: skip
    await _note(session, "fact.proposed", application.id, fact, means, officer_id, first=officer_id)


async def _taken(
    session: AsyncSession, application: Application, fact: str, means: Determining, *, officer_id: UUID
) -> Proposed:
    """The proposal, taken away for this officer to speak on."""
    locked = await session.scalar(
        select(Proposal.id).where(Proposal.application_id == application.id, Proposal.fact == fact).with_for_update()
    )
    proposed = (await proposals_of(session, application, keys=means.keys)).get(fact) if locked else None
    if proposed is None:
        raise NothingProposed("Nothing waits for a second officer here any more.")
    if proposed.officer_id == officer_id:
        raise OwnProposal("You proposed this yourself. A colleague has to agree.")
    await session.execute(delete(Proposal).where(Proposal.id == locked))
    return proposed


async def _note(
    session: AsyncSession,
    action: str,
    application_id: UUID,
    fact: str,
    means: Determining,
    officer_id: UUID,
    *,
    first: UUID,
) -> None:
    await record(
        session, actor=Actor(kind="person", id=officer_id), action=action, subject="application",
        subject_id=application_id, detail={"fact": fact, "proposed_by": str(first)}, clock=means.clock,
    )  # fmt: skip
