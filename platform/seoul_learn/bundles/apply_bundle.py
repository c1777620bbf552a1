"""Make the platform what a description says: all of it or nothing, and nothing when it is so already."""

import msgspec

from seoul_learn.bundles.describe_tenant import describe_tenant
from seoul_learn.bundles.description import Description
from seoul_learn.bundles.difference import Difference, differences
from seoul_learn.bundles.drafts_in_hand import DraftInHand, beside, drafts_in_hand, with_cases_of
from seoul_learn.bundles.publish_shared_list import publish_shared_list
from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.control_plane.database.connection import ControlDatabase, UnitOfWork
from seoul_learn.control_plane.tenants.claim_host import claim_host
from seoul_learn.control_plane.tenants.lifecycle import moves_from
from seoul_learn.control_plane.tenants.move_tenant import move_tenant
from seoul_learn.control_plane.tenants.queries import find_tenant, get_tenant
from seoul_learn.control_plane.tenants.register_tenant import register_tenant
from seoul_learn.control_plane.tenants.release_host import release_host
from seoul_learn.control_plane.tenants.rename_tenant import rename_tenant
from seoul_learn.control_plane.tenants.values import Lifecycle, Tenant, TenantRef
from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.applications.attestation_terms import write_attestation_terms
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.write_identity import write_identity
from seoul_learn.tenant_plane.casework.terms import write_terms
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.write_contracts import write_contracts
from seoul_learn.tenant_plane.database.transaction import TenantDatabase, Transaction
from seoul_learn.tenant_plane.eligibility.publish import refuse_changes
from seoul_learn.tenant_plane.eligibility.queries import cases_by_programme
from seoul_learn.tenant_plane.eligibility.write_policies import (
    write_cases,
    write_own_facts,
    write_policies,
    write_standards,
)
from seoul_learn.tenant_plane.enrolments.provide_seats import provide_seats
from seoul_learn.tenant_plane.pages.write_pages import write_pages
from seoul_learn.tenant_plane.people.keep_identity_provider import write_identity_providers
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.programmes.write_programmes import write_programmes
from seoul_learn.tenant_plane.registers.keep_registers import write_registers

