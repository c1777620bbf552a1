"""The installed plugins, found by their entry points once when the application is made and passed on from there."""

from collections.abc import Iterable, Mapping
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from typing import Any

import msgspec

from seoul_learn.plugin_api.abilities import SpeaksOut
from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.fact_source import FactSource
from seoul_learn.plugin_api.facts import FactCatalogue, FactConflict
from seoul_learn.plugin_api.manifest import Manifest, PluginKind
from seoul_learn.plugin_api.provider import Connector
from seoul_learn.plugin_api.strings import Strings, read_strings

GROUPS: Mapping[PluginKind, str] = {
    PluginKind.CRITERION: "seoul_learn.eligibility_rules",
    PluginKind.CONNECTOR: "seoul_learn.providers",
    PluginKind.FACT_SOURCE: "seoul_learn.fact_sources",
}


class PluginRefused(Exception):
    """An installed plugin cannot be used, so that nothing starts half."""


class Plugins(msgspec.Struct, frozen=True, kw_only=True):
    """What is installed. `strings` are by plugin, language and message, with {placeholders}."""

    criteria: Mapping[str, Criterion]
    connectors: Mapping[str, Connector]
    facts: FactCatalogue
    strings: Mapping[str, Strings]
    sources: Mapping[str, FactSource] = {}

    def speaking_out(self) -> frozenset[str]:
        """The connectors that ask their providers over the network."""
        return frozenset(name for name, one in self.connectors.items() if isinstance(one, SpeaksOut))


def load_plugins() -> Plugins:
    """All plugins of every group. Raises PluginRefused, naming the plugin and what to mend."""
    return plugins_of({kind: entry_points(group=group) for kind, group in GROUPS.items()})


def plugins_of(declared: Mapping[PluginKind, Iterable[EntryPoint]]) -> Plugins:
    """The plugins of some entry points. Raises PluginRefused."""
    criteria: dict[str, Criterion] = {}
    connectors: dict[str, Connector] = {}
    sources: dict[str, FactSource] = {}
    strings: dict[str, Strings] = {}
    facts = shared_facts()
    for kind, points in declared.items():
        for point in sorted(points, key=lambda point: point.name):
            if point.name in strings:
                raise PluginRefused(f"two plugins are called `{point.name}`; uninstall one of their packages")
            plugin = _loaded(point, kind)
            strings[point.name] = _strings(plugin)
            if kind is PluginKind.CONNECTOR:
                connectors[point.name] = plugin
                continue
            if kind is PluginKind.FACT_SOURCE:
                sources[point.name] = plugin
                continue
            criteria[point.name] = plugin
            try:
                facts = facts.merged(plugin.adds)
            except FactConflict as conflict:
                raise PluginRefused(f"plugin `{point.name}`: {conflict}; give its fact another name") from conflict
    return Plugins(criteria=criteria, connectors=connectors, facts=facts, strings=strings, sources=sources)


def _loaded(point: EntryPoint, kind: PluginKind) -> Any:
    try:
        plugin = point.load()()
    except Exception as error:
        raise PluginRefused(f"plugin `{point.name}` ({point.value}) cannot be loaded: {error}") from error
    manifest = getattr(plugin, "manifest", None)
    if not isinstance(manifest, Manifest):
        raise PluginRefused(f"plugin `{point.name}`: {point.value} has no `manifest`")
    if manifest.kind is not kind:
        group = GROUPS[manifest.kind]
        raise PluginRefused(f"plugin `{point.name}` is a {manifest.kind}; declare it in the group `{group}`")
    folder = point.module.rpartition(".")[2]
    if not manifest.name == folder == point.name:
        raise PluginRefused(
            f"a plugin has one name: plugin.toml says `{manifest.name}`, the folder `{folder}`, "
            f"the entry point `{point.name}`"
        )
    return plugin


def _strings(plugin: Any) -> Strings:
    manifest: Manifest = plugin.manifest
    try:
        strings = read_strings(files(type(plugin).__module__).joinpath("strings"))
    except Exception as error:
        raise PluginRefused(f"plugin `{manifest.name}`: its strings cannot be read: {error}") from error
    missing = [language for language in manifest.languages if language not in strings]
    if missing:
        raise PluginRefused(f"plugin `{manifest.name}`: strings/{missing[0]}.toml is missing")
    return strings
