"""An appeal: lodged within the city's term, looked at by somebody who had no part in what is appealed, decided by a
new determination.
"""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.determine import Determining, determine
from seoul_learn.tenant_plane.applications.letters import post_appeal_decided
from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.person_seal import person_seal, read_person_seal
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import Application, ApplicationState, Determined, Occasion
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.errors import CannotAppeal, DecidedBefore
from seoul_learn.tenant_plane.casework.hold_case import take_case
from seoul_learn.tenant_plane.casework.models import Appeal
from seoul_learn.tenant_plane.casework.values import Appealed, AppealState
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome

_OPEN = "select id, lodged_at from tenant.appeal where tenant_id = $1 and application_id = $2 and state = 'lodged'"
_ALL = """
    select id, state, grounds, lodged_at, decided_at, opinion from tenant.appeal
     where tenant_id = $1 and application_id = $2 order by lodged_at, id
"""
# Who found a fact, who agreed, and who decided an earlier appeal.
_JUDGES = """
    select officer_id from tenant.attestation
     where tenant_id = $1 and application_id = $2 and officer_id is not null and attested_at <= $3
     union
    select agreed_by_id from tenant.attestation
     where tenant_id = $1 and application_id = $2 and agreed_by_id is not null and attested_at <= $3
     union
    select decided_by_id from tenant.appeal
     where tenant_id = $1 and application_id = $2 and decided_by_id is not null
"""


def appeal_until(determined: Determined | None, *, within_days: int | None, timezone: str) -> date | None:
    """The last day to appeal a determination; None where there is no outcome to appeal or the city sets no term."""
    if determined is None or not within_days or determined.outcome not in (Outcome.INELIGIBLE, Outcome.ELIGIBLE):
        return None
    return local_date(determined.determined_at, timezone) + timedelta(days=within_days)


async def lodge_appeal(
    session: AsyncSession,
    application_id: UUID,
    grounds: str,
    means: Determining,
    *,
    within_days: int | None,
    person_id: UUID,
) -> None:
    """Lodge; the case waits for an officer again. A second click finds it done. Raises CannotAppeal, NotFound."""
    case = await locked_case(session, application_id, means, person_id=person_id)
    if await fetch_first(session, _OPEN, application_id) is not None:
        return
    until = appeal_until(case.latest, within_days=within_days, timezone=means.timezone)
    now = means.clock.now()
    if until is None or case.latest is None:
        raise CannotAppeal("There is no outcome here that could be appealed.")
    if local_date(now, means.timezone) > until:
        raise CannotAppeal("The time to appeal this outcome is over. Call the office; it tells you what you can do.")
    appeal_id = new_id()
    seal = await person_seal(session, means.keys, person_id)
    await session.execute(
        insert(Appeal).values(
            tenant_id=tenant_of(session),
            id=appeal_id,
            application_id=application_id,
            determination_id=case.latest.id,
            grounds=seal.seal(grounds.encode(), table="appeal", row=appeal_id, column="grounds"),
            state=AppealState.LODGED.value,
            lodged_at=now,
        )
    )
    await _wait_for_an_officer(session, application_id)
    await record(
        session, actor=Actor(kind="person", id=person_id), action="appeal.lodged", subject="application",
        subject_id=application_id, detail={"determination": str(case.latest.id)}, clock=means.clock,
    )  # fmt: skip


async def decide_appeal(
    session: AsyncSession, application_id: UUID, opinion: str, means: Determining, *, officer_id: UUID
) -> None:
    """Determine anew by the facts as they are now vouched for, and tell the applicant what was found.

    Raises CannotAppeal when none runs, DecidedBefore, HeldByAnother, NotFound.
    """
    case = await locked_case(session, application_id, means, person_id=None)
    await refuse_judge_of_own_work(session, application_id, officer_id=officer_id)
    running = await fetch_first(session, _OPEN, application_id)
    if running is None:
        raise CannotAppeal("No appeal runs here any more.")
    await take_case(session, application_id, officer_id=officer_id, clock=means.clock)
    now = means.clock.now()
    seal = await person_seal(session, means.keys, case.application.person_id)
    await session.execute(
        update(Appeal)
        .where(Appeal.id == running["id"])
        .values(
            state=AppealState.DECIDED.value,
            decided_at=now,
            decided_by_id=officer_id,
            opinion=seal.seal(opinion.encode(), table="appeal", row=running["id"], column="opinion"),
        )
    )
    actor = Actor(kind="person", id=officer_id)
    await determine(session, case, Occasion.APPEAL_DECIDED, means, actor=actor)
    await post_appeal_decided(session, case.application.person_id, case.application.reference, clock=means.clock)
    await record(
        session, actor=actor, action="appeal.decided", subject="application", subject_id=application_id,
        clock=means.clock,
    )  # fmt: skip


async def refuse_judge_of_own_work(session: AsyncSession, application_id: UUID, *, officer_id: UUID) -> None:
    """Raise DecidedBefore for somebody who had a part in what the appeal that runs is about."""
    if await judged_before(session, application_id, officer_id=officer_id):
        raise DecidedBefore("You had a part in this case before. A colleague has to decide the appeal.")


async def judged_before(session: AsyncSession, application_id: UUID, *, officer_id: UUID) -> bool:
    """Whether an appeal runs in whose case this officer had a part."""
    running = await fetch_first(session, _OPEN, application_id)
    if running is None:
        return False
    judges = await fetch_all(session, _JUDGES, application_id, running["lodged_at"])
    return officer_id in {row["officer_id"] for row in judges}


async def keep_waiting_while_appealed(session: AsyncSession, application_id: UUID) -> None:
    """A fact vouched for while an appeal runs determines anew, and the case still waits for the appeal's end."""
    if await fetch_first(session, _OPEN, application_id) is not None:
        await _wait_for_an_officer(session, application_id)


async def _wait_for_an_officer(session: AsyncSession, application_id: UUID) -> None:
    await session.execute(
        update(ApplicationRow).where(ApplicationRow.id == application_id).values(state=ApplicationState.SUBMITTED.value)
    )


async def appeals_of(source: Source, application: Application, *, keys: SealingKeys) -> tuple[Appealed, ...]:
    """Every appeal of an application, the oldest first."""
    rows = await fetch_all(source, _ALL, application.id)
    if not rows:
        return ()
    seal = await read_person_seal(source, keys, application.person_id)

    def unsealed(content: bytes, row: UUID, column: str) -> str:
        return seal.unseal(content, table="appeal", row=row, column=column).decode()

    return tuple(
        Appealed(
            id=row["id"],
            state=AppealState(row["state"]),
            grounds=unsealed(row["grounds"], row["id"], "grounds"),
            lodged_at=row["lodged_at"],
            decided_at=row["decided_at"],
            opinion=unsealed(row["opinion"], row["id"], "opinion") if row["opinion"] else None,
        )
        for row in rows
    )