_FORWARD = (Lifecycle.AGREED, Lifecycle.PREPARING, Lifecycle.TRIAL, Lifecycle.LIVE)


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant and what was changed of it; nothing when it was so already."""

    tenant: TenantRef
    changed: tuple[Difference, ...]


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """Both planes, and who acts on them by which clock. Contracts of the connectors in `tested_first` stay closed until
    their connection was tested.
    """

    control: ControlDatabase
    tenants: TenantDatabase
    by: str
    clock: Clock
    tested_first: frozenset[str] = frozenset()


async def plan_description(wanted: Description, platform: Platform) -> tuple[Difference, ...]:
    """What applying it would change. Changes nothing. Raises PolicyStays for a change that could not be applied."""
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug=wanted.slug)
    if tenant is None:
        return differences(None, wanted)
    async with platform.tenants.transaction(tenant.id) as session:
        there = await describe_tenant(session, tenant)
        wanted = beside(wanted, await drafts_in_hand(session))
    if there is not None:
        refuse_changes(there.policies, wanted.policies)
    return differences(there, wanted)


async def drafts_left_alone(slug: str, platform: Platform) -> tuple[DraftInHand, ...]:
    """The drafts of the console, which applying a bundle leaves as they are, and an export leaves out."""
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug=slug)
    if tenant is None:
        return ()
    async with platform.tenants.transaction(tenant.id) as session:
        return await drafts_in_hand(session)


async def apply_description(wanted: Description, shared: SharedList, platform: Platform) -> Applied:
    """Make it so. Raises the refusals of the use cases it is made of; then nothing is changed.

    The tenant plane commits inside the control plane's transaction: should the latter fail at its own commit, a new
    tenant's rows are out of reach, and a known one's are those of the bundle, which applying again completes.
    """
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug=wanted.slug)
        if tenant is None:
            ref = await register_tenant(
                unit, slug=wanted.slug, name=wanted.identity.name, timezone=wanted.identity.timezone,
                host=wanted.hosts[0], by=platform.by, clock=platform.clock,
            )  # fmt: skip
            tenant = await get_tenant(unit, tenant_id=ref.id)
        await publish_shared_list(unit, shared)
        async with platform.tenants.transaction(tenant.id) as session:
            wanted = beside(wanted, await drafts_in_hand(session))
            changed = differences(await describe_tenant(session, tenant), wanted)
            if changed:
                await _write(session, wanted, platform)
                await record(
                    session,
                    actor=Actor(kind="command"),
                    action="bundle.applied",
                    subject="tenant",
                    subject_id=tenant.id,
                    detail={"by": platform.by, "fields": len(changed)},
                    clock=platform.clock,
                )
            await _settle(unit, tenant, wanted, platform)
        return Applied(
            tenant=TenantRef(tenant.id, tenant.slug, Lifecycle(wanted.lifecycle or tenant.lifecycle)), changed=changed
        )


async def _write(session: Transaction, wanted: Description, platform: Platform) -> None:
    clock = platform.clock
    await write_identity(session, wanted.identity)
    await write_terms(session, wanted.casework)
    await write_attestation_terms(session, wanted.attestations)
    await write_programmes(session, wanted.programmes)
    ids = {programme.terms.slug: programme.id for programme in await list_programmes(session)}
    await write_standards(session, wanted.standards)
    await write_own_facts(session, wanted.own_facts)
    await write_policies(session, wanted.policies, ids, at=clock.now())
    slugs = {programme_id: slug for slug, programme_id in ids.items()}
    kept = {slugs[programme_id]: text for programme_id, text in (await cases_by_programme(session)).items()}
    cases = with_cases_of(await drafts_in_hand(session), kept, wanted.cases)
    await write_cases(session, {ids[slug]: text for slug, text in cases.items()})
    await write_contracts(session, wanted.contracts, tested_first=platform.tested_first)
    for contract in await list_contracts(session):
        await provide_seats(session, contract.id, contract.terms.seats)
    await write_identity_providers(session, wanted.sign_in, clock=clock)
    await write_registers(session, wanted.registers)
    await write_pages(session, wanted.pages)


async def _settle(unit: UnitOfWork, tenant: Tenant, wanted: Description, platform: Platform) -> None:
    """Name, time zone, hosts and lifecycle, where they differ."""
    identity = wanted.identity
    if (tenant.name, tenant.timezone) != (identity.name, identity.timezone):
        await rename_tenant(
            unit, tenant_id=tenant.id, name=identity.name, timezone=identity.timezone, clock=platform.clock
        )
    if tenant.hosts != wanted.hosts:
        for position, host in enumerate(wanted.hosts):
            if position == 0 or host not in tenant.hosts:
                await claim_host(unit, tenant_id=tenant.id, host=host, canonical=position == 0)
        for host in set(tenant.hosts) - set(wanted.hosts):
            await release_host(unit, tenant_id=tenant.id, host=host)
    for step in _steps(tenant.lifecycle, wanted.lifecycle):
        await move_tenant(
            unit, tenant_id=tenant.id, to=step, by=platform.by, reason="as the bundle says", clock=platform.clock
        )


def _steps(now: Lifecycle, wanted: str | None) -> tuple[Lifecycle, ...]:
    """The moves from one state to another; one that leads nowhere is tried as it is and refused by the lifecycle."""
    if wanted is None or now == wanted:
        return ()
    target = Lifecycle(wanted)
    if target in moves_from(now) or now not in _FORWARD or target not in _FORWARD:
        return (target,)
    start, end = _FORWARD.index(now), _FORWARD.index(target)
    return _FORWARD[start + 1 : end + 1] or (target,)
