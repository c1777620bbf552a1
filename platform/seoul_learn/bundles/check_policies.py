"""Faults between programmes, their dated policies and their cases."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from seoul_learn.bundles.check_cases import case_faults
from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.judge import PolicyJudge
from seoul_learn.bundles.read import languages_of
from seoul_learn.bundles.shape import described, meant
from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.bundles.source import Source
from seoul_learn.bundles.values import (
    BundleParts,
    PolicyFile,
    PolicyStatus,
    ProgrammePolicies,
    ProgrammeStatus,
    Text,
)
from seoul_learn.kit.toml_lines import TomlPath

_DECIDES = (PolicyStatus.in_force, PolicyStatus.superseded)


def policy_faults(parts: BundleParts, shared: SharedList, judge: PolicyJudge) -> Iterator[BundleFault]:
    """Programmes without a policy, policies without a programme, overlapping versions, and all within a policy."""
    yield from _programmes(parts)
    categories = [category.slug for category in shared.category]
    for policies in parts.policies:
        yield from _overlaps(policies)
        for version in policies.versions:
            yield from judge.faults(version)
            yield from _labels(version, languages_of(parts.tenant_source))
            yield from _grants(version, parts.tenant_source)
            yield from _slots(version, categories)
        yield from case_faults(policies, judge)


def _programmes(parts: BundleParts) -> Iterator[BundleFault]:
    source = parts.tenant_source
    if source is None:
        return
    folders = {policies.programme: policies for policies in parts.policies}
    rows = {row["slug"]: (place, row) for place, row in source.rows("programme") if isinstance(row.get("slug"), str)}
    for slug, (place, row) in rows.items():
        if slug not in folders and row.get("status") != ProgrammeStatus.draft:
            message = f'programme `{slug}` has no policy; write policies/{slug}/<date>.toml or set `status = "draft"`'
            yield source.fault((*place, "slug"), message)
    for slug in folders.keys() - rows.keys():
        message = f"there is no programme `{slug}` in tenant.toml; {meant(slug, rows)}"
        yield BundleFault(f"{parts.folder}/policies/{slug}", None, "", message)


def _overlaps(policies: ProgrammePolicies) -> Iterator[BundleFault]:
    """Versions follow each other by date, so all but the last that decides must be superseded."""
    deciding = [version for version in policies.versions if version.status in _DECIDES]
    for earlier, later in pairwise(deciding):
        if earlier.status is PolicyStatus.in_force:
            message = (
                f"this version overlaps that of {later.effective_from}, which follows it; "
                'write `status = "superseded"` in the earlier one'
            )
            yield earlier.source.fault(("policy", "status"), message)


def _labels(version: PolicyFile, languages: tuple[str, ...]) -> Iterator[BundleFault]:
    criteria = version.source.at("criteria")
    for name, criterion in criteria.items() if isinstance(criteria, dict) else ():
        label = criterion.get("label") if isinstance(criterion, dict) else None
        if not isinstance(label, dict):
            message = f"`label` is missing in criterion `{name}`; it is {described(Text)}"
            yield version.source.fault(("criteria", name, "label"), message)
            continue
        yield from _untold(version, ("criteria", name, "label"), label, languages)


def _untold(
    version: PolicyFile, at: TomlPath, label: Mapping[str, Any], languages: tuple[str, ...]
) -> Iterator[BundleFault]:
    for language in languages:
        if not label.get(language):
            message = f'`label` has no text in `{language}`, a language of the tenant; add {language} = "…"'
            yield version.source.fault((*at, language), message)


def _grants(version: PolicyFile, tenant: Source | None) -> Iterator[BundleFault]:
    """Labels that families of some language could not read, and sums in another currency than the tenant's."""
    currency = tenant.at("tenant", "currency") if tenant else None
    for place, grant in version.source.rows("grants"):
        parts = [(place, grant), *(((*place, field), grant.get(field)) for field in ("wallet", "copay"))]
        benefits = grant.get("benefits")
        benefits = benefits if isinstance(benefits, list) else []
        parts += [((*place, "benefits", position), one) for position, one in enumerate(benefits)]
        for at, part in parts:
            if not isinstance(part, dict):
                continue
            label = part.get("label")
            if isinstance(label, dict):
                yield from _untold(version, (*at, "label"), label, languages_of(tenant))
            if isinstance(currency, str) and isinstance(part.get("currency"), str) and part["currency"] != currency:
                message = f'`currency = "{part["currency"]}"` is not that of the tenant; write "{currency}"'
                yield version.source.fault((*at, "currency"), message)


def _slots(version: PolicyFile, categories: list[str]) -> Iterator[BundleFault]:
    for place, grant in version.source.rows("grants"):
        slots = grant.get("slots")
        for position, slot in enumerate(slots if isinstance(slots, list) else []):
            category = slot.get("category") if isinstance(slot, dict) else None
            if isinstance(category, str) and category not in categories:
                message = f'`category = "{category}"` is not in the shared list; {meant(category, categories)}'
                yield version.source.fault((*place, "slots", position, "category"), message)
