"""Faults of catalogue.toml against the shared list of offerings and the installed connectors."""

from collections.abc import Iterator

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.read import languages_of
from seoul_learn.bundles.shape import meant
from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.bundles.values import BundleParts


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
