"""Open a bundle for use: read, judged by the engine with the tables beside it, and described."""

import tomllib
from pathlib import Path

import msgspec

from seoul_learn.bundles.check_cases import uncovered
from seoul_learn.bundles.description import Description, describe_bundle
from seoul_learn.bundles.errors import BundleFault, BundleRefused
from seoul_learn.bundles.judge_policies import EngineJudge
from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.bundles.standards import read_official_tables
from seoul_learn.bundles.validate import load_bundle
from seoul_learn.bundles.values import Officer
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.eligibility.own_facts import OwnFactsFaulty, extended_by_text


class OpenedBundle(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle without a fault, ready to be compared and applied.

    `cases` is how many were tried and held, `uncovered` what none of them tries.
    """

    description: Description
    shared: SharedList
    officers: tuple[Officer, ...]
    cases: int
    uncovered: tuple[str, ...]


def open_bundle(folder: Path, plugins: Plugins) -> OpenedBundle:
    """The bundle in `folder`. Raises BundleRefused with every fault of it and of the tables beside it."""
    faults: list[BundleFault] = []
    folder = folder.resolve()
    tables = read_official_tables(folder.parent, faults.append, own=folder)
    judge = EngineJudge(plugins, tables.standards, _facts(folder, plugins))
    try:
        bundle, shared = load_bundle(folder, judge=judge, connectors=plugins.connectors, sources=plugins.sources)
    except BundleRefused as refused:
        raise BundleRefused((*faults, *refused.faults)) from refused
    if faults:
        raise BundleRefused(tuple(faults))
    return OpenedBundle(
        description=describe_bundle(bundle, shared, tables.texts),
        shared=shared,
        officers=bundle.officers,
        cases=sum(len(policies.cases) for policies in bundle.policies),
        uncovered=tuple(gap for policies in bundle.policies for gap in uncovered(policies, judge)),
    )


def _facts(folder: Path, plugins: Plugins) -> FactCatalogue:
    """The facts that the bundle's policies may read; the shared ones alone where its own have faults."""
    file = folder / "facts.toml"
    shared = plugins.facts.in_currency(_currency(folder / "tenant.toml"))
    try:
        return extended_by_text(shared, file.read_text("utf-8")) if file.is_file() else shared
    except (OwnFactsFaulty, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return shared


def _currency(file: Path) -> str:
    """The currency that tenant.toml names; nothing of a file that has a fault, which is told by itself."""
    try:
        tenant = tomllib.loads(file.read_text("utf-8")).get("tenant")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return ""
    return str(tenant.get("currency", "")) if isinstance(tenant, dict) else ""
