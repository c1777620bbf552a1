"""An officer asks the applicant for something once more: the facts become open questions again, and the policy says
that answers are missing.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.determine import Determining, determine
from seoul_learn.tenant_plane.applications.errors import NothingToVouchFor
from seoul_learn.tenant_plane.applications.letters import post_request
from seoul_learn.tenant_plane.applications.models import Evidence, FactAnswer
from seoul_learn.tenant_plane.applications.person_seal import person_seal, read_person_seal
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import (
    AnswerState,
    Application,
    ApplicationState,
    EvidenceState,
    Occasion,
)
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.appeal import keep_waiting_while_appealed, refuse_judge_of_own_work
from seoul_learn.tenant_plane.casework.errors import NothingAsked
from seoul_learn.tenant_plane.casework.hold_case import take_case
from seoul_learn.tenant_plane.casework.models import FactRequest, Proposal
from seoul_learn.tenant_plane.casework.values import Asked
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.sealing import SealingKeys

ANSWER_WITHIN = timedelta(days=14)
"""How long an applicant is given; what comes later is taken all the same."""

_LATEST = """
    select id, facts, message, answer_by, asked_at from tenant.fact_request
     where tenant_id = $1 and application_id = $2
     order by asked_at desc, id desc limit 1
"""


async def ask_for_more(
    session: AsyncSession,
    application_id: UUID,
    facts: Sequence[str],
    message: str,
    means: Determining,
    *,
    officer_id: UUID,
) -> None:
    """Open these facts again and write to the applicant.

    Raises DecidedBefore, HeldByAnother, NotFound, NothingAsked, NothingToVouchFor.
    """
    case = await locked_case(session, application_id, means, person_id=None)
    if case.application.state is not ApplicationState.SUBMITTED:
        raise NothingToVouchFor("This application does not wait for an officer any more.")
    wanted = [name for name in facts if name in case.answers]
    if not wanted or len(wanted) < len(facts):
        raise NothingAsked("Choose at least one thing to ask for.")
    await refuse_judge_of_own_work(session, application_id, officer_id=officer_id)
    await take_case(session, application_id, officer_id=officer_id, clock=means.clock)
    # What waits for a second officer was found of answers that are open again.
    await session.execute(
        delete(Proposal).where(Proposal.application_id == application_id, Proposal.fact.in_(wanted))
    )
    now = means.clock.now()
    await session.execute(
        update(FactAnswer)
        .where(FactAnswer.application_id == application_id, FactAnswer.name.in_(wanted))
        .values(state=AnswerState.ASKED_AGAIN.value, answered_at=now)
    )
    await session.execute(
        update(Evidence)
        .where(
            Evidence.application_id == application_id,
            Evidence.fact.in_(wanted),
            Evidence.state == EvidenceState.WAITING.value,
        )
        .values(state=EvidenceState.REFUSED.value)
    )
    await _store(session, case.application, wanted, message, means, officer_id)
    fresh = await locked_case(session, application_id, means, person_id=None)
    actor = Actor(kind="person", id=officer_id)
    await determine(session, fresh, Occasion.MORE_ASKED, means, actor=actor)
    await keep_waiting_while_appealed(session, application_id)
    await post_request(session, case.application.person_id, case.application.reference, clock=means.clock)
    await record(
        session, actor=actor, action="applicant.asked", subject="application", subject_id=application_id,
        detail={"facts": wanted}, clock=means.clock,
    )  # fmt: skip


async def _store(
    session: AsyncSession,
    application: Application,
    facts: list[str],
    message: str,
    means: Determining,
    officer_id: UUID,
) -> None:
    now, request_id = means.clock.now(), new_id()
    seal = await person_seal(session, means.keys, application.person_id)
    session.add(
        FactRequest(
            id=request_id,
            application_id=application.id,
            officer_id=officer_id,
            facts=facts,
            message=seal.seal(message.encode(), table="fact_request", row=request_id, column="message"),
            answer_by=local_date(now + ANSWER_WITHIN, means.timezone),
            asked_at=now,
        )
    )
    await session.flush()


async def latest_request(source: Source, application: Application, *, keys: SealingKeys) -> Asked | None:
    """What the applicant was last asked for once more, or None."""
    row = await fetch_first(source, _LATEST, application.id)
    if row is None:
        return None
    seal = await read_person_seal(source, keys, application.person_id)
    return Asked(
        facts=tuple(row["facts"]),
        message=seal.unseal(row["message"], table="fact_request", row=row["id"], column="message").decode(),
        answer_by=row["answer_by"],
        asked_at=row["asked_at"],
    )
