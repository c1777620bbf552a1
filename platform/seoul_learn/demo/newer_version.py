"""A newer policy of one city in the demo, published by its two officers today, and what becomes of who loses by it.

All steps are those of the console. Everything in that version is invented, and it says so.
"""

from datetime import timedelta
from uuid import UUID

import msgspec

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.jobs.look_after_tenant import LookingAfter, look_after_tenant
from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.eligibility.begin_draft import begin_draft
from seoul_learn.tenant_plane.eligibility.cases import Case, Expected, read_cases, with_copies
from seoul_learn.tenant_plane.eligibility.change_cases import cases_text, change_cases
from seoul_learn.tenant_plane.eligibility.change_draft import change_draft
from seoul_learn.tenant_plane.eligibility.change_policy import with_head
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of
from seoul_learn.tenant_plane.eligibility.losers import ForLosers, RuleForLosers
from seoul_learn.tenant_plane.eligibility.policy import Transition
from seoul_learn.tenant_plane.eligibility.preview import Population, ask_for_preview
from seoul_learn.tenant_plane.eligibility.propose_policy import proposals, propose_policy
from seoul_learn.tenant_plane.eligibility.publish_policy import publish_policy
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.eligibility.surroundings import surroundings_of
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, StoredPolicy
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.impact.count import Counting, count_impact
from seoul_learn.tenant_plane.programmes.queries import find_programme
from seoul_learn.tenant_plane.programmes.values import Programme

CITY, SLUG = "pyeongchang", "pyeongchang-learn"
_KEPT_FOR = timedelta(days=100)


async def publish_newer_version(runtime: Runtime, tenant: TenantRef, first: UUID, second: UUID) -> None:
    """High-school pupils are no longer served from today on, and those who are keep it for a hundred days.

    Nothing where the programme has more than its first version, or a draft, already.
    """
    clock = runtime.clock
    async with runtime.tenants.transaction(tenant.id) as session:
        programme = await find_programme(session, SLUG)
        known = [one for one in await list_policies(session) if one.programme_id == programme.id]
        site = await read_site(session)
        today = local_date(clock.now(), site.timezone)
        if len(known) != 1 or known[0].effective_from >= today:
            return
        draft_id = await _draft(runtime, session, programme, known[0], first)
        preview_id = await ask_for_preview(
            session, draft_id, Population.PRESENT, today=today, by=first, engine=runtime.engine, clock=clock
        )
    counting = Counting(database=runtime.tenants, engine=runtime.engine, keys=runtime.sealing, clock=clock)
    await count_impact(tenant.id, preview_id, counting)
    async with runtime.tenants.transaction(tenant.id) as session:
        among = await surroundings_of(
            session, programme.id, runtime.engine, languages=site.languages, today=today
        )
        await propose_policy(
            session, draft_id, status=PolicyStatus.IN_FORCE, transition=Transition.REDETERMINE,
            made_from=mark_of((await get_draft(session, draft_id)).text), by=first, among=among,
            engine=runtime.engine, clock=clock,
            for_losers=RuleForLosers(kind=ForLosers.UNTIL_DAY, until=today + _KEPT_FOR),
        )  # fmt: skip
        await publish_policy(
            session, draft_id, made_from=mark_of((await get_draft(session, draft_id)).text),
            proposal_id=(await proposals(session))[draft_id].id, by=second, among=among, engine=runtime.engine,
            clock=clock,
        )  # fmt: skip
    provisioning = Provisioning(
        database=runtime.tenants, plugins=runtime.plugins, keys=runtime.sealing, clock=clock
    )
    await look_after_tenant(tenant.id, LookingAfter(provisioning=provisioning, engine=runtime.engine))


async def _draft(
    runtime: Runtime, session: Transaction, programme: Programme, before: StoredPolicy, officer: UUID
) -> UUID:
    actor = Actor(kind="person", id=officer)
    today = local_date(runtime.clock.now(), (await read_site(session)).timezone)
    draft_id = await begin_draft(
        session, programme, effective_from=today, like=before, actor=actor, clock=runtime.clock
    )
    text = (await get_draft(session, draft_id)).text
    await change_draft(
        session, draft_id, _without_high_school, made_from=mark_of(text), actor=actor, clock=runtime.clock
    )
    cases = await cases_text(session, programme.id)
    copies = tuple(_as_expected(one) for one in read_cases(cases).cases if one.expect is not Expected.no_policy)
    await change_cases(
        session, programme.id, lambda text: with_copies(text, copies, version=today), made_from=mark_of(cases),
        actor=actor, clock=runtime.clock,
    )  # fmt: skip
    return draft_id


def _without_high_school(text: str) -> str:
    changed = text.replace("(primary_5_6 or middle or high)", "(primary_5_6 or middle)")
    said = {"source": "지어낸 공고 (데모)", "illustrative": "everything that is new in this version: it is a demo"}
    return with_head(changed, said)


def _as_expected(case: Case) -> Case:
    """The case as the newer version has it: nobody in high school is eligible."""
    if case.facts.get("learner.school_stage") != "high":
        return case
    return msgspec.structs.replace(case, expect=Expected.ineligible, expect_tier=None, expect_grant=None)
