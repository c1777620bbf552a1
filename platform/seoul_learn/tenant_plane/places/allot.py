"""Officers give the places of a version by what it publishes: all of a round or none of it, and once.

The order is the policy's; what officers decide is when, and whether to go on while some are not determined. Where the
city wants four eyes, a second officer has to agree to the very list that the first one looked at.
"""

from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.hold_places import hold_places
from seoul_learn.tenant_plane.applications.models import Application
from seoul_learn.tenant_plane.applications.place_models import Allotment, Placing
from seoul_learn.tenant_plane.applications.settle_places import GivePlaces, settle_places
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.places.errors import ListChanged, NotToBeAllotted, OwnAllotment, OwnTurn, ReviewsOpen
from seoul_learn.tenant_plane.places.list_places import list_places
from seoul_learn.tenant_plane.places.values import PlacesList


async def allot(
    session: AsyncSession, version_id: UUID, mark: str, means: Determining, *, despite_reviews: bool, officer_id: UUID
) -> None:
    """Give the places of the list with this mark, propose to, or agree to what was proposed.

    A second click finds it done. Raises ListChanged, NotFound, NotToBeAllotted, OwnAllotment, OwnTurn, ReviewsOpen.
    """
    await hold_places(session, [version_id])
    if await _was_given(session, version_id, mark):
        return
    seen = await list_places(session, version_id, means.engine, timezone=means.timezone, clock=means.clock)
    if not seen.to_allot:
        raise NotToBeAllotted("These places cannot be given by an officer now.")
    if seen.mark != mark:
        raise ListChanged("The list has changed since you looked at it. Look at it again.")
    if await _stands_in_it(session, version_id, officer_id):
        raise OwnTurn("You applied here yourself. A colleague has to give the places.")
    asked = await _asked(session, version_id)
    if asked is not None and asked.mark != mark:
        # What was proposed was another list; the proposal begins anew.
        await _withdrawn(session, version_id)
        asked = None
    if seen.open_reviews and not (despite_reviews or (asked is not None and asked.despite_reviews)):
        raise ReviewsOpen("Some applications still have to be looked at. Say that places are to be given all the same.")
    if not (await read_terms(session)).four_eyes:
        await _withdrawn(session, version_id)
        await _give(session, seen, None, means, despite_reviews=despite_reviews, officer_id=officer_id)
    elif asked is None:
        await _propose(session, seen, means, despite_reviews=despite_reviews, officer_id=officer_id)
    elif asked.proposed_by_id == officer_id:
        raise OwnAllotment("You proposed this yourself. A second officer has to agree.")
    else:
        await _give(session, seen, asked, means, despite_reviews=asked.despite_reviews, officer_id=officer_id)


async def take_back(session: AsyncSession, version_id: UUID, means: Determining, *, officer_id: UUID) -> None:
    """Withdraw or decline what was proposed; nothing was given by it."""
    await hold_places(session, [version_id])
    if await _asked(session, version_id) is None:
        return
    await _withdrawn(session, version_id)
    await _note(session, "places.proposal_withdrawn", version_id, {}, means, officer_id)


async def _give(
    session: AsyncSession,
    seen: PlacesList,
    asked: Allotment | None,
    means: Determining,
    *,
    despite_reviews: bool,
    officer_id: UUID,
) -> None:
    now = means.clock.now()
    done = asked or Allotment(
        id=new_id(), policy_version_id=seen.version_id, mark=seen.mark, despite_reviews=despite_reviews,
        proposed_by_id=officer_id, proposed_at=now,
    )  # fmt: skip
    done.agreed_by_id = officer_id if asked is not None else None
    done.given_at, done.places = now, 0
    session.add(done)
    # From here on everybody who was determined stands in the order, and what becomes free goes to them by themselves.
    await session.execute(
        update(Placing)
        .where(
            Placing.policy_version_id == seen.version_id,
            Placing.state == PlacingState.WAITING.value,
            Placing.listed_at.is_(None),
        )
        .values(listed_at=now)
    )
    await session.flush()
    policy = means.engine.policy(await get_policy(session, seen.version_id))
    admitted = await settle_places(session, seen.version_id, policy, timezone=means.timezone, now=now)
    done.places = len(admitted)
    await session.flush()
    if admitted:
        await enqueue(session, GivePlaces(policy_version_id=seen.version_id))
    detail = {"places": len(admitted), "mark": seen.mark, "despite_reviews": despite_reviews}
    await _note(session, "places.given", seen.version_id, detail, means, officer_id)


async def _propose(
    session: AsyncSession, seen: PlacesList, means: Determining, *, despite_reviews: bool, officer_id: UUID
) -> None:
    session.add(
        Allotment(
            id=new_id(), policy_version_id=seen.version_id, mark=seen.mark, despite_reviews=despite_reviews,
            proposed_by_id=officer_id, proposed_at=means.clock.now(),
        )
    )  # fmt: skip
    await session.flush()
    await _note(session, "places.proposed", seen.version_id, {"mark": seen.mark}, means, officer_id)


async def _asked(session: AsyncSession, version_id: UUID) -> Allotment | None:
    row: Allotment | None = await session.scalar(
        select(Allotment).where(Allotment.policy_version_id == version_id, Allotment.given_at.is_(None))
    )
    return row


async def _was_given(session: AsyncSession, version_id: UUID, mark: str) -> bool:
    asked = select(Allotment.id).where(
        Allotment.policy_version_id == version_id, Allotment.mark == mark, Allotment.given_at.is_not(None)
    )
    return await session.scalar(asked.limit(1)) is not None


async def _withdrawn(session: AsyncSession, version_id: UUID) -> None:
    await session.execute(
        delete(Allotment).where(Allotment.policy_version_id == version_id, Allotment.given_at.is_(None))
    )


async def _stands_in_it(session: AsyncSession, version_id: UUID, officer_id: UUID) -> bool:
    asked = (
        select(Placing.id)
        .join(Application, (Application.tenant_id == Placing.tenant_id) & (Application.id == Placing.application_id))
        .where(
            Placing.policy_version_id == version_id,
            Placing.state != PlacingState.ENDED.value,
            Application.person_id == officer_id,
        )
    )
    return await session.scalar(asked.limit(1)) is not None


async def _note(
    session: AsyncSession,
    action: str,
    version_id: UUID,
    detail: dict[str, object],
    means: Determining,
    officer_id: UUID,
) -> None:
    await record(
        session, actor=Actor(kind="person", id=officer_id), action=action, subject="policy_version",
        subject_id=version_id, detail=detail, clock=means.clock,
    )  # fmt: skip
