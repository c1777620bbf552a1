"""A tenant as a bundle describes it, in one form for both sides: what a folder says, and what the platform has."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.bundles.values import Appeals, Attestations, Bundle, Casework, Contract, Programme, Register
from seoul_learn.tenant_plane.applications.attestation_terms import AttestationTerms
from seoul_learn.tenant_plane.branding.identity import Identity
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.catalogue.values import ContractTerms
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText
from seoul_learn.tenant_plane.pages.values import Page
from seoul_learn.tenant_plane.people.oidc_values import ProviderTerms
from seoul_learn.tenant_plane.programmes.choice_rules import ChoiceRules
from seoul_learn.tenant_plane.programmes.values import ProgrammeStatus, ProgrammeTerms
from seoul_learn.tenant_plane.registers.values import RegisterTerms


class Description(Struct, frozen=True, kw_only=True):
    """Everything a bundle says of a tenant but its officers. `lifecycle` is None where nothing is asked, `casework`
    where the platform's own terms hold.

    `sign_in` is without the clients' secrets, which stand in no file. `cases` are texts by programme, `standards` those
    by id, `own_facts` the text of facts.toml.
    """

    slug: str
    lifecycle: str | None
    hosts: tuple[str, ...]
    identity: Identity
    casework: Terms | None
    programmes: tuple[ProgrammeTerms, ...]
    sign_in: tuple[ProviderTerms, ...]
    policies: tuple[PolicyText, ...]
    cases: dict[str, str]
    contracts: tuple[ContractTerms, ...]
    pages: tuple[Page, ...]
    standards: dict[str, str]
    own_facts: str | None
    attestations: AttestationTerms | None = None
    registers: tuple[RegisterTerms, ...] = ()


def describe_bundle(bundle: Bundle, shared: SharedList, standards: Mapping[str, str]) -> Description:
    """What a sound bundle says, with the terms of the shared list that its contracts adopt."""
    tenant = bundle.tenant
    notes = {
        "branding": bundle.branding.illustrative,
        "contact": bundle.contact.illustrative,
        "casework": bundle.casework.illustrative if bundle.casework else None,
        "attestations": bundle.attestations.illustrative if bundle.attestations else None,
    }
    contact = {key: value for key, value in msgspec.to_builtins(bundle.contact).items() if key != "illustrative"}
    return Description(
        slug=tenant.slug,
        lifecycle=tenant.lifecycle.value if tenant.lifecycle else None,
        hosts=tenant.hosts,
        identity=Identity(
            name=tenant.name,
            tagline=bundle.branding.tagline,
            kind=tenant.kind.value,
            colour=bundle.branding.colour,
            accent=bundle.branding.accent,
            languages=list(tenant.languages),
            default_language=tenant.default_language,
            timezone=tenant.timezone,
            currency=tenant.currency,
            contact=contact,
            logo_source=bundle.logo,
            logo_file=bundle.branding.logo,
            logo_alt=bundle.branding.logo_alt,
            notes={part: note for part, note in notes.items() if note},
            appeals=_without_nothing(bundle.appeals),
        ),
        casework=_terms(bundle.casework),
        programmes=tuple(_programme(programme) for programme in bundle.programmes),
        sign_in=tuple(
            ProviderTerms(
                issuer=one.issuer,
                client_id=one.client_id,
                label=one.label,
                scopes=one.scopes,
                name_claim=one.name_claim,
                links_by_email=one.links_by_email,
                for_officers=one.for_officers,
            )
            for one in bundle.sign_in
        ),
        policies=tuple(
            PolicyText(
                programme=version.programme,
                effective_from=version.effective_from,
                status=PolicyStatus(version.status.value),
                text=version.source.text,
            )
            for policies in bundle.policies
            for version in policies.versions
        ),
        cases={one.programme: one.cases_source.text for one in bundle.policies if one.cases_source},
        contracts=tuple(_contract(contract, shared) for contract in bundle.contracts),
        pages=tuple(
            Page(slug=page.slug, language=page.language, title=page.title, body=page.body) for page in bundle.pages
        ),
        standards=dict(standards),
        own_facts=bundle.own_facts,
        attestations=_attestations(bundle.attestations),
        registers=tuple(_register(one) for one in bundle.registers),
    )


def _without_nothing(appeals: Appeals | None) -> dict[str, Any]:
    return {key: value for key, value in msgspec.to_builtins(appeals).items() if value} if appeals else {}


def _terms(casework: Casework | None) -> Terms | None:
    if casework is None:
        return None
    return Terms(
        review_within_days=casework.review_within_days,
        four_eyes=casework.four_eyes,
        documents_kept_days=casework.documents_kept_days,
        drafts_kept_days=casework.drafts_kept_days,
        attestation_notice_days=casework.attestation_notice_days,
        appeals_decided_within_days=casework.appeals_decided_within_days,
    )


def _attestations(written: Attestations | None) -> AttestationTerms | None:
    return AttestationTerms(months=written.months, by_fact=written.by_fact) if written else None


def _register(register: Register) -> RegisterTerms:
    return RegisterTerms(
        slug=register.slug,
        title=register.title,
        purpose=register.purpose,
        law=register.law,
        source=register.source,
        config=register.config or {},
        facts=register.facts,
        valid_months=register.valid_months,
        timeout_seconds=register.timeout_seconds,
        tries=register.tries,
        cost_minor=register.cost,
        monthly_limit_minor=register.monthly_limit,
        illustrative=register.illustrative,
    )


def _programme(programme: Programme) -> ProgrammeTerms:
    return ProgrammeTerms(
        slug=programme.slug,
        name=programme.name,
        summary=programme.summary,
        status=ProgrammeStatus(programme.status.value),
        choice=msgspec.convert(msgspec.to_builtins(programme.choice or {}), ChoiceRules),
        illustrative=programme.illustrative,
    )


def _contract(contract: Contract, shared: SharedList) -> ContractTerms:
    offering = shared.offering_named(contract.offering)
    if offering is None:
        raise LookupError(f"{contract.offering} is not in the shared list: the bundle was not validated")
    provider = next(one for one in shared.provider if one.slug == offering.provider)
    category = next(one for one in shared.category if one.slug == offering.category)
    return ContractTerms(
        offering=offering.slug,
        provider=provider.slug,
        provider_name=provider.name,
        name=offering.name,
        category=category.slug,
        category_name=category.name,
        levels=[level.value for level in offering.levels],
        market_price_minor=offering.price.amount,
        currency=offering.price.currency,
        price_per=offering.price.per.value,
        ships=offering.ships,
        seats=contract.seats,
        term_months=contract.term_months,
        term_by_level={level.value: months for level, months in contract.term_by_level.items()},
        connector=contract.connector,
        config=contract.config or {},
        illustrative=contract.illustrative,
    )
