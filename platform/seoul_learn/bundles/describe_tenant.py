"""The description of a tenant that the platform has: the other side of a plan, and what an export writes.

Drafts that officers work on in the console are no part of it.
"""

from uuid import UUID

from seoul_learn.bundles.description import Description
from seoul_learn.bundles.drafts_in_hand import cases_beside, drafts_in_hand
from seoul_learn.control_plane.tenants.values import Tenant
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.tenant_plane.applications.attestation_terms import find_attestation_terms
from seoul_learn.tenant_plane.branding.write_identity import read_identity
from seoul_learn.tenant_plane.casework.terms import find_terms
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.eligibility.publish import with_status
from seoul_learn.tenant_plane.eligibility.queries import (
    cases_by_programme,
    list_policies,
    own_facts_text,
    standard_texts,
)
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText
from seoul_learn.tenant_plane.pages.queries import list_pages
from seoul_learn.tenant_plane.people.oidc_queries import list_identity_providers
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.registers.queries import list_registers


async def describe_tenant(session: Transaction, tenant: Tenant) -> Description | None:
    """What the platform has of a tenant; None before anything of a bundle was applied."""
    identity = await read_identity(session)
    if identity is None:
        return None
    programmes = await list_programmes(session)
    slugs: dict[UUID, str] = {programme.id: programme.terms.slug for programme in programmes}
    cases = {slugs[programme_id]: text for programme_id, text in (await cases_by_programme(session)).items()}
    in_hand = await drafts_in_hand(session)
    drafts = {(one.programme, one.day) for one in in_hand}
    policies = [
        PolicyText(
            programme=slugs[one.programme_id],
            effective_from=one.effective_from,
            status=one.status,
            text=with_status(one.text, one.status),
        )
        for one in await list_policies(session)
        if one.status is not PolicyStatus.DRAFT or (slugs[one.programme_id], one.effective_from) not in drafts
    ]
    order = list(slugs.values())
    return Description(
        slug=tenant.slug,
        lifecycle=tenant.lifecycle.value,
        hosts=tenant.hosts,
        identity=identity,
        casework=await find_terms(session),
        programmes=tuple(programme.terms for programme in programmes),
        sign_in=tuple(provider.terms for provider in await list_identity_providers(session)),
        policies=tuple(sorted(policies, key=lambda one: (order.index(one.programme), one.effective_from))),
        cases=cases_beside(cases, in_hand),
        contracts=tuple(contract.terms for contract in await list_contracts(session)),
        pages=tuple(await list_pages(session)),
        standards={read_standard(text).id: text for _, text in await standard_texts(session)},
        own_facts=await own_facts_text(session),
        attestations=await find_attestation_terms(session),
        registers=tuple(register.terms for register in await list_registers(session)),
    )
