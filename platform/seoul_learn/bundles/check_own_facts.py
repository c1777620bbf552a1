"""Faults of facts.toml: what a tenant adds to the shared facts."""

from collections.abc import Iterator

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.read import languages_of
from seoul_learn.bundles.shape import described
from seoul_learn.bundles.values import BundleParts, Text
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.tenant_plane.eligibility.own_facts import OwnFactsFaulty, extended, texts_of


def own_facts_faults(parts: BundleParts, shared: FactCatalogue) -> Iterator[BundleFault]:
    """What cannot be added, and every text that is missing in a language of the tenant."""
    source = parts.own_facts
    if source is None:
        return
    try:
        extended(shared, source.table)
    except OwnFactsFaulty as faulty:
        for misfit in faulty.misfits:
            yield source.fault(misfit.at, misfit.message)
    for at, text in texts_of(source.table):
        if not isinstance(text, dict):
            yield source.fault(at, f"`{at[-1]}` is not {described(Text)}")
            continue
        for language in languages_of(parts.tenant_source):
            if not str(text.get(language, "")).strip():
                message = f'`{at[-1]}` has no text in `{language}`, a language of the tenant; add {language} = "…"'
                yield source.fault((*at, language), message)
