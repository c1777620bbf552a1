"""The one question of a bundle: may it be applied? All of its faults are named at once."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from seoul_learn.bundles.check_catalogue import catalogue_faults
from seoul_learn.bundles.check_connections import connection_faults
from seoul_learn.bundles.check_own_facts import own_facts_faults
from seoul_learn.bundles.check_policies import policy_faults
from seoul_learn.bundles.check_registers import register_faults
from seoul_learn.bundles.check_tenant import tenant_faults
from seoul_learn.bundles.errors import BundleFault, BundleRefused
from seoul_learn.bundles.judge import PolicyJudge
from seoul_learn.bundles.read import read_bundle, read_shared_list
from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.bundles.values import Bundle, BundleParts
from seoul_learn.plugin_api.fact_source import FactSource
from seoul_learn.plugin_api.provider import Connector

NO_SOURCES: Mapping[str, FactSource] = MappingProxyType({})


def load_bundle(
    folder: Path,
    *,
    judge: PolicyJudge,
    connectors: Mapping[str, Connector],
    sources: Mapping[str, FactSource] = NO_SOURCES,
) -> tuple[Bundle, SharedList]:
    """The bundle in `folder` and the shared list beside it. Raises BundleRefused with every fault of both."""
    found: list[BundleFault] = []
    if not folder.is_dir():
        fault = BundleFault(f"{folder.parent.name}/{folder.name}", None, "", "there is no such folder")
        raise BundleRefused((fault,))
    parts = read_bundle(folder, found.append)
    shared = read_shared_list(folder.parent, found.append)
    found.extend(tenant_faults(parts, folder))
    found.extend(catalogue_faults(parts, shared, tuple(connectors)))
    found.extend(register_faults(parts, sources, judge.shared))
    found.extend(connection_faults(parts, connectors))
    found.extend(own_facts_faults(parts, judge.shared))
    found.extend(policy_faults(parts, shared, judge))
    bundle = _whole(parts)
    if found or bundle is None:
        raise BundleRefused(tuple(sorted(set(found), key=lambda fault: (fault.file, fault.line or 0, fault.field))))
    return bundle, shared


def _whole(parts: BundleParts) -> Bundle | None:
    if parts.tenant is None or parts.catalogue is None or parts.logo is None:
        return None
    return Bundle(
        folder=parts.folder,
        tenant=parts.tenant.tenant,
        branding=parts.tenant.branding,
        contact=parts.tenant.contact,
        appeals=parts.tenant.appeals,
        casework=parts.tenant.casework,
        attestations=parts.tenant.attestations,
        programmes=parts.tenant.programme,
        sign_in=parts.tenant.sign_in,
        officers=parts.tenant.officer,
        contracts=parts.catalogue.contract,
        policies=parts.policies,
        pages=parts.pages,
        logo=parts.logo,
        own_facts=parts.own_facts.text if parts.own_facts else None,
        registers=parts.tenant.register,
    )
