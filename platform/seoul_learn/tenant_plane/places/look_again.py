"""Somebody whose turn has come is looked at again first, where what she was determined by counts no longer.

What she waited for is granted by what is so now, and not given to be taken away by the next day's run.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.determine import Determining, determine
from seoul_learn.tenant_plane.applications.letters import post_looked_again, post_outcome, post_place
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.stand_in_order import waits_for_place
from seoul_learn.tenant_plane.applications.values import Case, Occasion
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.casework.appeal import keep_waiting_while_appealed
from seoul_learn.tenant_plane.people.models import Person


async def look_again(session: AsyncSession, case: Case, occasion: Occasion, means: Determining) -> bool:
    """Determine and tell her; whether the place is hers still. The caller holds the application's row lock."""
    application = case.application
    written = await determine(session, case, occasion, means, actor=Actor(kind="job"))
    await keep_waiting_while_appealed(session, application.id)
    asked = select(Entitlement.id).where(Entitlement.application_id == application.id)
    if await session.scalar(asked) is not None:
        await post_place(session, application.person_id, application.reference, clock=means.clock)
        return True
    if case.latest is not None and written.outcome is case.latest.outcome:
        return False
    waits = await waits_for_place(session, application.id)
    if occasion is Occasion.POLICY_CHANGED:
        await post_looked_again(
            session, application.person_id, written.outcome, application.reference, clock=means.clock, waits=waits
        )
        return False
    person = (
        await session.execute(select(Person.email, Person.language).where(Person.id == application.person_id))
    ).one()
    await post_outcome(
        session, written.outcome, application.reference, recipient=person.email, language=person.language,
        clock=means.clock, waits=waits,
    )  # fmt: skip
    return False
