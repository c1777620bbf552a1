"""Faults of catalogue.toml against the shared list of offerings and the installed connectors."""

from collections.abc import Iterator
from typing import Any

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.read import languages_of
from seoul_learn.bundles.shape import meant
from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.bundles.values import BundleParts
from seoul_learn.kit.toml_lines import TomlPath


def catalogue_faults(parts: BundleParts, shared: SharedList, connectors: tuple[str, ...]) -> Iterator[BundleFault]:
    """Unknown and repeated offerings, unknown connectors, offerings without a name in a language of the tenant."""
    source = parts.catalogue_source
    if source is None:
        return
    known = [offering.slug for offering in shared.offering]
    seen: set[str] = set()
    for place, row in source.rows("contract"):
        slug, connector = row.get("offering"), row.get("connector")
        if isinstance(connector, str) and connector not in connectors:
            message = f'`connector = "{connector}"` is not installed; {meant(connector, connectors)}'
            yield source.fault((*place, "connector"), message)
        if not isinstance(slug, str):
            continue
        offering = shared.offering_named(slug)
        if offering is None:
            advice = meant(slug, known)
            advice = (
                advice if advice.startswith("did") else "an operator adds it to tenants/_catalogue/offerings.toml first"
            )
            message = f'`offering = "{slug}"` is not in the shared list; {advice}'
            yield source.fault((*place, "offering"), message)
        elif missing := [one for one in languages_of(parts.tenant_source) if not offering.name.get(one)]:
            message = f'"{slug}" has no name in `{missing[0]}`, a language of the tenant; add it to the shared list'
            yield source.fault((*place, "offering"), message)
        if slug in seen:
            yield source.fault((*place, "offering"), f'"{slug}" has a contract already; keep one of the two')
        seen.add(slug)
    yield from _choice_faults(parts, tuple(sorted(seen)))


def _choice_faults(parts: BundleParts, contracts: tuple[str, ...]) -> Iterator[BundleFault]:
    """Offerings that a programme names in `[programme.choice]` and the city has no contract for."""
    source = parts.tenant_source
    for place, row in source.rows("programme") if source else ():
        choice = row.get("choice")
        for at, slug in _named(choice) if isinstance(choice, dict) else ():
            if source is not None and slug not in contracts:
                advice = meant(slug, contracts) if contracts else "there are no contracts"
                message = f'"{slug}" has no contract in catalogue.toml; {advice}'
                yield source.fault((*place, "choice", *at), message)


def _named(choice: dict[str, Any]) -> Iterator[tuple[TomlPath, str]]:
    """Every offering that the rules name, and where. What is no name is a fault of the shape."""
    for field in ("required", "additional"):
        yield from _names((field,), choice.get(field))
    requires, excludes = choice.get("requires"), choice.get("excludes")
    for offering, needed in requires.items() if isinstance(requires, dict) else ():
        yield ("requires", offering), offering
        yield from _names(("requires", offering), needed)
    for position, excluded in enumerate(excludes if isinstance(excludes, list) else ()):
        yield from _names(("excludes", position), excluded)


def _names(at: TomlPath, written: object) -> Iterator[tuple[TomlPath, str]]:
    for position, one in enumerate(written if isinstance(written, list) else ()):
        if isinstance(one, str):
            yield (*at, position), one
