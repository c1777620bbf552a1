"""What time does to the cases of a city, once a day: it may be done twice, and the second time finds nothing to do.

Small transactions, one case or one batch each, so that one broken case holds nobody else's up.
"""

import functools
from collections.abc import Awaitable, Callable
from typing import ClassVar
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.redetermine import (
    FIRST,
    Moved,
    missed,
    moved_policies,
    redetermine,
    run_out,
    touched,
)
from seoul_learn.tenant_plane.applications.tell_of_end import open_renewals, tell_of_end
from seoul_learn.tenant_plane.applications.tell_of_words import tell_of_words
from seoul_learn.tenant_plane.applications.values import Occasion
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.casework.appeal import keep_waiting_while_appealed
from seoul_learn.tenant_plane.casework.destroy_documents import destroy_documents
from seoul_learn.tenant_plane.casework.lapse_drafts import lapse_drafts, tell_of_lapse
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.queue import Job
from seoul_learn.tenant_plane.eligibility.bring_into_force import come_into_force, versions_due
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.surroundings import surroundings_of
from seoul_learn.tenant_plane.enrolments.compare import want_comparisons
from seoul_learn.tenant_plane.enrolments.end_entitlements import end_entitlements
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.enrolments.release import want_again, want_releases
from seoul_learn.tenant_plane.enrolments.tell_of_term import tell_of_term
from seoul_learn.tenant_plane.places.give_places import give_places, versions_with_places
from seoul_learn.tenant_plane.registers.ask import ask_before_running_out

MOST = 100
"""Cases or rows of one transaction or read."""
_log = structlog.get_logger()


class LookAfterTenant(Job, frozen=True):
    """Bring policies into force, open renewals, ask again who is eligible, compare with providers, tell of what ends,
    end it, give seats and places back, destroy what is over, and ask registers for what will soon count no more.
    """

    task: ClassVar[str] = "tenant.look_after"


class LookingAfter(msgspec.Struct, frozen=True, kw_only=True):
    """What the job works with."""

    provisioning: Provisioning
    engine: Engine


async def look_after_tenant(tenant_id: UUID, means: LookingAfter) -> None:
    """Do what is due today in this city."""
    provisioning = means.provisioning
    database, clock = provisioning.database, provisioning.clock
    async with database.transaction(tenant_id) as session:
        try:
            site = await read_site(session)
        except NotFound:
            return  # its bundle was never applied
        terms = await read_terms(session)
    determining = Determining(engine=means.engine, keys=provisioning.keys, timezone=site.timezone, clock=clock)
    today = local_date(clock.now(), site.timezone)
    await _bring_into_force(tenant_id, provisioning, means.engine, site)
    await _ask_again(tenant_id, provisioning, determining)
    async with database.transaction(tenant_id) as session:
        await want_comparisons(session, now=clock.now())
    # What is over ends before anybody is told of it, and seats are wanted back in the same run.
    for batch in (
        lambda session: open_renewals(session, determining, most=MOST),
        lambda session: tell_of_end(session, determining, most=MOST),
        lambda session: ask_before_running_out(
            session, determining, notice_days=terms.attestation_notice_days, most=MOST
        ),
        lambda session: tell_of_words(session, determining, notice_days=terms.attestation_notice_days, most=MOST),
        lambda session: end_entitlements(session, today=today, most=MOST, clock=clock),
        lambda session: tell_of_term(session, today=today, most=MOST, clock=clock),
        lambda session: want_releases(session, today=today, most=MOST, clock=clock),
        lambda session: want_again(session, most=MOST, clock=clock),
        lambda session: tell_of_lapse(session, today=today, timezone=site.timezone, most=MOST, clock=clock),
        lambda session: lapse_drafts(session, today=today, timezone=site.timezone, most=MOST, clock=clock),
        lambda session: destroy_documents(session, most=MOST, clock=clock),
    ):
        await _until_done(tenant_id, provisioning, batch)
    # Places of what has ended go to those who wait.
    async with database.transaction(tenant_id) as session:
        versions = await versions_with_places(session)
    for version_id in versions:
        await give_places(tenant_id, version_id, database, determining)


async def give_places_now(tenant_id: UUID, version_id: UUID, means: LookingAfter) -> None:
    """Give the places of one version that are free, and what comes with them."""
    provisioning = means.provisioning
    async with provisioning.database.transaction(tenant_id) as session:
        site = await read_site(session)
    determining = Determining(
        engine=means.engine, keys=provisioning.keys, timezone=site.timezone, clock=provisioning.clock
    )
    await give_places(tenant_id, version_id, provisioning.database, determining)


async def _until_done(
    tenant_id: UUID, provisioning: Provisioning, batch: Callable[[AsyncSession], Awaitable[int]]
) -> None:
    while True:
        async with provisioning.database.transaction(tenant_id) as session:
            if not await batch(session):
                return


async def _bring_into_force(tenant_id: UUID, provisioning: Provisioning, engine: Engine, site: Site) -> None:
    """What two officers announced decides from its day on, if it still passes; all else is for the officers to see."""
    clock = provisioning.clock
    today = local_date(clock.now(), site.timezone)
    async with provisioning.database.transaction(tenant_id) as session:
        due = [one.stored for one in await versions_due(session, today) if one.by_two]
    for stored in due:
        async with provisioning.database.transaction(tenant_id) as session:
            among = await surroundings_of(
                session, stored.programme_id, engine, languages=site.languages, today=today
            )
            try:
                if not await come_into_force(session, stored.id, among=among, clock=clock):
                    _log.warning("policy.stays_announced", policy_version_id=str(stored.id))
            except NotFound:
                continue  # another run was here


async def _ask_again(tenant_id: UUID, provisioning: Provisioning, determining: Determining) -> None:
    async with provisioning.database.transaction(tenant_id) as session:
        moved = await moved_policies(session, determining)
    for one in moved:
        for ask in (touched, missed):
            due = functools.partial(ask, moved=one, most=MOST)
            await _each(tenant_id, provisioning, determining, Occasion.POLICY_CHANGED, due, moved=one)
    due = functools.partial(run_out, means=determining, most=MOST)
    await _each(tenant_id, provisioning, determining, Occasion.ATTESTATION_RUN_OUT, due)


async def _each(
    tenant_id: UUID,
    provisioning: Provisioning,
    determining: Determining,
    occasion: Occasion,
    due: Callable[..., Awaitable[list[UUID]]],
    *,
    moved: Moved | None = None,
) -> None:
    after = FIRST
    while True:
        async with provisioning.database.transaction(tenant_id) as session:
            batch = await due(session, after=after)
        if not batch:
            return
        for application_id in batch:
            try:
                async with provisioning.database.transaction(tenant_id) as session:
                    await redetermine(session, application_id, occasion, determining, moved=moved)
                    await keep_waiting_while_appealed(session, application_id)
            except Exception as fault:
                # One case that cannot be read is no reason to leave the others; the next run tries it again.
                _log.exception(
                    "redetermination.failed", application_id=str(application_id), fault=type(fault).__name__
                )
        after = batch[-1]
