"""Faults of the registers and of the terms of attestations in tenant.toml, against what is installed."""

from collections.abc import Iterator, Mapping
from typing import Any

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.shape import meant
from seoul_learn.bundles.source import Source
from seoul_learn.bundles.values import BundleParts
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.fact_source import FactSource
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.fit import Misfit, fit


def register_faults(
    parts: BundleParts, sources: Mapping[str, FactSource], facts: FactCatalogue
) -> Iterator[BundleFault]:
    """Unknown sources and facts, what a source does not tell, its configuration, secrets, a limit below one look-up."""
    source = parts.tenant_source
    if source is None:
        return
    known = (*facts.names(), *_own_names(parts))
    by_fact = source.at("attestations", "by_fact")
    for name in by_fact if isinstance(by_fact, dict) else ():
        if name not in known:
            yield source.fault(("attestations", "by_fact", name), f"`{name}` is not a fact; {meant(name, known)}")
    seen: dict[str, str] = {}
    slugs: set[str] = set()
    for place, row in source.rows("register"):
        slug = row.get("slug")
        if slug in slugs:
            message = f'`slug = "{slug}"` is that of an earlier register; every register has its own'
            yield source.fault((*place, "slug"), message)
        slugs.add(str(slug))
        if "secret" in row:
            message = "a secret does not stand in a bundle, which many read; an administrator types it in the console"
            yield source.fault((*place, "secret"), message)
        yield from _source(source, place, row, sources)
        for position, fact in enumerate(_texts(row.get("facts"))):
            if fact in seen:
                message = f"`{fact}` is told by `{seen[fact]}` already; one register tells a fact"
                yield source.fault((*place, "facts", position), message)
            seen.setdefault(fact, str(slug))
        cost, limit = row.get("cost", 0), row.get("monthly_limit")
        if isinstance(cost, int) and isinstance(limit, int) and limit < cost:
            message = f"`monthly_limit = {limit}` is less than one look-up costs, so that nothing could be looked up"
            yield source.fault((*place, "monthly_limit"), message)


def _source(
    source: Source, place: TomlPath, row: dict[str, Any], sources: Mapping[str, FactSource]
) -> Iterator[BundleFault]:
    named = row.get("source")
    if not isinstance(named, str):
        return
    plugin = sources.get(named)
    if plugin is None:
        yield source.fault((*place, "source"), f'`source = "{named}"` is not installed; {meant(named, sources)}')
        return
    for position, fact in enumerate(_texts(row.get("facts"))):
        if fact not in plugin.supplies:
            message = f"`{named}` does not tell `{fact}`; {meant(fact, plugin.supplies)}"
            yield source.fault((*place, "facts", position), message)
    if row.get("facts") == []:
        yield source.fault((*place, "facts"), "`facts` is empty; write at least one that the register tells")
    try:
        fit(row.get("config", {}), plugin.config, at=("config",))
    except Misfit as misfit:
        yield source.fault((*place, *misfit.at), misfit.message)


def _own_names(parts: BundleParts) -> Iterator[str]:
    for _, row in parts.own_facts.rows("fact") if parts.own_facts else ():
        yield str(row.get("name"))


def _texts(written: Any) -> list[str]:
    return [one for one in written if isinstance(one, str)] if isinstance(written, list) else []
